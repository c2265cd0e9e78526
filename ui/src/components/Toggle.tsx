import type { ReactNode } from "react";
import { SwitchButton, SwitchField } from "react-aria-components";
import styles from "./Toggle.module.css";

/** Something that is on or off at once. */
export function Toggle({ on, onChange, children }: { on: boolean; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <SwitchField isSelected={on} onChange={onChange}>
      <SwitchButton className={styles.toggle}>
        <span className={styles.knob} aria-hidden="true" />
        {children}
      </SwitchButton>
    </SwitchField>
  );
}
