import { useTexts } from "../i18n";
import styles from "./Lamp.module.css";

/** Says that nothing is being recorded. It never leaves the screen of a candidate. */
export function Lamp() {
  const { t } = useTexts();
  return (
    <p className={styles.lamp} role="status">
      <span className={styles.ring} aria-hidden="true" />
      {t("frame.lamp.off")}
    </p>
  );
}
