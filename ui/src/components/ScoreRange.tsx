import tokens from "../theme/tokens.json";
import { useTexts } from "../i18n";
import styles from "./ScoreRange.module.css";

const [FROM, TO] = tokens.scoreRange.axis as [number, number];

/** Place on the axis in percent; what lies outside sits on the edge, its number is in the text. */
function place(score: number): number {
  return ((Math.min(TO, Math.max(FROM, score)) - FROM) / (TO - FROM)) * 100;
}

export interface ScoreRangeProps {
  score: number;
  low: number;
  high: number;
  required: number;
}

/** The suggested score on the axis from 40 to 100: dot, likely range, requirement. */
export function ScoreRange({ score, low, high, required }: ScoreRangeProps) {
  const { t } = useTexts();
  const [left, right] = [place(low), place(high)];
  const words = { score: Math.round(score), lo: Math.round(low), hi: Math.round(high), required };
  return (
    <span
      className={styles.axis}
      data-attention={score < required || undefined}
      role="img"
      aria-label={t("desk.score.text", words)}
    >
      <span className={styles.track} />
      <span className={styles.range} style={{ left: `${left}%`, width: `${right - left}%` }} />
      <span className={styles.required} style={{ left: `${place(required)}%` }} />
      <span className={styles.dot} style={{ left: `${place(score)}%` }} />
    </span>
  );
}
