import { Check, Mic, Pause } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { KioskButton } from "../../../components/KioskButton";
import { DialogActions, KioskDialog } from "../../../components/KioskDialog";
import { KioskField, lettersOf } from "../../../components/KioskField";
import { useTexts } from "../../../i18n";
import { Frame } from "../frame/Frame";
import { ScreenTitle } from "../frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "../kiosk";
import parts from "../parts.module.css";
import { Counted } from "./Asked";
import { HearAgain } from "./HearAgain";
import styles from "./Question.module.css";

const SAVE_EVERY_MS = 2000;

/**
 * An answer in writing, without a clock. The station has it every two seconds, so that a page that
 * is loaded again begins with what was written.
 */
export function Typed({ screen, typed }: { screen: ScreenOf<"question">; typed: string }) {
  const { t, language } = useTexts();
  const { view, send } = useKiosk();
  const [draft, setDraft] = useState(typed);
  const [sent, setSent] = useState(typed);
  const [asking, setAsking] = useState(false);
  const save = () => {
    if (draft === sent) return;
    setSent(draft);
    send({ do: "typed", text: draft });
  };
  const saveNow = useEffectEvent(save);
  useEffect(() => {
    const timer = setInterval(() => saveNow(), SAVE_EVERY_MS);
    return () => {
      clearInterval(timer);
      // Whatever covers the page now: nothing that was written is lost with it.
      saveNow();
    };
  }, []);
  const finish = () => {
    save();
    send({ do: "finish_answer" });
  };
  const count = t("q.characters", { n: Array.from(draft).length });
  return (
    <Frame note={t("q.typed.fair")} actions={<Actions screen={screen} onPause={save} />}>
      <div className={styles.typing}>
        <div className={styles.typingHead}>
          <Counted screen={screen} />
          <ScreenTitle look="small">{screen.text}</ScreenTitle>
        </div>
        <div className={styles.typingField}>
          <KioskField label={t("q.typed.label")} quietLabel keyboard={lettersOf(language)} long value={draft} onChange={setDraft} onBlur={save} />
        </div>
        <div className={styles.typingSide}>
          <div className={`${parts.card} ${styles.typingState}`}>
            <p className={parts.note}>{t("q.typed.noClock")}</p>
            <p className={parts.strong}>{t(draft === typed ? "q.typed.saved" : "q.typed.saving", { count })}</p>
          </div>
          <KioskButton look="primary" after={<Check size={26} strokeWidth={2} aria-hidden="true" />} onPress={draft.trim() === "" ? () => setAsking(true) : finish}>
            {t("q.typed.done")}
          </KioskButton>
          {view.devices.microphone === "live" && (
            <KioskButton
              look="secondary"
              icon={<Mic size={24} strokeWidth={1.75} aria-hidden="true" />}
              onPress={() => {
                save();
                send({ do: "speak_instead" });
              }}
            >
              {t("q.speak")}
            </KioskButton>
          )}
        </div>
      </div>
      <NothingWritten screen={screen} isOpen={asking} onClose={() => setAsking(false)} onFinish={finish} />
    </Frame>
  );
}

interface NothingWrittenProps {
  screen: ScreenOf<"question">;
  isOpen: boolean;
  onClose: () => void;
  onFinish: () => void;
}

/** Who knows no answer goes on without one, as a speaker may say nothing; a slip of the finger does not. */
function NothingWritten({ screen, isOpen, onClose, onFinish }: NothingWrittenProps) {
  const { t } = useTexts();
  return (
    <KioskDialog title={t("q.typed.empty")} isOpen={isOpen} onClose={onClose}>
      <p>{t(screen.recorded_s > 0 ? "q.typed.empty.spoken" : "q.typed.empty.lead")}</p>
      <DialogActions column>
        <KioskButton look="primary" autoFocus onPress={onClose}>
          {t("q.typed.empty.write")}
        </KioskButton>
        <KioskButton
          look="secondary"
          onPress={() => {
            onClose();
            onFinish();
          }}
        >
          {t("q.typed.empty.goOn")}
        </KioskButton>
      </DialogActions>
    </KioskDialog>
  );
}

function Actions({ screen, onPause }: { screen: ScreenOf<"question">; onPause: () => void }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <>
      <HearAgain screen={screen} />
      <KioskButton
        look="secondary"
        icon={<Pause size={24} strokeWidth={1.75} aria-hidden="true" />}
        onPress={() => {
          onPause();
          send({ do: "pause" });
        }}
      >
        {t("q.pause")}
      </KioskButton>
    </>
  );
}
