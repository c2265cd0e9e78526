import type { InterviewRow } from "../../client";

/** Which interviews the list shows. */
export type View = "all" | "attention" | "insufficient";

export interface ListFilter {
  view: View;
  words: string;
}

export const EVERYTHING: ListFilter = { view: "all", words: "" };

/** Under the requirement as a whole, or in one ability. Never a verdict: a person looks. */
export function needsAttention({ report }: InterviewRow): boolean {
  if (!report) return false;
  const under = report.score !== null && report.score.score < report.required;
  return under || report.below.length > 0 || report.identity === "failed";
}

/** There is a report, but too little was said or understood for a number. */
export function isInsufficient({ report }: InterviewRow): boolean {
  return report !== null && report.score === null;
}

export function isIn(view: View, row: InterviewRow): boolean {
  switch (view) {
    case "all":
      return true;
    case "attention":
      return needsAttention(row);
    case "insufficient":
      return isInsufficient(row);
  }
}

/** Each of the words occurs in name, reference or position, whatever their case. */
function matches(row: InterviewRow, words: string): boolean {
  const text = [row.name ?? "", row.reference, row.position.zh, row.position.en].join("\n").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function filtered(rows: InterviewRow[], { view, words }: ListFilter): InterviewRow[] {
  return rows.filter((row) => isIn(view, row) && matches(row, words));
}
