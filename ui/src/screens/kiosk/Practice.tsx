import { CircleCheck, RotateCcw, SkipForward } from "lucide-react";
import { KioskButton } from "../../components/KioskButton";
import { Meter } from "../../components/Meter";
import { Pill } from "../../components/Pill";
import { useTexts } from "../../i18n";
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
  return screen.stage === "done" ? <Done screen={screen} /> : <Ask screen={screen} />;
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

function Done({ screen }: { screen: ScreenOf<"practice"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
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
          <ScreenTitle>{t("practice.finished")}</ScreenTitle>
          <p className={parts.lead}>{t("practice.lead")}</p>
          <div className={`${parts.card} ${parts.padded} ${parts.column}`}>
            <div className={parts.row}>
            <Pill tone="good" icon={<CircleCheck size={22} strokeWidth={1.75} aria-hidden="true" />}>
              {t("practice.length", { time: spokenTime(screen.seconds, t) })}
            </Pill>
            </div>
            <p role="status">{screen.heard === null ? t("practice.listening") : t("practice.heard", { words: screen.heard })}</p>
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
