import { useState } from "react";
import type { Intent, Screen } from "../../client";
import { DialogActions, KioskDialog } from "../../components/KioskDialog";
import { KioskButton } from "../../components/KioskButton";
import { useTexts } from "../../i18n";
import { useKiosk } from "./kiosk";

/** Screens before the booking is confirmed: until then nothing is kept. */
const NOTHING_KEPT: ReadonlySet<Screen["name"]> = new Set<Screen["name"]>(["needs", "judged", "consent", "booking"]);

/** Stops: later, for good with what was answered, or for good without a trace. Going on has the focus. */
export function StopDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const [deleting, setDeleting] = useState(false);
  const close = () => {
    setDeleting(false);
    onClose();
  };
  const end = (intent: Intent) => {
    close();
    send(intent);
  };
  if (NOTHING_KEPT.has(view.screen.name)) {
    return (
      <KioskDialog key="leave" title={t("stop.title")} isOpen={isOpen} onClose={close}>
        <p>{t("stop.nothing")}</p>
        <DialogActions column>
          <KioskButton look="primary" autoFocus onPress={close}>
            {t("stop.continue")}
          </KioskButton>
          <KioskButton look="secondary" onPress={() => end({ do: "stop_and_pause" })}>
            {t("stop.leaveNow")}
          </KioskButton>
        </DialogActions>
      </KioskDialog>
    );
  }
  if (deleting) {
    return (
      <KioskDialog key="delete" title={t("stop.sure")} isOpen={isOpen} onClose={close} urgent>
        <p>{t("stop.withdraw.note")}</p>
        <DialogActions column>
          <KioskButton look="primary" autoFocus onPress={close}>
            {t("stop.continue")}
          </KioskButton>
          <KioskButton look="danger" onPress={() => end({ do: "stop_and_delete" })}>
            {t("stop.sure.delete")}
          </KioskButton>
        </DialogActions>
      </KioskDialog>
    );
  }
  return (
    <KioskDialog key="stop" title={t("stop.title")} isOpen={isOpen} onClose={close}>
      <DialogActions column>
        <KioskButton look="primary" autoFocus onPress={close}>
          {t("stop.continue")}
        </KioskButton>
        <KioskButton look="secondary" onPress={() => end({ do: "stop_and_pause" })}>
          {t("stop.pause")}
        </KioskButton>
        <KioskButton look="secondary" onPress={() => end({ do: "stop_and_keep" })}>
          {t("stop.leave")}
        </KioskButton>
        <KioskButton look="danger" onPress={() => setDeleting(true)}>
          {t("stop.withdraw")}
        </KioskButton>
      </DialogActions>
    </KioskDialog>
  );
}
