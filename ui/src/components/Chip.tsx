import type { ReactNode } from "react";
import styles from "./Chip.module.css";

interface ChipProps {
  tone: "primary" | "good" | "warn" | "plain";
  icon?: ReactNode;
  /** What a pointer is told, where the words say less. */
  whole?: string;
  children: string;
}

/** A state in words on a soft ground; the words carry the meaning, the colour only helps. */
export function Chip({ tone, icon, whole, children }: ChipProps) {
  return (
    <span className={`${styles.chip} ${styles[tone]}`}>
      {icon}
      <span className={styles.words} title={whole ?? children}>
        {children}
      </span>
    </span>
  );
}
