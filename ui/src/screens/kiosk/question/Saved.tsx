import { Check, Info, RotateCcw } from "lucide-react";
import { KioskButton } from "../../../components/KioskButton";
import { useTexts, type Texts } from "../../../i18n";
import { spokenTime } from "../../../i18n/spoken";
import { Frame } from "../frame/Frame";
import { ScreenTitle } from "../frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "../kiosk";
import parts from "../parts.module.css";
import { Counted } from "./Asked";
import styles from "./Question.module.css";

/** How long the answer is: as time, as characters, or both; who wrote nothing has given none. */
function lengthOf({ typed, recorded_s }: ScreenOf<"question">, t: Texts["t"]): string {
  if (typed === null && recorded_s === 0) return t("q.saved.nothing");
  const time = spokenTime(recorded_s, t);
  if (typed === null) return t("q.saved.length", { length: time });
  const count = t("q.characters", { n: Array.from(typed.trim()).length });
  return recorded_s > 0 ? t("q.saved.both", { time, count }) : t("q.saved.length", { length: count });
}

/** The answer is safe; it may be given once more where that is allowed. */
export function Saved({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <Frame
      primary={{ text: t(screen.nth < screen.total ? "q.next" : "q.review"), leads: "on", isDisabled: screen.going_on, onPress: () => send({ do: "next_question" }) }}
      {...(screen.retakes_left > 0
        ? {
            actions: (
              <KioskButton look="secondary" icon={<RotateCcw size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "retake" })}>
                {screen.retakes_left === 1 ? t("q.retake") : t("q.retakes", { n: screen.retakes_left })}
              </KioskButton>
            ),
          }
        : {})}
    >
      <div className={styles.saved}>
        <span className={parts.sign} data-tone="good" aria-hidden="true">
          <Check size={44} strokeWidth={2} />
        </span>
        <div className={parts.column}>
          <Counted screen={screen} />
          <ScreenTitle>{t("q.saved")}</ScreenTitle>
          <p className={parts.lead}>{lengthOf(screen, t)}</p>
          <p className={`${parts.card} ${parts.padded}`}>{screen.text}</p>
          {screen.notice === "short" && (
            <p className={`${parts.soft} ${parts.row}`} role="status">
              <Info size={24} strokeWidth={1.75} aria-hidden="true" />
              {t(screen.retakes_left > 0 ? "q.short" : "q.short.last")}
            </p>
          )}
          {screen.going_on && (
            <p className={parts.note} role="status">
              {t("q.goingOn")}
            </p>
          )}
          {screen.retakes_left > 0 && <p className={parts.note}>{t(screen.retakes_left === 1 ? "q.retake.note" : "q.retakes.note")}</p>}
        </div>
      </div>
    </Frame>
  );
}
