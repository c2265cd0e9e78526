import { Button as AriaButton, type ButtonProps } from "react-aria-components";
import styles from "./Button.module.css";

type Look = "kioskPrimary" | "kioskSecondary" | "kioskTool" | "primary" | "secondary" | "quiet";

/** Every button of the product; `look` says where it stands and how much it weighs. */
export function Button({ look, ...props }: Omit<ButtonProps, "className"> & { look: Look }) {
  return <AriaButton {...props} className={`${styles.button} ${styles[look]}`} />;
}
