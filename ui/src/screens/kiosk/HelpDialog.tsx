import { Hand, Lock } from "lucide-react";
import { KioskButton } from "../../components/KioskButton";
import { DialogActions, KioskDialog } from "../../components/KioskDialog";
import { useTexts } from "../../i18n";
import { useKiosk } from "./kiosk";
import styles from "./Dialogs.module.css";

/** Staff were called and time stands still; after two minutes without an answer there are other ways. */
export function HelpDialog({ onStaff }: { onStaff: () => void }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const alone = view.help === "no_answer";
  return (
    <KioskDialog
      title={t(alone ? "help.noAnswer.title" : "help.title")}
      isOpen={view.help !== "none" && view.staff === null}
      onClose={() => send({ do: "help_over" })}
      aside={
        <span className={styles.sign} aria-hidden="true">
          <Hand size={40} strokeWidth={1.75} />
        </span>
      }
    >
      <p role="status">{t(alone ? "help.noAnswer" : "q.staffCalled")}</p>
      <DialogActions column>
        <KioskButton look="primary" autoFocus onPress={() => send({ do: "help_over" })}>
          {t("help.over")}
        </KioskButton>
        {alone && (
          <KioskButton look="secondary" onPress={() => send({ do: "stop_and_pause" })}>
            {t("stop.pause")}
          </KioskButton>
        )}
        <KioskButton look="plain" icon={<Lock size={20} strokeWidth={1.75} aria-hidden="true" />} onPress={onStaff}>
          {t("attract.staff")}
        </KioskButton>
      </DialogActions>
    </KioskDialog>
  );
}
