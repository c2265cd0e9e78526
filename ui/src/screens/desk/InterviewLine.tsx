import { Check, Clock, Minus, TriangleAlert, type LucideIcon } from "lucide-react";
import { memo, type CSSProperties, type RefCallback } from "react";
import { Chip } from "../../components/Chip";
import { scoreRange } from "../../components/ScoreRange";
import type { Delivery, InterviewRow, SearchHit } from "../../client";
import { nameIn, type Key, type Texts } from "../../i18n";
import { dayAndTime, listed } from "../../i18n/format";
import { needsAttention } from "./filter";
import { WHOLE_LINE } from "./gridKeys";
import styles from "./InterviewLine.module.css";

export interface InterviewLineProps {
  row: InterviewRow;
  /** The table's own: a line that asked for them would listen for another language by itself. */
  texts: Texts;
  hit: SearchHit | undefined;
  /** Place in the whole list, from 0. */
  index: number;
  /** In pixels; all lines are equally high. */
  height: number;
  selected: boolean;
  /** Column in which the keyboard stands; `undefined` while it is on another line. */
  column: number | undefined;
  /** Whether reports may be read; who may not sees that there is one. */
  mayRead: boolean;
  /** Whether tags stand under the position, not in a column. */
  narrow: boolean;
}

/**
 * A line of the list. Hundreds of them come and go in a second, so one asks for nothing, and what
 * happens to it is told to the table around it.
 */
export const InterviewLine = memo(function InterviewLine({ row, texts, hit, index, height, selected, column, mayRead, narrow }: InterviewLineProps) {
  const { t } = texts;
  const cells = [
    <label key="select" className={styles.check}>
      <input
        type="checkbox"
        className={styles.box}
        aria-label={t("list.select.one", { name: row.name ?? row.reference })}
        checked={selected}
        // The table hears of the change.
        readOnly
        tabIndex={column === 0 ? 0 : -1}
      />
    </label>,
    person(row, texts),
    position(row, texts, narrow),
    when(row, texts),
    score(row, hit, texts, mayRead),
    state(row, texts),
    ...(narrow ? [] : [tagged(row.tags)]),
    way(row.delivery, texts),
  ];
  const place: CSSProperties = { top: index * height, height };
  return (
    <div
      className={styles.line}
      style={place}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-key={row.id}
      tabIndex={column === WHOLE_LINE ? 0 : -1}
    >
      {cells.map((cell, at) => (
        <div key={at} className={styles.cell} role={at === NAMES ? "rowheader" : "gridcell"} tabIndex={at > 0 && at === column ? 0 : undefined}>
          {cell}
        </div>
      ))}
    </div>
  );
});

/** The column by which a line is known. */
const NAMES = 1;

function person(row: InterviewRow, { t }: Texts) {
  return (
    <span className={styles.person}>
      <span className={styles.name}>
        {row.name ? <span lang="zh-CN">{row.name}</span> : <span className={styles.quiet}>{t("desk.noName")}</span>}
        {row.synthetic && <span className={styles.synthetic}>{t("desk.synthetic")}</span>}
      </span>
      <Reference text={row.reference} />
    </span>
  );
}

/** Where it has no room its middle gives way: references of a day differ at the end. */
function Reference({ text }: { text: string }) {
  return (
    <span className={`${styles.small} ${styles.reference}`} title={text}>
      <span className={styles.clip}>{text.slice(0, -TAIL)}</span>
      <span>{text.slice(-TAIL)}</span>
    </span>
  );
}

/** Characters at the end of a reference that always show. */
const TAIL = 5;

/** Without tags below it is one element, for lines are many, and has room for two lines of words. */
function position(row: InterviewRow, { language }: Texts, withTags: boolean) {
  const name = nameIn(language, row.position);
  const tags = withTags && tagged(row.tags);
  const words = (
    <span className={tags ? styles.clip : styles.twoLines} title={name}>
      {name}
    </span>
  );
  if (!tags) return words;
  return (
    <span className={styles.position}>
      {words}
      {tags}
    </span>
  );
}

function when(row: InterviewRow, texts: Texts) {
  const minutes = Math.max(1, Math.round(row.seconds / 60));
  return (
    <span className={styles.when}>
      {dayAndTime(row.started, new Date(), texts)}
      <small className={styles.small}>
        {texts.t(row.seconds > 0 ? "interview.length" : "desk.answers", { n: row.answers, m: minutes })}
      </small>
    </span>
  );
}

function score(row: InterviewRow, hit: SearchHit | undefined, texts: Texts, mayRead: boolean) {
  return (
    <span className={styles.scoreCell}>
      {numbers(row.report, texts, mayRead)}
      {hit?.excerpt && excerptOf(hit.excerpt, texts)}
    </span>
  );
}

function numbers(report: InterviewRow["report"], { t }: Texts, mayRead: boolean) {
  if (!report) return <span className={styles.quiet}>{t("desk.noReport")}</span>;
  if (report.hidden) return <span className={styles.quiet}>{t(mayRead ? "desk.rateFirst" : "list.withoutNumbers")}</span>;
  if (!report.score) {
    return (
      <span>
        <b className={styles.none}>{t("desk.noScore")}</b>{" "}
        {report.recognition !== null && <small className={styles.small}>{t("transcript.recognition", { n: report.recognition })}</small>}
      </span>
    );
  }
  const { score, low, high } = report.score;
  return (
    <span className={styles.score}>
      <b className={styles.figure}>{Math.round(score)}</b>
      {scoreRange({ score, low, high, required: report.required }, t)}
      <span className={styles.small}>
        {Math.round(low)} – {Math.round(high)}
      </span>
    </span>
  );
}

