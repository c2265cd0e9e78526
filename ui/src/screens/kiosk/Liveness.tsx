import { AudioLines, ChevronRight, Clock, Eye, RotateCcw, UserRoundCheck, type LucideIcon } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import type { BodyAction } from "../../client";
import { CameraView } from "../../components/CameraView";
import { KioskButton } from "../../components/KioskButton";
import { Pill } from "../../components/Pill";
import { useTexts, type Key } from "../../i18n";
import { spokenTime } from "../../i18n/spoken";
import { ActionDrawing } from "./ActionDrawing";
import { Frame, type Primary } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useSayHint } from "./frame/useSayHint";
import { useKiosk, type ScreenOf } from "./kiosk";
import { LivenessOval } from "./LivenessOval";
import parts from "./parts.module.css";
import styles from "./Liveness.module.css";

/** Time for one action, and for four numbers, in seconds. */
const ACTION_S = 8;
const NUMBERS_S = 16;

const ACTIONS: Record<BodyAction, Key> = {
  blink: "live.blink",
  turn_left: "live.turnLeft",
  turn_right: "live.turnRight",
  open_mouth: "live.mouth",
  nod: "live.nod",
};
const HINTS: Record<string, Key> = {
  again: "live.again",
  dropped: "live.dropped",
  two_faces: "live.two",
  no_face: "live.noFace",
  dark: "device.dark",
  no_sound: "live.noSound",
  numbers_silent: "live.numbers.silent",
  numbers_other: "live.numbers.other",
  numbers_lips: "live.numbers.lips",
};

/** Small actions show that a person is here. Each can be repeated, and there are other ways. */
export function Liveness({ screen }: { screen: ScreenOf<"liveness"> }) {
  const { t } = useTexts();
  const { view, send } = useKiosk();
  const hint = HINTS[screen.hint];
  const action = screen.stage === "action";
  const numbers = screen.stage === "numbers";
  const asked = action || numbers;
  useSayHint(hint ? t(hint) : "");
  return (
    <Frame
      primary={primaryOf(screen, t, send)}
      onBack={screen.stage === "passed" ? undefined : () => send({ do: "back" })}
      {...(asked
        ? {
            actions: (
              <KioskButton look="secondary" icon={<RotateCcw size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "liveness_start" })}>
                {t(numbers ? "live.restart.numbers" : "live.restart")}
              </KioskButton>
            ),
          }
        : {})}
    >
      <div className={parts.two}>
        <div className={parts.column}>
          <div className={parts.picture}>
          <CameraView state={view.devices.camera} mirrored>
            <LivenessOval share={asked ? Math.min(1, screen.left_s / (numbers ? NUMBERS_S : ACTION_S)) : screen.stage === "passed" ? 1 : 0} />
            {action && (
              <div className={parts.chip}>
                <Pill tone="paper">{t("live.count", { n: screen.nth, total: screen.total })}</Pill>
              </div>
            )}
          </CameraView>
          </div>
          {asked && (
            <p className={styles.time}>
              <Clock size={26} strokeWidth={1.75} aria-hidden="true" />
              <span>
                <strong>{spokenTime(screen.left_s, t)}</strong> {t(numbers ? "live.numbers.time" : "live.time", { tries: screen.tries_left })}
              </span>
            </p>
          )}
        </div>
        <div className={parts.column}>
          <Head screen={screen} hinted={hint !== undefined} />
          <p className={styles.hint} role="status" data-short={asked || undefined}>
            {hint && t(hint)}
          </p>
          {screen.stage !== "passed" && (
            <div className={styles.others}>
              <p className={parts.strong}>{t("live.alt")}</p>
              {screen.action !== "blink" && <Other icon={Eye} title="live.other.blink" note="live.other.blink.note" way="blink" />}
              {screen.may_read_numbers && screen.numbers.length === 0 && (
                <Other icon={AudioLines} title="live.other.numbers" note="live.other.numbers.note" way="numbers" />
              )}
              <Other icon={UserRoundCheck} title="live.staff" note="live.other.staff.note" way="staff" />
            </div>
          )}
        </div>
      </div>
    </Frame>
  );
}

function primaryOf(screen: ScreenOf<"liveness">, t: (key: Key) => string, send: ReturnType<typeof useKiosk>["send"]): Primary | undefined {
  if (screen.stage === "ready") return { text: t("live.go"), leads: "on", onPress: () => send({ do: "liveness_start" }) };
  return undefined;
}

function Head({ screen, hinted }: { screen: ScreenOf<"liveness">; hinted: boolean }) {
  const { t } = useTexts();
  const lead = <p className={parts.lead}>{t("live.why")}</p>;
  // Advice needs the room, and who tries again knows what for.
  const why = hinted ? null : lead;
  switch (screen.stage) {
    case "ready":
      return (
        <>
          <ScreenTitle>{t("live.title")}</ScreenTitle>
          <p className={parts.lead}>{t("live.ready", { seconds: ACTION_S })}</p>
          {lead}
        </>
      );
    case "action":
      return (
        <>
          {/* An action is short of time: to those who listen it is said alone. */}
          <div className={styles.action} data-short>
            {screen.action && <ActionDrawing action={screen.action} />}
            <ScreenTitle>{t(screen.action ? ACTIONS[screen.action] : "live.title")}</ScreenTitle>
          </div>
          {why}
        </>
      );
    case "numbers":
      return (
        <>
          <div data-short className={styles.reading}>
            <ScreenTitle>{t("live.numbers")}</ScreenTitle>
            {/* Spoken one by one: as one word they would be read as a sum of money. */}
            <p className={styles.numbers}>
              {screen.numbers.map((digit, at) => (
                <span key={at}>{at + 1 < screen.numbers.length ? <>{digit}<span className={styles.between}>, </span></> : digit}</span>
              ))}
            </p>
          </div>
          {why}
        </>
      );
    case "weighing":
      return (
        <>
          <ScreenTitle>{t("live.weighing")}</ScreenTitle>
          <p className={parts.lead}>{t("live.weighing.lead")}</p>
        </>
      );
    case "comparing":
      return (
        <>
          <ScreenTitle>{t("live.comparing")}</ScreenTitle>
          <p className={parts.lead}>{t("live.comparing.lead")}</p>
        </>
      );
    case "again":
      return (
        <>
          <ScreenTitle>{t("live.soon")}</ScreenTitle>
          {lead}
        </>
      );
    case "passed":
      return (
        <>
          <ScreenTitle>{t("live.passed")}</ScreenTitle>
          <p className={parts.lead}>{t("live.passed.lead")}</p>
        </>
      );
  }
}

function Other({ icon: Icon, title, note, way }: { icon: LucideIcon; title: Key; note: Key; way: string }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <AriaButton className={styles.other ?? ""} data-look="row" onPress={() => send({ do: "liveness_other", way })}>
      <Icon className={styles.icon} size={28} strokeWidth={1.6} aria-hidden="true" />
      <span className={styles.words}>
        <span className={styles.title}>{t(title)}</span> <span className={parts.note}>{t(note)}</span>
      </span>
      <ChevronRight size={24} strokeWidth={1.6} aria-hidden="true" />
    </AriaButton>
  );
}
