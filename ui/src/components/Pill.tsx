import type { ReactNode } from "react";
import styles from "./Pill.module.css";

type Tone = "primary" | "good" | "warn" | "plain" | "paper";

/** A short state in words, for the candidate's screens. `paper` lies on a picture. */
export function Pill({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <p className={styles.pill} data-tone={tone}>
      {icon}
      <span>{children}</span>
    </p>
  );
}
