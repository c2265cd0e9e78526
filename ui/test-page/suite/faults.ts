/** Heights of the tokens in CSS pixels, by the look of a control. */
const HEIGHTS: Partial<Record<string, number>> = { primary: 68, tool: 52, attract: 52, key: 58 };
const HEIGHT = 60;
const LEAST_TEXT_PX = 18;
const LEAST_GAP_PX = 8;
/** In a page of twice the size keys leave room for the field they write into. */
const SMALL_KEYS = { upTo: 560, height: 44, gap: 4 };

/** What is wrong with the layout of the page, in words. Runs in the page: it may use nothing from outside. */
export function faults({ heights, height, leastText, leastGap, smallKeys }: typeof LIMITS): string[] {
  const found: string[] = [];
  const name = (element: Element) => `<${element.tagName.toLowerCase()}> "${element.textContent.trim().slice(0, 40)}"`;
  const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const silent = (element: Element) => element.closest(".visually-hidden, [aria-hidden='true'], [inert]") !== null;
  /** Visible to the eye only through an element of one pixel: React Aria's own hidden inputs. */
  const clipped = (element: Element | null): boolean => {
    for (let at = element; at; at = at.parentElement) if (at.getBoundingClientRect().width <= 1) return true;
    return false;
  };

  for (const scroller of [document.scrollingElement, ...document.querySelectorAll("main, [role=dialog], [role=alertdialog]")]) {
    if (scroller && scroller.scrollWidth > scroller.clientWidth + 1) found.push(`runs out sideways: ${name(scroller)}`);
  }

  // Lines that lie over each other; what lies over a picture or in another layer is meant to.
  const lines: { parent: Element; box: DOMRect }[] = [];
  const layer = (element: Element) => element.closest("[role=dialog], [role=alertdialog], main");
  const pictured = (element: Element) => Boolean(element.closest("[data-state]")?.querySelector("canvas"));
  const scrolledAway = (element: Element, box: DOMRect): boolean => {
    for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowY === "visible") continue;
      const edge = at.getBoundingClientRect();
      if (box.bottom > edge.bottom + 1 || box.top < edge.top - 1) return true;
    }
    return false;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || !walker.currentNode.textContent?.trim() || silent(parent) || !shown(parent) || clipped(parent)) continue;
    if (parent.closest("svg, script, style")) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < leastText) found.push(`text of ${size}px: ${name(parent)}`);
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      if (layer(parent) && box.width > 1 && !scrolledAway(parent, box)) lines.push({ parent, box });
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`text beyond the window: ${name(parent)}`);
      for (let at: Element | null = parent; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        const edge = at.getBoundingClientRect();
        const keeps = at.matches("button, label, [role=tab]");
        if ((keeps || style.overflowX !== "visible") && (box.left < edge.left - 1 || box.right > edge.right + 1)) {
          found.push(`text cut off sideways: ${name(parent)}`);
        }
        if ((keeps || style.overflowY === "hidden" || style.overflowY === "clip") && (box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) {
          found.push(`text cut off at the top or bottom: ${name(parent)}`);
        }
      }
    }
  }

  lines.forEach((one, at) => {
    for (const other of lines.slice(at + 1)) {
      if (one.parent === other.parent || layer(one.parent) !== layer(other.parent) || pictured(one.parent) || pictured(other.parent)) continue;
      const [a, b] = [one.box, other.box];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // The boxes of letters are higher than the letters.
      if (across > 2 && down > 0.35 * Math.min(a.height, b.height)) found.push(`lies over other words: ${name(one.parent)} and ${name(other.parent)}`);
    }
  });

  const controls = [...document.querySelectorAll("button, [role=tab], label:has(input), input:not([type=radio], [type=checkbox]), textarea")].filter(
    (element) => shown(element) && !silent(element) && !clipped(element),
  );
  const attract = document.querySelector("footer [data-look]") === null;
  const isKey = (control: Element) => control.closest("[role=group][data-layout]") !== null;
  const small = innerHeight <= smallKeys.upTo;
  for (const control of controls) {
    const box = control.getBoundingClientRect();
    const look = isKey(control) ? "key" : (control.getAttribute("data-look") ?? (attract ? "attract" : ""));
    const least = small && look === "key" ? smallKeys.height : (heights[look] ?? height);
    if (box.height < least - 0.5) found.push(`target ${Math.round(box.height)} of ${least}px high: ${name(control)}`);
    if (box.width < 44) found.push(`target ${Math.round(box.width)}px wide: ${name(control)}`);
  }
  controls.forEach((one, at) => {
    for (const other of controls.slice(at + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const across = Math.max(a.left - b.right, b.left - a.right);
      const down = Math.max(a.top - b.bottom, b.top - a.bottom);
      // Controls in different layers (a header over what is scrolled) are never pressed for each other.
      const scrolled = one.closest("main") !== other.closest("main") || one.closest("[role=dialog], [role=alertdialog]") !== other.closest("[role=dialog], [role=alertdialog]");
      const gap = small && isKey(one) && isKey(other) ? smallKeys.gap : leastGap;
      if (!scrolled && Math.max(across, down) < gap - 0.5) found.push(`targets too close: ${name(one)} and ${name(other)}`);
    }
  });

  const lamp = [...document.querySelectorAll("[data-state]")].find((element) => element.matches("p[role=status]"));
  if (!lamp) found.push("no lamp");
  else {
    const box = lamp.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!over || !lamp.contains(over)) found.push("the lamp is covered");
  }
  return [...new Set(found)];
}

/**
 * What a person must see at a question without scrolling, and can't: the question, the time, the
 * primary action. Runs in the page, as `faults` does.
 */
export function outOfSight(): string[] {
  const found: string[] = [];
  const main = document.querySelector("main")?.getBoundingClientRect();
  for (const what of ["h1", "[data-clock]", "[data-look=primary]"]) {
    for (const element of document.querySelectorAll(what)) {
      const box = element.getBoundingClientRect();
      const edge = main && element.closest("main") ? main : { top: 0, left: 0, right: innerWidth, bottom: innerHeight };
      const inside = box.top >= edge.top - 1 && box.bottom <= edge.bottom + 1 && box.left >= edge.left - 1 && box.right <= edge.right + 1;
      if (!inside) found.push(`not all in sight: ${what} ${Math.round(box.top)} to ${Math.round(box.bottom)} of ${Math.round(edge.top)} to ${Math.round(edge.bottom)}`);
    }
  }
  return found;
}

export const LIMITS = { heights: HEIGHTS, height: HEIGHT, leastText: LEAST_TEXT_PX, leastGap: LEAST_GAP_PX, smallKeys: SMALL_KEYS };
