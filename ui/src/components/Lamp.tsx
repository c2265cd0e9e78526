import type { Lamp as LampState } from "../client";
import { useTexts, type Key } from "../i18n";
import styles from "./Lamp.module.css";

const WORDS: Record<LampState, Key> = { off: "frame.lamp.off", on: "frame.lamp.on", hold: "frame.lamp.hold" };

/** Says whether anything is being recorded. It never leaves the screen of a candidate. */
export function Lamp({ state = "off" }: { state?: LampState }) {
  const { t } = useTexts();
  return (
    <p className={styles.lamp} role="status" data-state={state}>
      <span className={styles.ring} aria-hidden="true" />
      {t(WORDS[state])}
    </p>
  );
}
