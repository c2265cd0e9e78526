import { useEffect, useRef, type ReactNode } from "react";
import { useKiosk, screenKey } from "../kiosk";
import styles from "./ScreenTitle.module.css";

interface ScreenTitleProps {
  /** How large: a question stands larger than a title. */
  look?: "title" | "question" | "small";
  children: ReactNode;
}

/** What the screen is about. It takes the focus when the screen appears, and when nothing else has it. */
export function ScreenTitle({ look = "title", children }: ScreenTitleProps) {
  const { view } = useKiosk();
  const title = useRef<HTMLHeadingElement>(null);
  const key = screenKey(view.screen);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, [key]);
  // A control that is gone leaves the focus nowhere; then the keys would start at the top of the page.
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus({ preventScroll: true });
  });
  return (
    <h1 ref={title} tabIndex={-1} className={`${styles.title} ${styles[look]}`}>
      {children}
    </h1>
  );
}
