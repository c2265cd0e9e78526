import { Input, Label, TextField } from "react-aria-components";
import { useTexts, type Key } from "../../../i18n";
import panel from "../panel.module.css";

interface PinFieldProps {
  text: Key;
  value: string;
  onChange: (pin: string) => void;
}

/** A PIN that nobody reads over a shoulder; it may be pasted. */
export function PinField({ text, value, onChange }: PinFieldProps) {
  const { t } = useTexts();
  return (
    <TextField className={panel.field} value={value} onChange={onChange} type="password">
      <Label>{t(text)}</Label>
      <Input className={panel.input} autoComplete="off" inputMode="numeric" maxLength={12} data-keyboard="digits" />
    </TextField>
  );
}
