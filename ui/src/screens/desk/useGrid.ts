import { useLayoutEffect, useMemo, useRef, useState, type ChangeEvent, type FocusEvent, type KeyboardEvent, type MouseEvent } from "react";
import type { InterviewRow } from "../../client";
import { between, HEAD_LINE, led, WHOLE_LINE, type Size, type Spot } from "./gridKeys";

interface TicksProps {
  rows: InterviewRow[];
  selected: string[];
  onSelect: (ids: string[]) => void;
}

/** What is ticked, and how: one by one, from one line to another, all. */
function useTicks({ rows, selected, onSelect }: TicksProps) {
  const chosen = useMemo(() => new Set(selected), [selected]);
  const places = useMemo(() => new Map(rows.map((row, at) => [row.id, at])), [rows]);
  // Where a stretch of lines begins that Shift makes longer and shorter.
  const begun = useRef<string>(undefined);
  return {
    chosen,
    placeOf: (id: string) => places.get(id),
    begin: (id: string | undefined) => {
      begun.current = id;
    },
    tick: (id: string) => {
      begun.current = id;
      onSelect(chosen.has(id) ? selected.filter((other) => other !== id) : [...selected, id]);
    },
    /** From where the stretch began to `to` instead of to `now`. */
    stretch: (now: number, to: number) => {
      const start = places.get(begun.current ?? "") ?? now;
      begun.current = rows[start]?.id;
      const ids = new Set(chosen);
      for (const row of between(rows, start, now)) ids.delete(row.id);
      for (const row of between(rows, start, to)) ids.add(row.id);
      onSelect([...ids]);
    },
    all: () => onSelect(rows.map((row) => row.id)),
    none: () => onSelect([]),
  };
}

/** Where the keyboard stands; a line is known by its interview, which an order may put elsewhere. */
interface Stand {
  inHead: boolean;
  id: string;
  column: number;
}

/** Nowhere yet: the first line as a whole. */
const AT_FIRST: Stand = { inHead: false, id: "", column: WHOLE_LINE };

/** The place that a part of the table belongs to. */
function standOf(target: HTMLElement): Stand | undefined {
  const row = target.closest<HTMLElement>("[role=row]");
  const cell = target.closest<HTMLElement>("[role=columnheader], [role=gridcell], [role=rowheader]");
  if (!row) return undefined;
  const column = cell ? [...row.children].indexOf(cell) : WHOLE_LINE;
  const { key } = row.dataset;
  return key === undefined ? { inHead: true, id: "", column } : { inHead: false, id: key, column };
}

/** Where a key leads in the table that it was pressed in. */
function ledIn(event: KeyboardEvent<HTMLElement>, from: Spot, size: Omit<Size, "page">): Spot | undefined {
  const grid = event.currentTarget;
  const height = grid.querySelector<HTMLElement>("[data-key]")?.offsetHeight ?? 0;
  // One line of the page before stays in sight.
  const page = Math.max(1, Math.floor(grid.clientHeight / Math.max(1, height)) - 1);
  return led(event.key, event.ctrlKey || event.metaKey, from, { ...size, page });
}

export interface GridProps extends TicksProps {
  columns: number;
  onOpen: (id: string) => void;
  onHead: (column: number) => void;
}

/**
 * Keys, presses and ticks of a table, for all its lines at once. One place of it is in the order of
 * the tabulator. A press opens while nothing is ticked, and ticks as soon as something is.
 */
export function useGrid({ columns, onOpen, onHead, ...props }: GridProps) {
  const { rows, selected } = props;
  const ticks = useTicks(props);
  const [stand, setStand] = useState(AT_FIRST);
  const [moved, setMoved] = useState<{ grid: HTMLElement }>();
  // What was filtered away leaves the keyboard on the first line.
  const line = stand.inHead ? HEAD_LINE : (ticks.placeOf(stand.id) ?? 0);
  const spot: Spot = { line, column: stand.column };

  useLayoutEffect(() => {
    const target = moved?.grid.querySelector<HTMLElement>("[tabindex='0']");
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [moved]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey) return;
    const to = ledIn(event, spot, { lines: rows.length, columns });
    if (to) {
      if (!event.shiftKey) ticks.begin(undefined);
      else if (line !== HEAD_LINE && to.line !== HEAD_LINE && to.line !== line) ticks.stretch(line, to.line);
      setStand({ inHead: to.line === HEAD_LINE, id: rows[to.line]?.id ?? "", column: to.column });
      setMoved({ grid: event.currentTarget });
    } else if (!acted(event)) return;
    event.preventDefault();
  };

  const acted = (event: KeyboardEvent<HTMLElement>) => {
    const id = rows[line]?.id;
    const ofBox = event.target instanceof HTMLInputElement;
    if ((event.ctrlKey || event.metaKey) && event.key === "a") ticks.all();
    else if (event.key === "Escape" && selected.length > 0) ticks.none();
    else if (stand.inHead && (event.key === "Enter" || event.key === " ")) onHead(stand.column);
    else if (id !== undefined && event.key === "Enter") onOpen(id);
    // The space bar on the box itself ticks without us.
    else if (id !== undefined && event.key === " " && !ofBox) ticks.tick(id);
    else return false;
    return true;
  };

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const pressed = standOf(target);
    // What the box is for comes as a change of it.
    if (!pressed || target.closest("label")) return;
    if (pressed.inHead) onHead(pressed.column);
    else if (event.shiftKey) ticks.stretch(line, ticks.placeOf(pressed.id) ?? line);
    else if (selected.length > 0 || event.ctrlKey || event.metaKey) ticks.tick(pressed.id);
    else onOpen(pressed.id);
  };

  const onChange = (event: ChangeEvent<HTMLElement>) => {
    const ticked = standOf(event.target);
    if (ticked) ticks.tick(ticked.id);
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const focused = standOf(event.target);
    if (focused) setStand(focused);
  };

  return { chosen: ticks.chosen, spot, handlers: { onKeyDown, onClick, onChange, onFocus } };
}
