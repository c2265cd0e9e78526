import styles from "./Ring.module.css";

const RADIUS = 44;
const ROUND = 2 * Math.PI * RADIUS;

/** Seconds left as a ring around their number. It is drawn for the eye only: the words stand beside it. */
export function Ring({ left, total, size }: { left: number; total: number; size: number }) {
  const share = total > 0 ? Math.min(1, Math.max(0, left / total)) : 0;
  return (
    <svg className={styles.ring} width={size} height={size} viewBox="0 0 100 100" aria-hidden="true">
      <circle className={styles.track} cx="50" cy="50" r={RADIUS} />
      <circle
        className={styles.left}
        cx="50"
        cy="50"
        r={RADIUS}
        strokeDasharray={`${share * ROUND} ${ROUND}`}
        transform="rotate(-90 50 50)"
      />
      <text className={styles.number} x="50" y="50" dominantBaseline="central" textAnchor="middle">
        {left}
      </text>
    </svg>
  );
}
