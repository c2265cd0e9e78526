/** The line of the column heads. */
export const HEAD_LINE = -1;
/** A line as a whole, not one of its cells. */
export const WHOLE_LINE = -1;

/** Where the keyboard stands in a table. */
export interface Spot {
  line: number;
  column: number;
}

export interface Size {
  lines: number;
  columns: number;
  /** Lines that one sees at once. */
  page: number;
}

/**
 * Where a key leads; nothing where it means nothing. Up and down go through the lines, left and right
 * into the cells of one and out again, as in a grid of the ARIA authoring practices.
 */
export function led(key: string, control: boolean, { line, column }: Spot, { lines, columns, page }: Size): Spot | undefined {
  const last = lines - 1;
  const inHead = line === HEAD_LINE;
  const to = (wanted: number): Spot => ({ line: Math.max(0, Math.min(last, wanted)), column });
  switch (key) {
    case "ArrowDown":
      return to(line + 1);
    case "ArrowUp":
      return line > 0 ? to(line - 1) : { line: HEAD_LINE, column: Math.max(0, column) };
    case "PageDown":
      return to(line + page);
    case "PageUp":
      return inHead ? undefined : to(line - page);
    case "ArrowRight":
      return { line, column: Math.min(columns - 1, column + 1) };
    case "ArrowLeft":
      return { line, column: Math.max(inHead ? 0 : WHOLE_LINE, column - 1) };
    case "Home":
      return column === WHOLE_LINE || control ? to(0) : { line, column: 0 };
    case "End":
      return column === WHOLE_LINE || control ? to(last) : { line, column: columns - 1 };
    default:
      return undefined;
  }
}

/** The lines between two, both of them included. */
export function between<Line>(lines: Line[], one: number, other: number): Line[] {
  return lines.slice(Math.min(one, other), Math.max(one, other) + 1);
}
