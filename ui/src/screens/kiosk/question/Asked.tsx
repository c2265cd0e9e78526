import { Keyboard, SkipForward } from "lucide-react";
import { KioskButton } from "../../../components/KioskButton";
import { Pill } from "../../../components/Pill";
import { useTexts, type Key } from "../../../i18n";
import { ScreenTitle } from "../frame/ScreenTitle";
import { useLow } from "../frame/useUpright";
import { useKiosk, type ScreenOf } from "../kiosk";
import parts from "../parts.module.css";
import { HearAgain } from "./HearAgain";
import styles from "./Question.module.css";

const KINDS: Record<string, { name: Key; tip: Key }> = {
  behavioural: { name: "q.type.behavioural", tip: "q.tip.past" },
  situational: { name: "q.type.situational", tip: "q.tip.situational" },
  professional: { name: "q.type.professional", tip: "q.tip.professional" },
};

/** Which question it is, and of what kind. */
export function Counted({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const kind = KINDS[screen.kind];
  return (
    <div className={styles.pills}>
      <Pill tone="primary">{t("q.count", { n: screen.nth, total: screen.total })}</Pill>
      {screen.follow_up > 0 ? <Pill tone="plain">{t("q.follow")}</Pill> : kind && <Pill tone="plain">{t(kind.name)}</Pill>}
    </div>
  );
}

/** The question itself; it stays on the screen until it is answered. */
export function Asked({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const low = useLow();
  return (
    <>
      <Counted screen={screen} />
      <ScreenTitle look="question">{screen.text}</ScreenTitle>
      <div className={parts.row}>
        {!low && <HearAgain screen={screen} />}
        {screen.stage === "think" && screen.follow_up > 0 && (
          <KioskButton look="plain" icon={<SkipForward size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "skip_follow_up" })}>
            {t("q.follow.skip")}
          </KioskButton>
        )}
        {screen.stage === "answer" && (
          <KioskButton look="plain" icon={<Keyboard size={24} strokeWidth={1.75} aria-hidden="true" />} onPress={() => send({ do: "type_instead" })}>
            {t("q.type")}
          </KioskButton>
        )}
      </div>
    </>
  );
}

/** How one may go about it: the same for everybody. */
export function Tip({ screen }: { screen: ScreenOf<"question"> }) {
  const { t } = useTexts();
  const kind = KINDS[screen.kind];
  return kind && screen.follow_up === 0 && <p className={styles.tip}>{t(kind.tip)}</p>;
}
