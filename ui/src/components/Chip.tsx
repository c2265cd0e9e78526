import type { ReactNode } from "react";
import styles from "./Chip.module.css";

/** A state in words on a soft ground; the words carry the meaning, the colour only helps. */
export function Chip({ tone, icon, children }: { tone: "primary" | "good" | "warn" | "plain"; icon?: ReactNode; children: string }) {
  return (
    <span className={`${styles.chip} ${styles[tone]}`}>
      {icon}
      <span className={styles.words} title={children}>
        {children}
      </span>
    </span>
  );
}
