import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { failureOf } from "../../client";
import { useTexts } from "../../i18n";
import type { Candidate, Composition } from "./composer";
import styles from "./Keyboard.module.css";

/** Pause after which candidates are read out, in milliseconds: whoever types on hears nothing. */
const SAY_AFTER_MS = 700;

/** Widths of the bar at normal text size, in CSS pixels: `Keyboard.module.css` draws them. */
const CHARACTER_PX = 24;
const AROUND_CANDIDATE_PX = 52;
const LETTER_PX = 13;
const AROUND_LETTERS_PX = 24;
const PAGE_BUTTONS_PX = 260;

/** Where each page of candidates begins, in a bar of `width` pixels at a text size of `scale`. */
function pageStarts(candidates: readonly Candidate[], letters: string, width: number, scale: number): number[] {
  const room = width - (letters.length * LETTER_PX * scale + AROUND_LETTERS_PX) - PAGE_BUTTONS_PX * scale;
  const starts: number[] = [];
  let left = 0;
  candidates.forEach(({ text }, index) => {
    const need = text.length * CHARACTER_PX * scale + AROUND_CANDIDATE_PX;
    if (index === 0 || need > left) {
      starts.push(index);
      left = room;
    }
    left -= need;
  });
  return starts;
}

/** The page on which the active candidate stands, and what leads to the pages beside it. */
export function pageOf({ candidates, active, letters }: Composition, width: number) {
  const scale = Number(getComputedStyle(document.documentElement).getPropertyValue("--text-scale")) || 1;
  const starts = pageStarts(candidates, candidates[0]?.spelling ?? letters, width, scale);
  const page = starts.filter((start) => start <= active).length - 1;
  const from = starts[page] ?? 0;
  return { from, to: starts[page + 1] ?? candidates.length, previous: starts[page - 1], next: starts[page + 1] };
}

interface Props {
  composition: Composition;
  /** Width that the bar has, in CSS pixels. */
  width: number;
  onChoose: (index: number) => void;
  onActivate: (index: number) => void;
}

/** The letters that are being composed and what they may stand for. */
export function CandidateBar({ composition, width, onChoose, onActivate }: Props) {
  const { t, failureText } = useTexts();
  const { letters, candidates, active, answered, failure } = composition;
  const { from, to, previous, next } = pageOf(composition, width);
  const nothing = letters !== "" && answered && candidates.length === 0;
  const shown = letters === "" ? [] : candidates.slice(from, to);
  return (
    <div className={styles.bar}>
      <span className={styles.letters} lang="en">
        {candidates[0]?.spelling ?? letters}
      </span>
      {nothing ? (
        <p className={styles.nothing}>
          {failure === null ? t("keyboard.candidates.none") : failureText(failureOf(failure).code).title}
        </p>
      ) : (
        <ul className={styles.candidates} role="listbox" aria-label={t("keyboard.candidates")} lang="zh-CN">
          {shown.map(({ text }, index) => (
            <li
              key={`${from + index} ${text}`}
              role="option"
              aria-selected={from + index === active}
              aria-posinset={from + index + 1}
              aria-setsize={candidates.length}
              className={styles.candidate}
              onClick={() => onChoose(from + index)}
            >
              {text}
            </li>
          ))}
        </ul>
      )}
      {shown.length > 0 && previous !== undefined && (
        <PageButton label={t("keyboard.candidates.previous")} onPress={() => onActivate(previous)} back />
      )}
      {shown.length > 0 && next !== undefined && (
        <PageButton label={t("keyboard.candidates.more")} onPress={() => onActivate(next)} />
      )}
      <Announcement composition={composition} from={from} to={to} />
    </div>
  );
}

function PageButton({ label, onPress, back }: { label: string; onPress: () => void; back?: boolean }) {
  return (
    <Button excludeFromTabOrder preventFocusOnPress className={styles.page} onPress={onPress}>
      {back && <ChevronLeft size={20} aria-hidden />}
      {label}
      {!back && <ChevronRight size={20} aria-hidden />}
    </Button>
  );
}

/** Reads the candidates of a page out when typing pauses. */
function Announcement({ composition, from, to }: { composition: Composition; from: number; to: number }) {
  const { t } = useTexts();
  const { letters, candidates, answered, active } = composition;
  const [said, setSaid] = useState("");
  const list = candidates.slice(from, to).map(({ text }, index) => `${index + 1} ${text}`);
  const words =
    letters === "" || !answered
      ? ""
      : t("keyboard.candidates.say", { chosen: candidates[active]?.text ?? letters, list: list.join("，") });
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), SAY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
