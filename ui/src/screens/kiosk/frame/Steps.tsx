import { useTexts, type Key } from "../../../i18n";
import styles from "./Steps.module.css";

const NAMES: Key[] = ["step.needs", "step.consent", "step.identity", "step.devices", "step.practice", "step.questions", "step.end"];

/** Where the journey stands: bars for the eye, number and name for everybody. */
export function Steps({ step }: { step: number }) {
  const { t } = useTexts();
  const name = NAMES[step - 1];
  if (!name) return null;
  return (
    <div className={styles.steps}>
      <span className={styles.bars} aria-hidden="true">
        {NAMES.map((key, at) => (
          <span key={key} className={styles.bar} data-state={at + 1 === step ? "now" : at < step ? "done" : "next"} />
        ))}
      </span>
      <p className={styles.words}>
        <span>{t("frame.step", { n: step, total: NAMES.length })}</span> <strong className={styles.name}>{t(name)}</strong>
      </p>
    </div>
  );
}
