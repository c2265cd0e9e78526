import styles from "./Liveness.module.css";

/** From the top, clockwise. */
const AROUND = "M50 8A38 47 0 1 1 50 102A38 47 0 1 1 50 8";

/** Where the face belongs, and how much time is left around it. */
export function LivenessOval({ share }: { share: number }) {
  return (
    <svg className={styles.oval} viewBox="0 0 100 110" aria-hidden="true">
      <ellipse className={styles.face} cx="50" cy="55" rx="35" ry="44" />
      {share > 0 && <path className={styles.left} d={AROUND} pathLength={1} strokeDasharray={`${Math.min(1, share)} 1`} />}
    </svg>
  );
}
