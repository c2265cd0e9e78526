import type { Field } from "./field";

/** Space between the field and the keyboard, in CSS pixels. */
const GAP_PX = 8;

/** The box around `element` that scrolls; at last the page. */
function scrollerOf(element: Element): Element {
  for (let box = element.parentElement; box; box = box.parentElement) {
    const { overflowY } = getComputedStyle(box);
    if (/auto|scroll/.test(overflowY) && box.scrollHeight > box.clientHeight) return box;
  }
  return document.documentElement;
}

/**
 * Scrolls so that `dock` covers nothing of `field`; of a field that is higher than the room above
 * the dock, the beginning is shown.
 */
export function keepInView(field: Field, dock: Element): void {
  field.scrollIntoView({ block: "nearest" });
  const place = field.getBoundingClientRect();
  const covered = place.bottom + GAP_PX - dock.getBoundingClientRect().top;
  if (covered <= 0) return;
  const scroller = scrollerOf(field);
  const top = Math.max(scroller.getBoundingClientRect().top, 0);
  scroller.scrollTop += Math.min(covered, Math.max(place.top - GAP_PX - top, 0));
}
