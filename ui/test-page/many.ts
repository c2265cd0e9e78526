import type { InterviewRow } from "../src/client";
import { interviewRow, reportLine } from "../src/test/fake";

export const MANY = 10_000;

const MINUTE_MS = 60_000;
const NAMES = ["林晓岚", "吴立新", "马玉兰", "段凯文", "欧阳建国"];
const POSITIONS = [
  { code: "teller", position: { zh: "柜员", en: "Teller" } },
  { code: "relationship_manager", position: { zh: "客户经理", en: "Relationship manager" } },
];
const COMPLIANCE = { zh: "合规意识", en: "Compliance awareness" };
const FRAUD = { zh: "反诈骗意识", en: "Anti-fraud awareness" };
const CUSTOMER = { zh: "客户至上", en: "Customer focus" };
const COMMUNICATION = { zh: "沟通能力", en: "Communication" };
const TEAMWORK = { zh: "团队协作", en: "Teamwork" };
const BELOW = [[COMMUNICATION, TEAMWORK], [COMPLIANCE], [CUSTOMER, COMPLIANCE], [], [COMPLIANCE, FRAUD, CUSTOMER]];
const TAGS = [[], ["网点实习"], ["转岗申请", "网点实习"]];

/** A long list in which neighbours differ: in name, score, position, state, tags and delivery. The first is the newest. */
export function many(): InterviewRow[] {
  const newest = Date.parse("2026-11-25T06:30:00Z");
  return Array.from({ length: MANY }, (_, at) => {
    const score = 45 + ((at * 7) % 50);
    return interviewRow({
      id: `many-${at}`,
      name: `${NAMES[at % NAMES.length] ?? ""}${at + 1}`,
      reference: `YS-${String(at + 1).padStart(8, "0")}`,
      started: new Date(newest - at * MINUTE_MS).toISOString(),
      report: at % 11 === 0 ? null : reportLine({ score: { score, low: score - 4, high: score + 3 }, below: BELOW[at % BELOW.length] ?? [], reviewed: at % 3 === 0 }),
      ...POSITIONS[at % POSITIONS.length],
      tags: TAGS[at % TAGS.length] ?? [],
      delivery: at % 13 === 0 ? "parked" : "done",
    });
  });
}
