import type { InterviewRow, ListStage, ListView, SavedFilter, SearchHit } from "../../client";
import type { Key } from "../../i18n";
import type { Meant } from "./searched";

/** Which interviews the list shows. */
export const VIEWS = ["all", "mine", "attention", "insufficient", "unsent"] as const satisfies ListView[];
export type View = ListView;

/** How far an interview has come, as the list filters it. */
export const STAGES = ["open", "reviewed", "decided"] as const satisfies ListStage[];
export type Stage = ListStage;

export const PERIODS = [1, 14, 90] as const;

/** Suggested scores as the list filters them: from, and up to but not including. */
export const SCORES = [
  [80, 101],
  [70, 80],
  [60, 70],
  [0, 60],
] as const;

/** A band of scores by its lower end, as it is called. */
export const bandName = (from: number) => `${from} – ${(SCORES.find(([low]) => low === from)?.[1] ?? 101) - 1}`;

export const STAGE_TEXTS: Record<Stage, Key> = {
  open: "filter.stage.open",
  reviewed: "filter.stage.reviewed",
  decided: "filter.stage.decided",
};

export interface ListFilter {
  view: View;
  words: string;
  /** Code of a position; empty for all. */
  position: string;
  /** Days back, today included; 0 for all. */
  days: number;
  /** Month of the interview at this station, such as `2026-11`; empty for all. */
  month: string;
  stage: Stage | "";
  /** Lower end of one of `SCORES`, or those without a score; `null` for all. */
  score: number | "none" | null;
  /** Least score; none for all. */
  least: number | null;
  tag: string;
}

export const EVERYTHING: ListFilter = { view: "all", words: "", position: "", days: 0, month: "", stage: "", score: null, least: null, tag: "" };

/** What of a filter is kept under a name; of the search what it was understood to ask for. */
export function toSave(filter: ListFilter, meant: Meant): SavedFilter {
  return {
    view: filter.view,
    position: meant.position?.code ?? (filter.position || null),
    days: filter.days || null,
    month: filter.month || null,
    stage: filter.stage || null,
    score: filter.score === "none" ? null : filter.score,
    unscored: filter.score === "none",
    least: meant.least ?? filter.least,
    tag: filter.tag || null,
  };
}

/** A filter as it was kept. */
export function fromSaved({ view, position, days, month, stage, score, unscored, least, tag }: SavedFilter): ListFilter {
  return { view, words: "", position: position ?? "", days: days ?? 0, month: month ?? "", stage: stage ?? "", score: unscored ? "none" : score, least, tag: tag ?? "" };
}

/** Whether two filters ask for the same. */
export const isSame = (one: ListFilter, other: ListFilter) => (Object.keys(EVERYTHING) as (keyof ListFilter)[]).every((key) => one[key] === other[key]);

const DAY_MS = 86_400_000;

/** Under the requirement as a whole, or in one ability. Never a verdict: a person looks. */
export function needsAttention({ report }: InterviewRow): boolean {
  if (!report) return false;
  const under = report.score !== null && report.score.score < report.required;
  return under || report.below.length > 0 || report.identity === "failed" || report.wants_third;
}

/** There is a report, but too little was said or understood for a number. */
export function isInsufficient({ report }: InterviewRow): boolean {
  return report !== null && report.score === null && !report.hidden && !report.scoring_refused;
}

/** Waits for a review of the person who sits here. */
export function isMine({ report }: InterviewRow): boolean {
  return report !== null && !report.reviewed && report.outcome === null;
}

export function isIn(view: View, row: InterviewRow): boolean {
  switch (view) {
    case "all":
      return true;
    case "mine":
      return isMine(row);
    case "attention":
      return needsAttention(row);
    case "insufficient":
      return isInsufficient(row);
    case "unsent":
      return row.delivery === "pending" || row.delivery === "parked";
  }
}

function stageOf({ report }: InterviewRow): Stage {
  if (report?.outcome) return "decided";
  return (report?.reviewers ?? 0) > 0 ? "reviewed" : "open";
}

/** Compared as it is shown: a score of 69.6 is drawn as 70. */
const shownScore = ({ report }: InterviewRow) => (report?.score ? Math.round(report.score.score) : null);

function scores(row: InterviewRow, from: number | "none"): boolean {
  if (from === "none") return shownScore(row) === null;
  const range = SCORES.find(([low]) => low === from);
  const score = shownScore(row);
  return range !== undefined && score !== null && score >= range[0] && score < range[1];
}

const reaches = (row: InterviewRow, least: number | null) => least === null || (shownScore(row) ?? -1) >= least;

/** The month of an interview in the time of this station, such as `2026-11`. */
export function monthOf({ started }: InterviewRow): string {
  const at = new Date(started);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}`;
}

function isSince(started: string, days: number, now: Date): boolean {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  return new Date(started).getTime() >= midnight - (days - 1) * DAY_MS;
}

/** The rows of a filter and of what its search means; `hits` are those of its words, and none while there are none. */
export function filtered(rows: InterviewRow[], filter: ListFilter, meant: Meant | null, hits: Map<string, SearchHit> | null, now: Date): InterviewRow[] {
  const { view, position, days, month, stage, score, least, tag } = filter;
  return rows.filter(
    (row) =>
      isIn(view, row) &&
      (position === "" || row.code === position) &&
      (!meant?.position || row.code === meant.position.code) &&
      (days === 0 || isSince(row.started, days, now)) &&
      (month === "" || monthOf(row) === month) &&
      (stage === "" || stageOf(row) === stage) &&
      (score === null || scores(row, score)) &&
      reaches(row, least) &&
      reaches(row, meant?.least ?? null) &&
      (tag === "" || row.tags.includes(tag)) &&
      (hits === null || hits.has(row.id)),
  );
}
