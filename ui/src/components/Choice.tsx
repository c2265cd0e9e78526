import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField, RadioButton, RadioField } from "react-aria-components";

interface OneOfProps {
  value: string;
  className: string | undefined;
  children: ReactNode;
}

/** One choice of a radio group; the whole of it can be pressed. */
export function OneOf({ value, className, children }: OneOfProps) {
  return (
    <RadioField value={value}>
      <RadioButton className={className ?? ""}>{children}</RadioButton>
    </RadioField>
  );
}

interface TickProps {
  isSelected: boolean;
  onChange: (on: boolean) => void;
  className: string | undefined;
  children: ReactNode;
}

/** Something that is wanted or not; the whole of it can be pressed. */
export function Tick({ isSelected, onChange, className, children }: TickProps) {
  return (
    <CheckboxField isSelected={isSelected} onChange={onChange}>
      <CheckboxButton className={className ?? ""}>{children}</CheckboxButton>
    </CheckboxField>
  );
}
