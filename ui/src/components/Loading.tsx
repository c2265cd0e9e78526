import { useEffect, useState } from "react";
import styles from "./Loading.module.css";

/** What is quick shows no sign of waiting at all. */
const PATIENCE_MS = 300;

/** Grey lines in place of what is coming; the words are for those who listen. */
export function Loading({ label, lines }: { label: string; lines: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.lines} role="status" aria-label={label}>
      {shown && Array.from({ length: lines }, (_, line) => <span key={line} className={styles.line} />)}
    </div>
  );
}
