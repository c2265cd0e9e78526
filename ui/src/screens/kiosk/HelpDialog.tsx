import { Hand, Lock } from "lucide-react";
import { KioskButton } from "../../components/KioskButton";
import { DialogActions, KioskDialog } from "../../components/KioskDialog";
import type { Screen } from "../../client";
import { sentences, useTexts } from "../../i18n";
import { useKiosk } from "./kiosk";
import styles from "./Dialogs.module.css";

/** Whether a clock stands still for the call: where none runs, nothing may be said of it. */
const stopsTime = (screen: Screen) => screen.name === "question" && screen.stage !== "saved" && screen.left_s !== null;

/** That staff were called, or that nobody came, and what to do meanwhile. */
export function useHelpText(): { title: string; lead: string } {
  const { t, language } = useTexts();
  const { view } = useKiosk();
  const time = stopsTime(view.screen) ? t("help.time") : "";
  if (view.help === "no_answer") return { title: t("help.noAnswer.title"), lead: sentences([t("help.noAnswer"), time], language) };
  const lead = t(view.screen.name === "question" ? "help.stay" : "help.meanwhile");
  return { title: t("help.title"), lead: sentences([lead, time], language) };
}

interface HelpDialogProps {
  isOpen: boolean;
  /** The dialog goes, the call stays. */
  onWait: () => void;
  onStaff: () => void;
}

/** Staff were called; after two minutes without an answer there are other ways. */
export function HelpDialog({ isOpen, onWait, onStaff }: HelpDialogProps) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const { title, lead } = useHelpText();
  return (
    <KioskDialog
      title={title}
      isOpen={isOpen}
      onClose={onWait}
      aside={
        <span className={styles.sign} aria-hidden="true">
          <Hand size={40} strokeWidth={1.75} />
        </span>
      }
    >
      <p role="status">{lead}</p>
      <DialogActions column>
        <KioskButton look="primary" autoFocus onPress={onWait}>
          {t("help.wait")}
        </KioskButton>
        <KioskButton look="secondary" onPress={() => send({ do: "help_over" })}>
          {t("help.over")}
        </KioskButton>
        {view.help === "no_answer" && (
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
