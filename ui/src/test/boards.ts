import type { Client, Comparison, Filed, PositionFigures } from "../client";
import { interviewRow, positionFigures, reportLine } from "./fake";

/** Somebody who has not come back yet. */
const waiting = interviewRow({ id: "2", name: null, reference: "walk-in-2", report: null, state: "suspended", delivery: "none" });
/** Somebody under the requirement, whose report the HRMS refused. */
export const under = interviewRow({
  id: "3",
  name: "吴立新",
  code: "risk_manager",
  position: { zh: "风险经理", en: "Risk manager" },
  tags: ["转岗申请"],
  report: reportLine({ score: { score: 38.4, low: 31, high: 45 }, identity: "failed" }),
  delivery: "parked",
});
/** Somebody whom people did not take, and who deserves another look. */
const kept = interviewRow({ id: "5", name: "孙浩然", report: reportLine({ score: { score: 80, low: 77, high: 83 }, reviewed: true, reviewers: 2, outcome: "talent_pool" }) });
/** Too little was said for a score. */
const silent = interviewRow({ id: "4", name: "马玉兰", report: reportLine({ score: null, recognition: 61, reviewed: true, reviewers: 1 }) });
/** A list of four. */
export const all = { listInterviews: () => Promise.resolve([interviewRow(), waiting, under, silent]) };

/** How these four are filed. */
export const filed: Filed[] = [
  { code: "teller", stage: "open", month: "2026-11", score: 80, count: 1 },
  { code: "teller", stage: "open", month: "2026-11", score: null, count: 1 },
  { code: "teller", stage: "reviewed", month: "2026-11", score: null, count: 1 },
  { code: "risk_manager", stage: "open", month: "2026-11", score: 0, count: 1 },
];

const compared = (row: Comparison["people"][number]["row"]): Comparison["people"][number] => ({
  row,
  abilities: [{ key: "communication", suggested: { score: 84, low: 80, high: 88 }, required: 70, human: 4 }],
  quote: { question: 1, start_ms: 6410, text: "我先等他说完" },
  coverage: 96,
  decided_by: null,
  decided_at: null,
});

/** A second position: over half a year, and one month too small to be shown. */
function riskFigures(): PositionFigures {
  const shares = [44, 41, null, 33, 31, 31];
  return {
    ...positionFigures(),
    code: "risk_manager",
    position: { zh: "风险经理", en: "Risk manager" },
    people: 64,
    months: shares.map((share, nth) => ({ month: `2026-${String(nth + 6).padStart(2, "0")}`, share, decided: share === null ? null : 10 + nth })),
    behaviours: [
      { competency: "communication", text: "先听完，再用自己的话复述确认", share: 52, trend: [38, 44, null, 55, 58, 61] },
      { competency: "communication", text: "先安抚情绪，再解释规定", share: 35, trend: [30, 29, null, 36, 41, 39] },
      { competency: "communication", text: "把金额、期限、费率一项一项写在纸上给客户看", share: 18, trend: [22, 20, null, 15, null, 16] },
    ],
    low: null,
  };
}

/** A desk with something on every page. */
export const boards: Partial<Client> = {
  ...all,
  filing: () => Promise.resolve(filed),
  compare: () =>
    Promise.resolve({
      people: [compared(interviewRow()), compared(under)],
      abilities: [{ key: "communication", name: { zh: "沟通能力", en: "Communication" }, weight: 100 }],
      position_version: 1,
      left_out: [{ row: waiting, reason: "no_report" }],
      overlaps: [[0, 1]],
    }),
  rankings: () =>
    Promise.resolve([
      {
        code: "teller",
        position: { zh: "柜员", en: "Teller" },
        position_version: 1,
        people: [
          { row: interviewRow(), band: 1, proposed: true, potential: false },
          { row: kept, band: 1, proposed: false, potential: true },
          { row: under, band: 2, proposed: false, potential: false },
        ],
        unranked: 1,
      },
    ]),
  statistics: () => Promise.resolve([positionFigures(), riskFigures()]),
  logLines: () =>
    Promise.resolve([
      { scope: "station", number: 7, at_unix_ms: 1_795_657_200_000, actor: "陆婉清", action: "review.decided", detail: "rev 3", hash: "ab".repeat(32) },
    ]),
};
