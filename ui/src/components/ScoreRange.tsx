import tokens from "../theme/tokens.json";
import { useTexts, type Texts } from "../i18n";
import styles from "./ScoreRange.module.css";

const [FROM, TO] = tokens.scoreRange.axis as [number, number];
/** A level of the anchors as a score: the scorer's own scale. */
const SCORE_OF_LEVEL = 20;

/** Place on the axis in percent; what lies outside sits on the edge, its number is in the text. */
function place(score: number): number {
  return ((Math.min(TO, Math.max(FROM, score)) - FROM) / (TO - FROM)) * 100;
}

export interface ScoreRangeProps {
  score: number;
  low: number;
  high: number;
  required: number;
  /** Level that people gave, 1–5, drawn as a diamond below. */
  human?: number | null;
}

/** The suggested score on the axis from 40 to 100: dot, likely range, requirement, people's level. */
export function ScoreRange(props: ScoreRangeProps) {
  const { t } = useTexts();
  return scoreRange(props, t);
}

/** The same without a component of its own, for lines that come and go in hundreds. */
export function scoreRange({ score, low, high, required, human = null }: ScoreRangeProps, t: Texts["t"]) {
  const [left, right] = [place(low), place(high)];
  const words = { score: Math.round(score), lo: Math.round(low), hi: Math.round(high), required };
  const text = t("desk.score.text", words);
  const rated = human === null ? "" : t("desk.score.human", { level: Number(human.toFixed(1)) });
  return (
    <span
      className={styles.axis}
      data-attention={score < required || undefined}
      data-human={human !== null || undefined}
      role="img"
      aria-label={`${text}${rated}`}
    >
      <span className={styles.track} />
      <span className={styles.range} style={{ left: `${left}%`, width: `${right - left}%` }} />
      <span className={styles.required} style={{ left: `${place(required)}%` }} />
      <span className={styles.dot} style={{ left: `${place(score)}%` }} />
      {human !== null && <span className={styles.human} style={{ left: `${place(human * SCORE_OF_LEVEL)}%` }} />}
    </span>
  );
}
