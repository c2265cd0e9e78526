import { Flag, Quote as QuoteIcon, Search } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import type { ReviewReport, Stretch } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { length } from "../../../i18n/format";
import { answerAt } from "./answers";
import { usePlayback, usePlayed } from "./playback";
import styles from "./Timeline.module.css";

/** Least distance between two marks in per cent of the width: a mark is 22 px of about 560. */
const APART = 4;

interface Mark {
  kind: "quote" | "flag" | "found";
  atMs: number;
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
  ].sort((a, b) => a.atMs - b.atMs);
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
        {spread(marks.map((mark) => percent(mark.atMs))).map((left, nth) => {
          const mark = marks[nth];
          return mark && <MarkButton key={`${mark.kind}${mark.atMs}${nth}`} mark={mark} left={left} />;
        })}
      </div>
    </div>
  );
}

/** Places of marks so that none lies under another, in their order. */
function spread(places: number[]): number[] {
  let least = 0;
  const moved = places.map((place) => {
    const at = Math.max(place, least);
    least = at + APART;
    return at;
  });
  // What went over the edge comes back from the right.
  let most = 100 - APART / 2;
  for (let nth = moved.length - 1; nth >= 0; nth -= 1) {
    moved[nth] = Math.max(0, Math.min(moved[nth] ?? 0, most));
    most = (moved[nth] ?? 0) - APART;
  }
  return moved;
}

function MarkButton({ mark, left }: { mark: Mark; left: number }) {
  const playback = usePlayback();
  const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
  return (
    <AriaButton
      className={styles.mark}
      data-kind={mark.kind}
      style={{ left: `${left}%` }}
      aria-label={mark.label}
      onPress={() => playback.seek(mark.atMs)}
    >
      {mark.kind === "quote" && <QuoteIcon {...icon} />}
      {mark.kind === "flag" && <Flag {...icon} />}
      {mark.kind === "found" && <Search {...icon} />}
    </AriaButton>
  );
}

function Head({ totalMs }: { totalMs: number }) {
  // A quarter of a second is a pixel or less.
  const at = usePlayed((p) => Math.round(p.timeMs / 250) * 250);
  return <span className={styles.head} style={{ left: `${(100 * Math.min(at, totalMs)) / totalMs}%` }} />;
}
