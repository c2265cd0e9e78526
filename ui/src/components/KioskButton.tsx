import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps } from "react-aria-components";
import styles from "./KioskButton.module.css";

export type KioskLook = "primary" | "secondary" | "plain" | "danger" | "tool";

interface KioskButtonProps extends Omit<ButtonProps, "className" | "children"> {
  look: KioskLook;
  /** Stands before the words. */
  icon?: ReactNode;
  /** Stands after the words: where the button leads. */
  after?: ReactNode;
  children: ReactNode;
}

/** Every button of the candidate's screens; `look` is its weight, and with it the size of its target. */
export function KioskButton({ look, icon, after, children, ...props }: KioskButtonProps) {
  return (
    <AriaButton {...props} className={`${styles.button} ${styles[look]}`} data-look={look}>
      {icon}
      <span>{children}</span>
      {after}
    </AriaButton>
  );
}
