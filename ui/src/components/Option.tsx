import type { ReactNode } from "react";
import { RadioButton, RadioField } from "react-aria-components";

/** One of several that exclude each other; `className` dresses what is pressed. */
export function Option({ value, className, children }: { value: string; className: string | undefined; children: ReactNode }) {
  return (
    <RadioField value={value}>
      <RadioButton className={className ?? ""}>{children}</RadioButton>
    </RadioField>
  );
}
