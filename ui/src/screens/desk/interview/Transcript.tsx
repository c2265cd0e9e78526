import { ScrollText } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Notice } from "../../../components/Notice";
import type { Answer, Paragraph, ReviewPage, Stretch } from "../../../client";
import { useTexts } from "../../../i18n";
import { length } from "../../../i18n/format";
import { answerAt, isBeingAnalysed, wordAt } from "./answers";
import { usePlayback, usePlayed } from "./playback";
import styles from "./Transcript.module.css";

/** What is said around this moment; the word that is said is marked, a press on a word goes there. */
export function Transcript({ page }: { page: ReviewPage }) {
  const { report, found } = page;
  const { t } = useTexts();
  const answers = report?.answers ?? [];
  const number = usePlayed((p) => answerAt(answers, p.timeMs)?.number ?? 0);
  const answer = answers.find((each) => each.number === number);
  if (!answer) {
    const title = isBeingAnalysed(page) ? t("desk.analysing") : t("interview.transcript.none");
    return (
      <section className={styles.card}>
        <Notice icon={<ScrollText size={32} strokeWidth={1.5} aria-hidden="true" />} title={title} />
      </section>
    );
  }
  return (
    <section className={styles.card} aria-label={t("transcript.title", { n: answer.number })}>
      <header className={styles.head}>
        <h2 className={styles.title}>{t("transcript.title", { n: answer.number })}</h2>
        <p className={styles.hint}>{t("transcript.hint")}</p>
        {answer.recognition !== null && <p className={styles.hint}>{t("transcript.recognition", { n: answer.recognition })}</p>}
      </header>
      <Text key={answer.number} answer={answer} found={found} />
    </section>
  );
}

function Text({ answer, found }: { answer: Answer; found: Stretch[] }) {
  const { t } = useTexts();
  const playback = usePlayback();
  const text = useRef<HTMLDivElement>(null);
  const current = usePlayed((p) => wordAt(answer, p.timeMs));
  useEffect(() => {
    if (current < 0) return;
    const spoken = text.current?.querySelector(`[data-word="${current}"]`);
    // Only where it is out of sight, and never the page itself.
    if (spoken && text.current) keepInSight(text.current, spoken as HTMLElement);
  }, [current]);
  const seekFrom = (target: EventTarget) => {
    const spoken = target instanceof Element ? target.closest<HTMLElement>("[data-ms]") : null;
    if (spoken) playback.seek(Number(spoken.dataset.ms));
  };
  if (answer.paragraphs.length === 0) {
    return <p className={styles.silent}>{answer.coverage === 0 ? t("transcript.failed", { n: answer.number }) : t("report.transcript.empty")}</p>;
  }
  return (
    // Every paragraph has a button with its time; pressing a word is the shorter way for a mouse.
    <div className={styles.text} ref={text} onClick={(event) => seekFrom(event.target)}>
      {answer.paragraphs.map((paragraph, nth) => (
        <ParagraphLine key={paragraph.start_ms} paragraph={paragraph} from={wordsBefore(answer, nth)} current={current} found={found} />
      ))}
    </div>
  );
}

function wordsBefore(answer: Answer, paragraph: number): number {
  return answer.paragraphs.slice(0, paragraph).reduce((sum, each) => sum + each.words.length, 0);
}

interface ParagraphLineProps {
  paragraph: Paragraph;
  from: number;
  current: number;
  found: Stretch[];
}

function ParagraphLine({ paragraph, from, current, found }: ParagraphLineProps) {
  const { t } = useTexts();
  const playback = usePlayback();
  const time = length(paragraph.start_ms / 1000);
  return (
    <div className={styles.paragraph}>
      <AriaButton className={styles.time} aria-label={t("report.seek", { time })} onPress={() => playback.seek(paragraph.start_ms)}>
        {time}
      </AriaButton>
      <p lang={paragraph.words.some((word) => /\p{Script=Han}/u.test(word.text)) ? "zh-CN" : "en"}>
        {paragraph.words.map((word, nth) => (
          <span
            key={from + nth}
            className={styles.word}
            data-word={from + nth}
            data-ms={word.start_ms}
            data-quoted={word.quoted || undefined}
            data-unclear={word.unclear || undefined}
            data-found={found.some((each) => word.start_ms >= each.start_ms && word.start_ms < each.end_ms) || undefined}
            data-current={from + nth === current || undefined}
          >
            {word.text}
          </span>
        ))}
      </p>
    </div>
  );
}

function keepInSight(box: HTMLElement, inside: HTMLElement) {
  const [outer, inner] = [box.getBoundingClientRect(), inside.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top + 24;
  if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 48;
}
