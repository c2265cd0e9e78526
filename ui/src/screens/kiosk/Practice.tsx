import { CircleCheck, RotateCcw, SkipForward } from "lucide-react";
import { useState } from "react";
import { KioskButton } from "../../components/KioskButton";
import { KioskField, lettersOf } from "../../components/KioskField";
import { Meter } from "../../components/Meter";
import { Pill } from "../../components/Pill";
import { useTexts, type Texts } from "../../i18n";
import { spokenTime } from "../../i18n/spoken";
import { Frame, type Primary } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import { Playback } from "./Playback";
import { SelfView } from "./question/SelfView";
import parts from "./parts.module.css";
import question from "./question/Question.module.css";

/** One question that counts for nothing, as often as wanted. */
export function Practice({ screen }: { screen: ScreenOf<"practice"> }) {
  if (screen.stage === "done") return <Done screen={screen} />;
  return screen.typed === null ? <Ask screen={screen} /> : <Write screen={screen} />;
}

/** Practised in writing: by choice, or because there is no microphone. */
function Write({ screen }: { screen: ScreenOf<"practice"> }) {
  const { t, language } = useTexts();
  const { view, send } = useKiosk();
  const [draft, setDraft] = useState(screen.typed ?? "");
  const finish = () => {
    send({ do: "typed", text: draft });
    send({ do: "finish_answer" });
  };
  return (
    <Frame primary={{ text: t("q.typed.done"), leads: "done", onPress: finish, isDisabled: draft.trim() === "" }}>
      <div className={question.words}>
        <ScreenTitle>{t("practice.title")}</ScreenTitle>
        <p className={parts.lead}>{t(view.devices.microphone === "live" ? "practice.typed" : "practice.noMic")}</p>
        <p className={question.practice}>{screen.question}</p>
        <KioskField label={t("q.typed.label")} quietLabel keyboard={lettersOf(language)} long value={draft} onChange={setDraft} />
        <Skip />
      </div>
    </Frame>
  );
}

function Ask({ screen }: { screen: ScreenOf<"practice"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const speaking = screen.stage === "speaking";
  const primary: Primary = speaking
    ? { text: t("q.done"), leads: "done", onPress: () => send({ do: "finish_answer" }) }
    : { text: t("q.start"), leads: "on", onPress: () => send({ do: "start_answer" }) };
  return (
    <Frame
      key={screen.stage}
      primary={primary}
      onBack={speaking ? undefined : () => send({ do: "back" })}
    >
      <div className={question.screen}>
        <div className={question.words}>
          <ScreenTitle>{t("practice.title")}</ScreenTitle>
          <p className={parts.lead}>{t("practice.lead")}</p>
          <p className={question.practice}>{screen.question}</p>
          {!speaking && <Skip />}
        </div>
        <div className={question.side}>
          <SelfView />
          {speaking && (
            <div className={`${parts.card} ${parts.padded}`}>
              <p className={parts.note}>{t("practice.recording")}</p>
              <p className={question.figure}>{spokenTime(screen.seconds, t)}</p>
              <Meter />
            </div>
          )}
        </div>
      </div>
    </Frame>
  );
}

function Skip() {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <div className={question.skip}>
      <KioskButton look="plain" icon={<SkipForward size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "continue" })}>
        {t("practice.skip")}
      </KioskButton>
    </div>
  );
}

/** What was written, or what the machine understood, once it did. */
function wordsOf({ typed, heard }: ScreenOf<"practice">, t: Texts["t"]): string {
  if (typed !== null) return t("practice.wrote", { words: typed.trim() });
  return heard === null ? t("practice.listening") : t("practice.heard", { words: heard });
}

function Done({ screen }: { screen: ScreenOf<"practice"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const typed = screen.typed;
  return (
    <Frame
      primary={{ text: t("practice.done"), leads: "on", onPress: () => send({ do: "continue" }) }}
      actions={
        <KioskButton look="secondary" icon={<RotateCcw size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "practice_again" })}>
          {t("practice.again")}
        </KioskButton>
      }
    >
      <div className={question.screen}>
        <div className={question.words}>
          <ScreenTitle>{t(typed === null ? "practice.finished" : "practice.finished.typed")}</ScreenTitle>
          <p className={parts.lead}>{t("practice.lead")}</p>
          <div className={`${parts.card} ${parts.padded} ${parts.column}`}>
            <div className={parts.row}>
            <Pill tone="good" icon={<CircleCheck size={22} strokeWidth={1.75} aria-hidden="true" />}>
              {typed === null ? t("practice.length", { time: spokenTime(screen.seconds, t) }) : t("q.characters", { n: Array.from(typed.trim()).length })}
            </Pill>
            </div>
            <p role="status">{wordsOf(screen, t)}</p>
            {screen.playable && (
              <div className={parts.row}>
                <Playback nth={0} take={1} text={t("practice.play")} label={t("practice.title")} />
              </div>
            )}
          </div>
        </div>
        <div className={question.side}>
          <SelfView />
        </div>
      </div>
    </Frame>
  );
}
