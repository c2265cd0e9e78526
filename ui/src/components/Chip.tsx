import type { ReactNode } from "react";
import styles from "./Chip.module.css";

interface ChipProps {
  tone: "primary" | "good" | "warn" | "plain";
  icon?: ReactNode;
  /** All of it, for a pointer and for those who listen, where the words say less. */
  whole?: string | undefined;
  children: string;
}

/** A state in words on a soft ground; the words carry the meaning, the colour only helps. */
export function Chip({ tone, icon, whole, children }: ChipProps) {
  return (
    <span className={`${styles.chip} ${styles[tone]}`}>
      {icon}
      <span className={styles.words} title={whole ?? children} aria-hidden={whole === undefined ? undefined : true}>
        {children}
      </span>
      {whole !== undefined && <span className="visually-hidden">{whole}</span>}
    </span>
  );
}
