import type { Ref } from "react";
import { Input, Label, Text, TextArea, TextField, type TextFieldProps } from "react-aria-components";
import type { Language } from "../i18n";
import styles from "./KioskField.module.css";

/** Which on-screen keyboard belongs to a field. */
export type KeyboardKind = "pinyin" | "latin" | "digits" | "code";

/** The keyboard for whole sentences. */
export const lettersOf = (language: Language): KeyboardKind => (language === "en" ? "latin" : "pinyin");

const INPUT_MODE = { pinyin: "text", latin: "text", digits: "numeric", code: "text", none: "none" } as const;

interface KioskFieldProps extends Omit<TextFieldProps, "className" | "children"> {
  label: string;
  /** None where the screen has keys of its own. */
  keyboard: KeyboardKind | "none";
  /** Stands under the field. */
  hint?: string;
  /** Several lines. */
  long?: boolean;
  /** Letters and figures that are read one by one. */
  code?: boolean;
  /** The label is for those who listen: the eye sees it elsewhere. */
  quietLabel?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

/** A field to write in. Nothing that is written here is kept by the web view. */
export function KioskField({ label, keyboard, hint, long = false, code = false, quietLabel = false, inputRef, ...props }: KioskFieldProps) {
  const input = {
    className: styles.input ?? "",
    inputMode: INPUT_MODE[keyboard],
    "data-keyboard": keyboard === "none" ? undefined : keyboard,
    "data-code": code || undefined,
    autoCorrect: "off",
  };
  return (
    <TextField {...props} className={styles.field ?? ""} autoComplete="off" spellCheck="false">
      <Label className={quietLabel ? "visually-hidden" : (styles.label ?? "")}>{label}</Label>
      {long ? <TextArea {...input} /> : <Input {...input} ref={inputRef} />}
      {hint && (
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      )}
    </TextField>
  );
}
