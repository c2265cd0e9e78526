import { Cable } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/Button";
import { failureOf, useClient, type CommandError, type Connection } from "../../../client";
import { useTexts, type Key } from "../../../i18n";
import panel from "../panel.module.css";
import styles from "./SettingsPage.module.css";

/** Asks whether the HR system knows this station; nothing of anybody is sent. */
export function ConnectionTest({ text }: { text: Key }) {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Connection>();
  const [failure, setFailure] = useState<CommandError>();
  const test = () => {
    setBusy(true);
    setAnswer(undefined);
    setFailure(undefined);
    client
      .testConnection()
      .then(setAnswer, (thrown: unknown) => setFailure(failureOf(thrown)))
      .finally(() => setBusy(false));
  };
  const failed = failure && failureLine(failure.code);
  return (
    <div className={styles.test}>
      <Button look="secondary" isDisabled={busy} onPress={test}>
        <Cable size={16} aria-hidden="true" />
        {t(text)}
      </Button>
      <p className={panel.quiet} role="status">
        {answer ? t("sync.answers", { seconds: Math.abs(answer.clock_ahead_ms / 1000).toFixed(1) }) : t("settings.hrms.test.note")}
      </p>
      {failed && (
        <p className={panel.mistake} role="alert">
          {failed}
        </p>
      )}
    </div>
  );
}
