import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField, RadioButton, RadioField } from "react-aria-components";
import styles from "./Choice.module.css";

interface OneOfProps {
  value: string;
  className: string | undefined;
  children: ReactNode;
}

/** One choice of a radio group; the whole of it can be pressed. */
export function OneOf({ value, className, children }: OneOfProps) {
  return (
    <RadioField className={styles.choice ?? ""} value={value}>
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
    <CheckboxField className={styles.choice ?? ""} isSelected={isSelected} onChange={onChange}>
      <CheckboxButton className={className ?? ""}>{children}</CheckboxButton>
    </CheckboxField>
  );
}
