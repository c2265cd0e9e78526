import { CircleAlert } from "lucide-react";
import type { CommandError } from "../client";
import { useTexts } from "../i18n";
import { Button } from "./Button";
import styles from "./Notice.module.css";

/** What did not work, what to do, and the way to try again. */
export function Failure({ failure, onRetry }: { failure: CommandError; onRetry: () => void }) {
  const { t, failureText } = useTexts();
  const { title, hint } = failureText(failure.code);
  return (
    <div className={styles.notice} role="alert" data-tone="warn">
      <CircleAlert size={28} aria-hidden="true" />
      <h2 className={styles.title}>{title}</h2>
      {hint && <p className={styles.hint}>{hint}</p>}
      <p className={styles.code}>
        <code>{failure.code}</code>
      </p>
      <Button look="secondary" onPress={onRetry}>
        {t("failure.retry")}
      </Button>
    </div>
  );
}
