import type { Answer, ReviewPage } from "../../../client";

/** The answer that is given at a moment, or was given last; before all of them the first. */
export function answerAt(answers: Answer[], timeMs: number): Answer | undefined {
  return [...answers].reverse().find((answer) => answer.start_ms <= timeMs) ?? answers[0];
}

/** Number of the word that is said at a moment, over all paragraphs; -1 where nothing is said. */
export function wordAt(answer: Answer, timeMs: number): number {
  let number = 0;
  let last = -1;
  for (const paragraph of answer.paragraphs) {
    for (const word of paragraph.words) {
      if (word.start_ms > timeMs) return timeMs < answer.end_ms && last >= 0 ? last : -1;
      last = number;
      number += 1;
    }
  }
  return timeMs < answer.end_ms ? last : -1;
}

/** Whether an answer was recorded and its words are missing: nothing of it was heard by the recogniser. */
export function isUntranscribed(answer: Answer): boolean {
  return answer.paragraphs.length === 0 && answer.coverage === 0 && !answer.typed;
}

/** Whether the report is being made: the recording can be watched, and the words come by themselves. */
export function isBeingAnalysed({ row, report, impossible }: ReviewPage): boolean {
  return report === null && impossible === null && (row.state === "sealing" || row.state === "analysing");
}
