import { describe, expect, it } from "vitest";
import { grouped, type Region } from "./marks";

const APART = 4;
/** Eight answers, as an interview has them. */
const ANSWERS: Region[] = Array.from({ length: 8 }, (_, n) => ({ start: 12.5 * n, end: 12.5 * (n + 1) }));
const at = (...places: number[]) => places.map((place) => ({ at: place }));

describe("marks on the timeline", () => {
  it("stand where they belong as long as they have room", () => {
    expect(grouped(at(1, 30, 55), ANSWERS, APART).map((group) => group.left)).toEqual([1, 30, 55]);
  });

  it("that are near are one, with a count", () => {
    const groups = grouped(at(13, 13.5, 14, 30), ANSWERS, APART);
    expect(groups.map((group) => group.marks.length)).toEqual([3, 1]);
  });

  it("however many, all are kept, none lies under another and none leaves its answer", () => {
    const many = at(...Array.from({ length: 400 }, (_, n) => n / 4));
    const groups = grouped(many, ANSWERS, APART);
    expect(groups.flatMap((group) => group.marks)).toEqual(many);
    groups.slice(1).forEach((group, nth) => expect(group.left - (groups[nth]?.left ?? 0)).toBeGreaterThanOrEqual(APART - 1e-9));
    for (const { left, marks } of groups) {
      const owner = ANSWERS.find(({ start, end }) => start <= (marks[0]?.at ?? 0) && (marks[0]?.at ?? 0) < end);
      expect(left).toBeGreaterThanOrEqual(owner?.start ?? 0);
      expect(left + APART).toBeLessThanOrEqual((owner?.end ?? 100) + 1e-9);
      expect(marks.every((mark) => mark.at < (owner?.end ?? 100))).toBe(true);
    }
  });

  it("of two answers are never one, even where these are narrower than a mark", () => {
    const narrow: Region[] = [
      { start: 50, end: 51 },
      { start: 51, end: 52 },
    ];
    expect(grouped(at(50.9, 51.1), narrow, APART)).toEqual([
      { left: 50, marks: at(50.9) },
      { left: 51, marks: at(51.1) },
    ]);
  });

  it("between answers and at the very end have a place too", () => {
    const two: Region[] = [
      { start: 0, end: 40 },
      { start: 60, end: 90 },
    ];
    const groups = grouped(at(39.9, 50, 100), two, APART);
    expect(groups.map((group) => group.left)).toEqual([36, 50, 96]);
  });
});
