import styles from "./Brand.module.css";

/** The sign of the product; the name beside it is text. */
export function BrandMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <rect className={styles.ground} width="40" height="40" rx="9" />
      <circle className={styles.sun} cx="28.5" cy="10.5" r="3.4" />
      <path className={styles.hills} d="M6 29 L15.5 15.5 L21 23 L24.5 18.5 L34 29 Z" />
    </svg>
  );
}
