import styles from "./Corners.module.css";

/** Four corners over the picture: where the card or the face belongs. */
export function Corners({ tone = "plain", wide = false }: { tone?: "plain" | "good"; wide?: boolean }) {
  return (
    <span className={styles.corners} data-tone={tone} data-wide={wide || undefined} aria-hidden="true">
      <span className={styles.corner} />
      <span className={styles.corner} />
      <span className={styles.corner} />
      <span className={styles.corner} />
    </span>
  );
}
