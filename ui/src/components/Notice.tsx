import type { ReactNode } from "react";
import styles from "./Notice.module.css";

/** A page part that has nothing to show, and why; the next step stands below. */
export function Notice({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className={styles.notice}>
      {icon}
      <h2 className={styles.title}>{title}</h2>
      {children}
    </div>
  );
}
