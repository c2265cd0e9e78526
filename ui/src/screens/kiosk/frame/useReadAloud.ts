import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import type { Intent } from "../../../client";
import type { Language } from "../../../i18n";
import { screenText, shortText } from "./screenText";

/** Characters a second of the station's voice, a little less than measured: the button waits rather than hurries. */
const PACE: Record<Language, number> = { "zh-CN": 4, en: 13 };
/** Until the first word is heard. */
const BEGINS_AFTER_MS = 2000;
const OVER = "[role=dialog], [role=alertdialog]";

/** The dialog that lies over everything else. */
const topDialog = () => [...document.querySelectorAll(OVER)].at(-1);

function subscribe(changed: () => void): () => void {
  // Dialogs stand beside the page in the body, whatever opened them.
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { childList: true });
  return () => observer.disconnect();
}

/** Names the dialog that is open; empty where there is none. */
const useOpenDialog = () => useSyncExternalStore(subscribe, () => topDialog()?.getAttribute("aria-labelledby") ?? "");

interface ReadAloud {
  root: RefObject<Element | null>;
  language: Language;
  screen: string;
  /** Every new screen is read, and every dialog. */
  always: boolean;
  /** A recording runs, or the station speaks by itself: only a dialog is read. */
  silent: boolean;
  send: (intent: Intent) => void;
}

/** Reads the screen, or the dialog that lies over it; reading ends with what is read. */
export function useReadAloud({ root, language, screen, always, silent, send }: ReadAloud): [reading: boolean, toggle: () => void] {
  const over = useOpenDialog();
  const page = `${screen} ${language}`;
  const place = `${page} ${over}`;
  const reads = always && (over !== "" || !silent);
  const [readingOf, setReadingOf] = useState<{ place: string; forMs: number } | null>(null);
  const reading = readingOf?.place === place;
  const lastPage = useRef("");

  const read = useCallback(
    (unasked: boolean) => {
      const from = topDialog() ?? root.current;
      const text = from ? ((unasked && shortText(from, language)) || screenText(from, language)) : "";
      if (!text) return;
      send({ do: "hear", text });
      setReadingOf({ place, forMs: BEGINS_AFTER_MS + (text.length / PACE[language]) * 1000 });
    },
    [root, language, place, send],
  );

  useEffect(() => {
    if (!reads) {
      lastPage.current = "";
      return;
    }
    // A dialog that closes does not begin the page anew.
    if (over === "" && lastPage.current === page) return;
    // After the paint: the words of the new screen stand on the page.
    const timer = setTimeout(() => {
      lastPage.current = page;
      read(true);
    }, 0);
    return () => clearTimeout(timer);
  }, [reads, over, page, read]);

  useEffect(() => {
    if (!readingOf) return;
    const timer = setTimeout(() => setReadingOf(null), readingOf.forMs);
    return () => clearTimeout(timer);
  }, [readingOf]);

  // The rest of a closed dialog must not be spoken into an answer.
  const wasOver = useRef("");
  useEffect(() => {
    const closed = wasOver.current !== "" && over === "";
    wasOver.current = over;
    if (closed && always && silent) send({ do: "stop_hearing" });
  }, [over, always, silent, send]);

  const toggle = () => {
    if (!reading) {
      read(false);
      return;
    }
    setReadingOf(null);
    send({ do: "stop_hearing" });
  };
  return [reading, toggle];
}
