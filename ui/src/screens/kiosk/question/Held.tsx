import { Keyboard, MicOff, Pause, RefreshCw, RotateCcw, ShieldCheck, type LucideIcon } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import type { Intent } from "../../../client";
import { KioskButton } from "../../../components/KioskButton";
import { useTexts, type Key } from "../../../i18n";
import { clockTime, spokenTime } from "../../../i18n/spoken";
import { Frame } from "../frame/Frame";
import { ScreenTitle } from "../frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "../kiosk";
import parts from "../parts.module.css";
import styles from "./Held.module.css";

type Held = { screen: ScreenOf<"question"> };

/** The candidate took a break. */
export function Paused({ screen }: Held) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <Frame
      primary={{ text: t("q.resume"), leads: "on", onPress: () => send({ do: "resume" }) }}
      actions={
        <KioskButton look="secondary" onPress={() => send({ do: "stop_and_pause" })}>
          {t("stop.pause")}
        </KioskButton>
      }
    >
      <div className={parts.center}>
        <span className={parts.sign} aria-hidden="true">
          <Pause size={40} strokeWidth={1.6} />
        </span>
        <ScreenTitle>{screen.left_s === null ? t("q.paused.noLimit") : t("q.paused", { time: spokenTime(screen.left_s, t) })}</ScreenTitle>
        <p className={parts.lead}>{t("q.paused.lead")}</p>
      </div>
    </Frame>
  );
}

/**
 * The microphone is gone: what is safe, what stands still, and the ways that need no waiting. When
 * it is back, time goes on by itself.
 */
export function MicrophoneLost({ screen }: Held) {
  const { t } = useTexts();
  const { view } = useKiosk();
  return (
    <Frame note={t("lost.wait")}>
      <div className={styles.lost}>
        <div className={styles.head}>
          <span className={parts.sign} data-tone="warn" aria-hidden="true">
            <MicOff size={40} strokeWidth={1.6} />
          </span>
          <div>
            <ScreenTitle>{t("lost.mic")}</ScreenTitle>
            <p className={parts.lead}>{t("lost.lead")}</p>
          </div>
        </div>
        <div className={`${parts.card} ${parts.padded}`}>
          <Kept screen={screen} />
          <p className={styles.retry}>
            <RefreshCw size={26} strokeWidth={1.75} aria-hidden="true" />
            {t("lost.retry", { n: view.devices.attempt, seconds: view.devices.retry_in_s })}
          </p>
        </div>
        <p className={`${parts.strong} ${styles.also}`}>{t("lost.also")}</p>
        <div className={styles.ways}>
          {screen.later_left && <Way icon={RotateCcw} title="lost.later.title" note="lost.later.note" intent={{ do: "answer_later" }} />}
          <Way icon={Keyboard} title="lost.type" note="lost.type.note" intent={{ do: "type_instead" }} />
        </div>
      </div>
    </Frame>
  );
}

/** The answer so far as a line: recorded, broken off, still to come. */
function Kept({ screen }: Held) {
  const { t } = useTexts();
  const left = screen.left_s;
  return (
    <div className={styles.kept}>
      <p className={styles.keptWords}>
        <span className={styles.safe}>
          <ShieldCheck size={24} strokeWidth={1.75} aria-hidden="true" />
          {screen.recorded_s > 0 ? t("lost.saved", { time: spokenTime(screen.recorded_s, t) }) : t("lost.nothingLost")}
        </span>
        {left !== null && <span className={parts.note}>{t("lost.yours", { time: spokenTime(left, t) })}</span>}
      </p>
      <div className={styles.line} aria-hidden="true">
        <span className={styles.done} style={{ flexGrow: Math.max(1, screen.recorded_s) }} />
        <span className={styles.gap}>
          <MicOff size={22} strokeWidth={1.75} />
        </span>
        <span className={styles.rest} style={{ flexGrow: Math.max(1, left ?? screen.recorded_s) }} />
      </div>
      <p className={parts.note}>{t("lost.standsAt", { time: clockTime(screen.recorded_s) })}</p>
    </div>
  );
}

function Way({ icon: Icon, title, note, intent }: { icon: LucideIcon; title: Key; note: Key; intent: Intent }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <AriaButton className={styles.way ?? ""} data-look="row" onPress={() => send(intent)}>
      <span className={styles.wayTitle}>
        <Icon size={28} strokeWidth={1.6} aria-hidden="true" />
        {t(title)}
      </span>
      <span className={parts.note}>{t(note)}</span>
    </AriaButton>
  );
}
