import type { InterviewRow, SearchHit } from "../../client";

/** Which interviews the list shows. */
export const VIEWS = ["all", "mine", "attention", "insufficient", "unsent"] as const;
export type View = (typeof VIEWS)[number];

/** How far an interview has come, as the list filters it. */
export const STAGES = ["open", "reviewed", "decided"] as const;
export type Stage = (typeof STAGES)[number];

export const PERIODS = [1, 14, 90] as const;

/** Suggested scores as the list filters them: from, and up to but not including. */
export const SCORES = [
  [80, 101],
  [70, 80],
  [60, 70],
  [0, 60],
] as const;

export interface ListFilter {
  view: View;
  words: string;
  /** Code of a position; empty for all. */
  position: string;
  /** Days back, today included; 0 for all. */
  days: number;
  stage: Stage | "";
  /** Lower end of one of `SCORES`; none for all. */
  score: number | null;
  tag: string;
}

export const EVERYTHING: ListFilter = { view: "all", words: "", position: "", days: 0, stage: "", score: null, tag: "" };

const DAY_MS = 86_400_000;

/** Under the requirement as a whole, or in one ability. Never a verdict: a person looks. */
export function needsAttention({ report }: InterviewRow): boolean {
  if (!report) return false;
  const under = report.score !== null && report.score.score < report.required;
  return under || report.below.length > 0 || report.identity === "failed" || report.wants_third;
}

/** There is a report, but too little was said or understood for a number. */
export function isInsufficient({ report }: InterviewRow): boolean {
  return report !== null && report.score === null && !report.hidden;
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
function scores({ report }: InterviewRow, from: number): boolean {
  const range = SCORES.find(([low]) => low === from);
  const score = report?.score ? Math.round(report.score.score) : null;
  return range !== undefined && score !== null && score >= range[0] && score < range[1];
}

function isSince(started: string, days: number, now: Date): boolean {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  return new Date(started).getTime() >= midnight - (days - 1) * DAY_MS;
}

/** The rows of a filter; `hits` are those of the search, and none while there are no words. */
export function filtered(rows: InterviewRow[], filter: ListFilter, hits: Map<string, SearchHit> | null, now: Date): InterviewRow[] {
  const { view, position, days, stage, score, tag } = filter;
  return rows.filter(
    (row) =>
      isIn(view, row) &&
      (position === "" || row.code === position) &&
      (days === 0 || isSince(row.started, days, now)) &&
      (stage === "" || stageOf(row) === stage) &&
      (score === null || scores(row, score)) &&
      (tag === "" || row.tags.includes(tag)) &&
      (hits === null || hits.has(row.id)),
  );
}
