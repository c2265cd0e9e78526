import { useState } from "react";
import type { InterviewRow } from "../../client";

/**
 * Keeps the lines of a list where they stand while interviews come and change by themselves: what a line
 * says is always the newest, a new one waits until somebody wants to see it. `shown` are the lines as they
 * would stand; whenever `asked` is another, or nothing stands yet, they do.
 */
export function useStanding(rows: InterviewRow[], shown: InterviewRow[], asked: string) {
  const [stands, setStands] = useState<{ asked: string; ids: string[] }>({ asked: "", ids: [] });
  const anew = stands.asked !== asked || stands.ids.length === 0;
  const now = anew ? { asked, ids: shown.map((row) => row.id) } : stands;
  if (anew && (stands.asked !== asked || now.ids.length > 0)) setStands(now);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const standing = now.ids.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(now.ids);
  return {
    standing,
    /** How many wait. */
    waiting: shown.filter((row) => !known.has(row.id)).length,
    /** Shows them. */
    settle: () => setStands({ asked, ids: shown.map((row) => row.id) }),
  };
}
