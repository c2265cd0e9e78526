/** A stretch of the timeline, in per cent of its width. */
export interface Region {
  start: number;
  end: number;
}

/** Marks that are drawn as one, from `left` on. */
export interface MarkGroup<M> {
  left: number;
  marks: M[];
}

interface Open<M> extends MarkGroup<M> {
  region: Region;
  cell: number;
}

/**
 * Groups marks so that each group has `apart` per cent for itself and none leaves the answer (or the
 * gap between two) that its marks belong to. `marks` are in order; answers don't overlap. In an answer
 * that is narrower than one mark, the mark reaches over its end.
 */
export function grouped<M extends { at: number }>(marks: readonly M[], answers: readonly Region[], apart: number): MarkGroup<M>[] {
  const groups: Open<M>[] = [];
  for (const mark of marks) {
    const region = regionOf(mark.at, answers);
    const cell = cellOf(mark.at, region, apart);
    const last = groups.at(-1);
    if (last && last.cell === cell && last.region.start === region.start && last.region.end === region.end) last.marks.push(mark);
    else groups.push({ left: mark.at, marks: [mark], region, cell });
  }
  let least = 0;
  for (const group of groups) {
    group.left = within(Math.max(group.left, least), group.region, apart);
    least = group.left + apart;
  }
  let most = 100 - apart;
  for (const group of [...groups].reverse()) {
    group.left = within(Math.min(group.left, most), group.region, apart);
    most = group.left - apart;
  }
  return groups.map(({ left, marks }) => ({ left, marks }));
}

function regionOf(at: number, answers: readonly Region[]): Region {
  const answer = answers.find(({ start, end }) => start <= at && at < end);
  if (answer) return answer;
  return {
    start: Math.max(0, ...answers.map(({ end }) => end).filter((end) => end <= at)),
    end: Math.min(100, ...answers.map(({ start }) => start).filter((start) => start > at)),
  };
}

/** As many cells as have room beside each other. */
function cellOf(at: number, { start, end }: Region, apart: number): number {
  const cells = Math.max(1, Math.floor((end - start) / apart));
  return end > start ? Math.min(cells - 1, Math.floor(((at - start) / (end - start)) * cells)) : 0;
}

function within(left: number, { start, end }: Region, apart: number): number {
  return Math.max(start, Math.min(left, end - apart));
}
