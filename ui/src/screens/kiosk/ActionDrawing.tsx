import type { BodyAction } from "../../client";
import styles from "./Liveness.module.css";

const HEAD = "M60 14c22 0 36 16 36 36 0 24-14 42-36 42S24 74 24 50c0-20 14-36 36-36Z";
/** A head from the side that looks to the left of the page. */
const PROFILE = "M62 12c26 0 40 18 40 40 0 24-14 40-36 40-18 0-31-9-32-26l-1-7-7-1c-2 0-3-2-2-4l9-15c1-17 13-27 29-27Z";

/** What to do, drawn: for those who read another language, or none. */
export function ActionDrawing({ action }: { action: BodyAction }) {
  return (
    <svg className={styles.drawing} viewBox="-34 0 148 104" width="148" height="104" aria-hidden="true">
      {drawingOf(action)}
    </svg>
  );
}

function drawingOf(action: BodyAction) {
  switch (action) {
    case "turn_left":
      return <Turned />;
    case "turn_right":
      // Seen in the mirror of the preview both sides stay where they are.
      return (
        <g transform="translate(80 0) scale(-1 1)">
          <Turned />
        </g>
      );
    case "open_mouth":
      return (
        <>
          <path className={styles.head} d={HEAD} />
          <circle className={styles.dot} cx="46" cy="46" r="3" />
          <circle className={styles.dot} cx="74" cy="46" r="3" />
          <ellipse className={styles.line} cx="60" cy="72" rx="9" ry="11" />
        </>
      );
    case "blink":
      return (
        <>
          <path className={styles.head} d={HEAD} />
          <path className={styles.line} d="M38 46c4 5 12 5 16 0M66 46c4 5 12 5 16 0" />
          <path className={styles.line} d="M50 74c6 4 14 4 20 0" />
        </>
      );
    case "nod":
      return (
        <>
          <path className={styles.head} d={HEAD} />
          <circle className={styles.dot} cx="46" cy="52" r="3" />
          <circle className={styles.dot} cx="74" cy="52" r="3" />
          <path className={styles.line} d="M50 76c6 4 14 4 20 0" />
          <path className={styles.line} d="M4 28V74M4 74l-12-12M4 74l12-12" />
        </>
      );
  }
}

function Turned() {
  return (
    <>
      <path className={styles.line} d="M14 54H-24M-24 54l14-14M-24 54l14 14" />
      <path className={styles.head} d={PROFILE} />
      <circle className={styles.dot} cx="52" cy="46" r="3" />
      <path className={styles.line} d="M46 74c5 4 11 4 16 0" />
    </>
  );
}
