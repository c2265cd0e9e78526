import { Flag, Quote as QuoteIcon, Search } from "lucide-react";
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { ReviewReport, Stretch } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { length } from "../../../i18n/format";
import { answerAt } from "./answers";
import { grouped } from "./marks";
import { usePlayback, usePlayed } from "./playback";
import styles from "./Timeline.module.css";

/** Room of a mark in per cent of the width: 22 px of about 560. */
const APART = 4;

interface Mark {
  kind: "quote" | "flag" | "found";
  atMs: number;
  /** Place in per cent of the width. */
  at: number;
  label: string;
}

/** Answers as blocks, quotes, notices and search hits as marks, all of them ways into the recording. */
export function Timeline({ report, seconds, found }: { report: ReviewReport; seconds: number; found: Stretch[] }) {
  const { t, language, word } = useTexts();
  const playback = usePlayback();
  const totalMs = Math.max(seconds * 1000, report.answers.at(-1)?.end_ms ?? 0, 1);
  const here = usePlayed((p) => answerAt(report.answers, p.timeMs)?.number ?? 0);
  const percent = (ms: number) => (100 * Math.min(ms, totalMs)) / totalMs;
  const time = (ms: number) => length(ms / 1000);
  const marks: Mark[] = [
    ...report.answers.flatMap((answer) =>
      answer.quotes.map((quote) => ({
        kind: "quote" as const,
        atMs: quote.start_ms,
        label: t("timeline.quote", { time: time(quote.start_ms), quote: quote.text }),
      })),
    ),
    ...report.notices.map((notice) => ({
      kind: "flag" as const,
      atMs: notice.at_ms,
      label: t("timeline.flag", { time: time(notice.at_ms), what: word(notice.code) }),
    })),
    ...found.map((stretch) => ({
      kind: "found" as const,
      atMs: stretch.start_ms,
      label: t("timeline.found", { time: time(stretch.start_ms) }),
    })),
  ]
    .map((mark) => ({ ...mark, at: percent(mark.atMs) }))
    .sort((a, b) => a.atMs - b.atMs);
  const answers = report.answers.map((answer) => ({ start: percent(answer.start_ms), end: percent(answer.end_ms) }));
  return (
    <div className={styles.timeline} role="group" aria-label={t("timeline")}>
      <div className={styles.blocks}>
        {report.answers.map((answer) => (
          <AriaButton
            key={answer.number}
            className={styles.block}
            aria-current={here === answer.number ? "true" : undefined}
            aria-label={t("timeline.answer", { n: answer.number, ability: nameIn(language, answer.ability), time: time(answer.start_ms) })}
            style={{ left: `${percent(answer.start_ms)}%`, width: `${percent(answer.end_ms - answer.start_ms)}%` }}
            onPress={() => playback.seek(answer.start_ms)}
          >
            {answer.number}
          </AriaButton>
        ))}
        <Head totalMs={totalMs} />
      </div>
      <div className={styles.marks}>
        {grouped(marks, answers, APART).map(({ left, marks: [first, ...others] }, nth) => {
          if (!first) return null;
          const key = `${first.kind}${first.atMs}${nth}`;
          return others.length === 0 ? <MarkButton key={key} mark={first} left={left} /> : <MarkMenu key={key} marks={[first, ...others]} left={left} />;
        })}
      </div>
    </div>
  );
}

function MarkIcon({ kind }: { kind: Mark["kind"] }) {
  const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
  switch (kind) {
    case "quote":
      return <QuoteIcon {...icon} />;
    case "flag":
      return <Flag {...icon} />;
    case "found":
      return <Search {...icon} />;
  }
}

function MarkButton({ mark, left }: { mark: Mark; left: number }) {
  const playback = usePlayback();
  return (
    <AriaButton
      className={styles.mark}
      data-kind={mark.kind}
      style={{ left: `${left}%` }}
      aria-label={mark.label}
      onPress={() => playback.seek(mark.atMs)}
    >
      <MarkIcon kind={mark.kind} />
    </AriaButton>
  );
}

/** Marks too near to each other for a place of their own: how many, and each of them on request. */
function MarkMenu({ marks, left }: { marks: Mark[]; left: number }) {
  const { t } = useTexts();
  const playback = usePlayback();
  const label = t("timeline.several", { n: marks.length, time: length((marks[0]?.atMs ?? 0) / 1000) });
  return (
    <MenuTrigger>
      <AriaButton className={styles.mark} data-kind={marks.some((mark) => mark.kind === "flag") ? "flag" : "quote"} style={{ left: `${left}%` }} aria-label={label}>
        <span className={styles.number}>{marks.length}</span>
      </AriaButton>
      <Popover className={styles.popover} placement="bottom start">
        <Menu className={styles.menu} aria-label={label}>
          {marks.map((mark, nth) => (
            <MenuItem key={nth} className={styles.entry} data-kind={mark.kind} textValue={mark.label} onAction={() => playback.seek(mark.atMs)}>
              <MarkIcon kind={mark.kind} />
              <span>{mark.label}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Head({ totalMs }: { totalMs: number }) {
  // A quarter of a second is a pixel or less.
  const at = usePlayed((p) => Math.round(p.timeMs / 250) * 250);
  return <span className={styles.head} style={{ left: `${(100 * Math.min(at, totalMs)) / totalMs}%` }} />;
}
