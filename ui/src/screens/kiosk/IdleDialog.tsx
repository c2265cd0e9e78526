import { KioskButton } from "../../components/KioskButton";
import { DialogActions, KioskDialog } from "../../components/KioskDialog";
import { Ring } from "../../components/Ring";
import { TimeCalls } from "../../components/TimeCalls";
import { useTexts } from "../../i18n";
import { useKiosk } from "./kiosk";

/** Seconds that a person has to say that they are there. */
const ASKED_FOR_S = 30;

/** Asks whether anybody is there. An answer extends the time, as often as wanted. */
export function IdleDialog() {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const left = view.idle_left_s;
  // Where no question is open nothing can be held: the break is for later.
  const rest = { do: view.screen.name === "question" ? "pause" : "stop_and_pause" } as const;
  const here = () => send({ do: "still_here" });
  return (
    <KioskDialog title={t("idle.title")} isOpen={left !== null} onClose={here} urgent aside={<Ring left={left ?? 0} total={ASKED_FOR_S} size={140} />}>
      <p>{t("idle.lead", { seconds: left ?? 0 })}</p>
      <TimeCalls left={left} />
      <DialogActions>
        <KioskButton look="primary" autoFocus onPress={here}>
          {t("idle.here")}
        </KioskButton>
        <KioskButton look="secondary" onPress={() => send(rest)}>
          {t("idle.rest")}
        </KioskButton>
      </DialogActions>
    </KioskDialog>
  );
}
