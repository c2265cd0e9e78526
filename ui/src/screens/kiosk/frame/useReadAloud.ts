import { useCallback, useEffect, useState, type RefObject } from "react";
import type { Intent } from "../../../client";
import type { Language } from "../../../i18n";
import { screenText } from "./screenText";

/** Characters a second of the station's voice, a little less than measured: the button waits rather than hurries. */
const PACE: Record<Language, number> = { "zh-CN": 4, en: 13 };
/** Until the first word is heard. */
const BEGINS_AFTER_MS = 2000;

interface ReadAloud {
  root: RefObject<Element | null>;
  language: Language;
  screen: string;
  /** Every new screen is read. */
  always: boolean;
  send: (intent: Intent) => void;
}

/** Reads the screen, or the dialog that lies over it; reading ends with the screen. */
export function useReadAloud({ root, language, screen, always, send }: ReadAloud): [reading: boolean, toggle: () => void] {
  const place = `${screen} ${language}`;
  const [readingOf, setReadingOf] = useState<{ place: string; forMs: number } | null>(null);
  const reading = readingOf?.place === place;

  const read = useCallback(() => {
    const from = document.querySelector("[role=dialog], [role=alertdialog]") ?? root.current;
    const text = from ? screenText(from, language) : "";
    if (!text) return;
    send({ do: "hear", text });
    setReadingOf({ place, forMs: BEGINS_AFTER_MS + (text.length / PACE[language]) * 1000 });
  }, [root, language, place, send]);

  useEffect(() => {
    if (!always) return;
    // After the paint: the words of the new screen stand on the page.
    const timer = setTimeout(read, 0);
    return () => clearTimeout(timer);
  }, [always, read]);

  useEffect(() => {
    if (!readingOf) return;
    const timer = setTimeout(() => setReadingOf(null), readingOf.forMs);
    return () => clearTimeout(timer);
  }, [readingOf]);

  const toggle = () => {
    if (!reading) {
      read();
      return;
    }
    setReadingOf(null);
    send({ do: "stop_hearing" });
  };
  return [reading, toggle];
}
