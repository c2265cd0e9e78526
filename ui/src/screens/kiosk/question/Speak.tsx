import { Pause, Plus } from "lucide-react";
import { KioskButton } from "../../../components/KioskButton";
import { Meter } from "../../../components/Meter";
import { Ring } from "../../../components/Ring";
import { TimeCalls } from "../../../components/TimeCalls";
import { useTexts, type Key } from "../../../i18n";
import { spokenTime } from "../../../i18n/spoken";
import { Frame, type Primary } from "../frame/Frame";
import { useLow } from "../frame/useUpright";
import { useKiosk, type ScreenOf } from "../kiosk";
import parts from "../parts.module.css";
import { Asked, Tip } from "./Asked";
import { HearAgain } from "./HearAgain";
import { SelfView } from "./SelfView";
import styles from "./Question.module.css";

/** What is added to the think clock in one go. */
const THINK_MORE_S = 30;

/** Share of the time to answer below which the end is near: four fifths are over. */
const SOON = 0.2;

const NOTICES: Record<string, Key> = {
  silent: "q.silent",
  left60: "q.left60",
  left15: "q.left15",
  grace: "q.grace",
  finish: "q.finish",
  back: "lost.back",
};

/** What a lost camera means: an answer that runs goes on being recorded without it. */
const lostCamera = (stage: ScreenOf<"question">["stage"]): Key => (stage === "answer" ? "lost.cam.goOn" : "lost.soundOnly");

/** Time to think, three counts, and the answer aloud. The question stays where it is. */
export function Speak({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const primary: Record<string, Primary | undefined> = {
    think: { text: t("q.start"), leads: "on", onPress: () => send({ do: "start_answer" }) },
    answer: { text: t("q.done"), leads: "done", onPress: () => send({ do: "finish_answer" }) },
  };
  const notice = NOTICES[screen.notice] ?? (view.devices.camera === "lost" ? lostCamera(screen.stage) : undefined);
  return (
    <Frame primary={primary[screen.stage]} actions={<Actions screen={screen} />}>
      <div className={styles.screen}>
        <div className={styles.words}>
          <Asked screen={screen} />
          <p className={styles.notice} role="status">
            {notice && t(notice, { seconds: screen.left_s ?? 0 })}
          </p>
          <Tip screen={screen} />
        </div>
        <div className={styles.side}>
          <SelfView />
          <div className={`${parts.card} ${parts.padded} ${styles.clock}`} data-clock>
            <Clock screen={screen} />
          </div>
        </div>
      </div>
      <TimeCalls left={screen.stage === "countdown" ? null : screen.left_s} />
    </Frame>
  );
}

function Clock({ screen }: { screen: ScreenOf<"question"> }) {
  switch (screen.stage) {
    case "think":
      return <Thinking screen={screen} />;
    case "countdown":
      return <Counting left={screen.left_s ?? 0} />;
    default:
      return <Speaking screen={screen} />;
  }
}

/** Whether the answer will be typed: nothing is recorded then, and no text may say so. */
function useTyping(): boolean {
  const { view } = useKiosk();
  return view.needs.typed || view.devices.microphone === "absent";
}

function Thinking({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const note = useTyping() ? "q.think.typed.note" : "q.think.note";
  return (
    <div className={styles.thinking}>
      {screen.left_s !== null && <Ring left={screen.left_s} total={screen.total_s} size={104} />}
      <div>
        <p className={parts.strong}>{screen.left_s === null ? t("q.think.noLimit") : t("q.think", { seconds: screen.left_s })}</p>
        <p className={parts.note}>{t(screen.left_s === null ? "q.think.noLimit.note" : note)}</p>
      </div>
    </div>
  );
}

function Counting({ left }: { left: number }) {
  const { t } = useTexts();
  const typing = useTyping();
  return (
    <div className={styles.counting} role="status" aria-atomic="true">
      <p>{t(typing ? "q.countdown.typed" : "q.countdown")}</p>
      <p className={styles.count}>{left}</p>
    </div>
  );
}

function Speaking({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const share = screen.left_s === null || screen.total_s === 0 ? 0 : screen.left_s / screen.total_s;
  const soon = screen.left_s !== null && share <= SOON;
  return (
    <>
      <p className={styles.leftHead}>
        <span className={soon ? styles.soon : undefined}>{t(screen.left_s === null ? "q.recorded" : soon ? "q.left.soon" : "q.left")}</span>
        <span>{screen.left_s === null ? t("q.noLimit") : t("q.total", { time: spokenTime(screen.total_s, t) })}</span>
      </p>
      <p className={styles.figure}>{spokenTime(screen.left_s ?? screen.recorded_s, t)}</p>
      {screen.left_s !== null && (
        <span className={styles.track} aria-hidden="true">
          <span className={styles.fill} data-soon={soon || undefined} style={{ inlineSize: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
        </span>
      )}
      <Meter />
    </>
  );
}

function Actions({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const icon = { size: 24, strokeWidth: 1.75, "aria-hidden": true } as const;
  const hear = useLow() && <HearAgain screen={screen} />;
  if (screen.stage === "think" || screen.stage === "countdown") {
    return (
      <>
        {hear}
        {screen.think_more_left > 0 && screen.left_s !== null && (
          <KioskButton look="secondary" icon={<Plus {...icon} />} onPress={() => send({ do: "think_more" })}>
            {t("q.think.more", { seconds: THINK_MORE_S })}
          </KioskButton>
        )}
      </>
    );
  }
  return (
    <>
      {hear}
      <KioskButton look="secondary" icon={<Pause {...icon} />} onPress={() => send({ do: "pause" })}>
        {t("q.pause")}
      </KioskButton>
      {screen.more_left && screen.left_s !== null && (
        <KioskButton look="secondary" icon={<Plus {...icon} />} onPress={() => send({ do: "more_time" })}>
          {t("q.more")}
        </KioskButton>
      )}
    </>
  );
}
