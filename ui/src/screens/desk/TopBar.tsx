import { Monitor, Search, Send, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button as AriaButton, Input, SearchField } from "react-aria-components";
import { useTexts } from "../../i18n";
import { useDesk } from "./place";
import { useMay } from "./rights";
import { useShortcuts } from "./shortcuts";
import styles from "./TopBar.module.css";

/** How long typing rests before the search runs, in milliseconds. */
const REST_MS = 250;

interface TopBarProps {
  words: string;
  onWords: (words: string) => void;
  unsent: number;
  station: string | null;
}

/** Search in everything, from everywhere; and how this station stands. */
export function TopBar({ words, onWords, unsent, station }: TopBarProps) {
  const { t } = useTexts();
  const may = useMay();
  return (
    <header className={styles.bar}>
      {may("search") ? <WordSearch words={words} onWords={onWords} /> : <span className={styles.gap} />}
      <p className={styles.fact}>
        <Send size={16} strokeWidth={1.75} aria-hidden="true" />
        {unsent === 0 ? t("desk.bar.sent") : t("desk.bar.unsent", { n: unsent })}
      </p>
      <p className={styles.fact}>
        <Monitor size={16} strokeWidth={1.75} aria-hidden="true" />
        {station ?? t("attract.notEnrolled")}
      </p>
    </header>
  );
}

function WordSearch({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const { t } = useTexts();
  const { keys } = useDesk();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(words);
  const [known, setKnown] = useState(words);
  const composing = useRef(false);
  // A filter that was cleared elsewhere clears the field.
  if (words !== known) {
    setKnown(words);
    setTyped(words);
  }
  useShortcuts({ "/": () => input.current?.focus() }, keys);
  useEffect(() => {
    if (typed === words) return;
    const timer = setTimeout(() => {
      if (!composing.current) onWords(typed);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [typed, words, onWords]);
  return (
    <SearchField className={styles.search} aria-label={t("desk.search")} value={typed} onChange={setTyped}>
      <Search size={17} strokeWidth={1.75} aria-hidden="true" />
      <Input
        ref={input}
        className={styles.input}
        data-keyboard="pinyin"
        placeholder={t("desk.search")}
        onCompositionStart={() => (composing.current = true)}
        onCompositionEnd={(event) => {
          composing.current = false;
          onWords(event.currentTarget.value);
        }}
      />
      <kbd className={styles.key} aria-hidden="true">
        /
      </kbd>
      <AriaButton className={styles.clear} aria-label={t("desk.search.clear")}>
        <X size={16} aria-hidden="true" />
      </AriaButton>
    </SearchField>
  );
}
