import { useState, useSyncExternalStore } from "react";

/** Lines beyond both edges, for a browser that moves the picture before it tells the page. */
const BEYOND = 3;
/** Lines of a list that has no height yet. */
const AT_FIRST = 12;

/** Which lines are in sight, and how high one is in pixels. */
export interface Seen {
  first: number;
  /** The one behind the last. */
  end: number;
  height: number;
}

/**
 * What a long list shows of itself, kept outside of React: a scroll that stays within the same
 * lines draws nothing anew, any other is answered before the frame that shows it.
 */
class Sight {
  private now: Seen;
  private readonly watchers = new Set<() => void>();
  private scroller: HTMLElement | null = null;
  private sample: HTMLElement | null = null;

  /** `least`: the height of a line in pixels, where its text needs no more. */
  constructor(private readonly least: number) {
    this.now = { first: 0, end: AT_FIRST, height: least };
  }

  /** For `ref` of what scrolls. */
  readonly scrolls = (scroller: HTMLElement | null) => {
    if (!scroller) return;
    this.scroller = scroller;
    const size = new ResizeObserver(this.look);
    size.observe(scroller);
    scroller.addEventListener("scroll", this.look, { passive: true });
    this.look();
    return () => {
      size.disconnect();
      scroller.removeEventListener("scroll", this.look);
      this.scroller = null;
    };
  };

  /** For `ref` of a hidden line whose height is that of the highest. */
  readonly measures = (sample: HTMLElement | null) => {
    if (!sample) return;
    this.sample = sample;
    const size = new ResizeObserver(this.look);
    size.observe(sample);
    this.look();
    return () => {
      size.disconnect();
      this.sample = null;
    };
  };

  readonly watch = (onChange: () => void) => {
    this.watchers.add(onChange);
    return () => this.watchers.delete(onChange);
  };

  readonly seen = () => this.now;

  private readonly look = () => {
    if (!this.scroller) return;
    const height = Math.max(this.least, this.sample?.offsetHeight ?? 0);
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / height) - BEYOND);
    const end = Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / height) + BEYOND;
    const { now } = this;
    if (now.first === first && now.end === end && now.height === height) return;
    this.now = { first, end, height };
    for (const onChange of this.watchers) onChange();
  };
}

/** A list's own sight, and what stands in the `ref` of its parts; `least` is read once. */
export function useSight(least: number) {
  const [sight] = useState(() => new Sight(least));
  const seen = useSyncExternalStore(sight.watch, sight.seen);
  const { scrolls, measures } = sight;
  return { seen, scrolls, measures };
}

/** The lines to draw: those in sight, and the one where the keyboard stands wherever it is. */
export function drawn({ first, end }: Seen, count: number, kept: number): number[] {
  // A list that became shorter is scrolled back a frame later.
  const from = Math.max(0, Math.min(first, count - (end - first)));
  const to = Math.min(end, count);
  const lines = Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
  if (kept < 0 || kept >= count || (kept >= from && kept < to)) return lines;
  return kept < from ? [kept, ...lines] : [...lines, kept];
}