function excerptOf(excerpt: NonNullable<SearchHit["excerpt"]>, { t }: Texts) {
  return (
    <span className={styles.excerpt} title={t("list.said", { n: excerpt.answer })}>
      {t("list.said", { n: excerpt.answer })}{" "}
      <span lang={/\p{Script=Han}/u.test(excerpt.found + excerpt.after) ? "zh-CN" : "en"}>
        {excerpt.before}
        <mark>{excerpt.found}</mark>
        {excerpt.after}
      </span>
    </span>
  );
}

/** What a person should look at first, else what comes next, else how far the interview has come. */
function state(row: InterviewRow, { t, language }: Texts) {
  const { report } = row;
  if (!report) return <Chip tone="plain">{t(stateKey(row.state))}</Chip>;
  if (report.outcome) return <Chip tone="plain">{`◆ ${t(`outcome.${report.outcome}`)}`}</Chip>;
  if (report.wants_third) return <Chip tone="warn">{t("desk.third")}</Chip>;
  if (report.hidden) return <Chip tone="primary">{t("desk.view.mine")}</Chip>;
  if (!report.score) return <Chip tone="warn">{t(report.scoring_refused ? "desk.refused.short" : "desk.insufficient.short")}</Chip>;
  if (report.score.score < report.required) return <Chip tone="warn">{t("desk.attention.total", { required: report.required })}</Chip>;
  if (report.below.length > 0) return below(report.below.map((name) => nameIn(language, name)), t, language);
  if (needsAttention(row)) return <Chip tone="warn">{t("desk.identity.failed")}</Chip>;
  return report.reviewed ? <Chip tone="plain">{t("desk.reviewed")}</Chip> : <Chip tone="primary">{t("desk.view.mine")}</Chip>;
}

/** Latin letters that two lines of a chip surely hold on a small screen, where lines end at words. */
const ROOM = 31;
/** What a Chinese character takes beside one of them; it is wider, but lines lose less at their ends. */
const HAN = 1.5;

const roomOf = (words: string) => words.length + (HAN - 1) * (words.match(/\p{Script=Han}/gu)?.length ?? 0);

/** All names where they find room, else the first and how many more. */
function below(names: string[], t: Texts["t"], language: Texts["language"]) {
  const all = t("desk.attention.below", { names: listed(names, language) });
  const words = names.length > 1 && roomOf(all) > ROOM ? t("desk.attention.more", { name: names[0] ?? "", n: names.length - 1 }) : all;
  return (
    <Chip tone="warn" whole={words === all ? undefined : all}>
      {words}
    </Chip>
  );
}

function tagged(tags: string[]) {
  const [first, ...rest] = tags;
  if (first === undefined) return null;
  return (
    <span className={styles.tags} title={tags.join(" · ")}>
      <span className={styles.tag}>{first}</span>
      {rest.length > 0 && <small className={styles.small}>{`+${rest.length}`}</small>}
    </span>
  );
}

const STATES = {
  attract: "state.attract",
  consent: "state.consent",
  identity: "state.identity",
  device_check: "state.device_check",
  practice: "state.practice",
  question: "state.question",
  sealing: "state.sealing",
  analysing: "state.analysing",
  ready: "state.ready",
  done: "state.done",
  suspended: "state.suspended",
  withdrawn: "state.withdrawn",
} as const satisfies Record<string, Key>;

/** The text of a state; one that this window does not know is being worked on elsewhere. */
function stateKey(state: string): Key {
  return state in STATES ? STATES[state as keyof typeof STATES] : "state.analysing";
}

const WAYS: Record<Delivery, { icon: LucideIcon; text: Key }> = {
  done: { icon: Check, text: "delivery.done" },
  pending: { icon: Clock, text: "delivery.pending" },
  parked: { icon: TriangleAlert, text: "delivery.parked" },
  none: { icon: Minus, text: "delivery.none" },
};

function way(delivery: Delivery, { t }: Texts) {
  const { icon: Icon, text } = WAYS[delivery];
  return (
    <span className={styles.way} data-parked={delivery === "parked" || undefined}>
      <Icon size={17} strokeWidth={1.75} aria-hidden="true" />
      {t(text)}
    </span>
  );
}

/** The highest line that there can be, unseen: lines grow with the text of the screen. */
export function SampleLine({ measures, withWords }: { measures: RefCallback<HTMLElement>; withWords: boolean }) {
  return (
    <div ref={measures} className={styles.sample} aria-hidden="true">
      <span className={styles.person}>
        <span className={styles.name}>{SOME}</span>
        <span className={styles.small}>{SOME}</span>
      </span>
      {withWords && <span className={styles.excerpt}>{SOME}</span>}
    </div>
  );
}

/** A space that has the height of text. */
const SOME = "\u00a0";
