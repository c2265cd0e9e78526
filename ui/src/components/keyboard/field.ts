/** What the keyboard can type into. */
export type Field = HTMLInputElement | HTMLTextAreaElement;

/** How a change came about, in the words of the Input Events standard. */
export type Change = "insertText" | "insertLineBreak" | "deleteContentBackward" | "insertCompositionText";

/** Input types whose text has a caret that scripts may move. */
const TEXT_TYPES = new Set(["text", "search", "tel", "url", "password"]);

/** Whether `target` is a field that text can be typed into now. */
export function isField(target: EventTarget | null): target is Field {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly && !target.disabled;
  return target instanceof HTMLInputElement && TEXT_TYPES.has(target.type) && !target.readOnly && !target.disabled;
}

/** What is selected; the caret is an empty selection. */
export function selection(field: Field): { from: number; to: number } {
  const end = field.value.length;
  return { from: field.selectionStart ?? end, to: field.selectionEnd ?? end };
}

/** `text` cut to what the field still takes where `from` to `to` is replaced. */
function fitting(field: Field, from: number, to: number, text: string): string {
  if (field.maxLength < 0) return text;
  let room = field.maxLength - (field.value.length - (to - from));
  let fits = "";
  for (const char of text) {
    room -= char.length;
    if (room < 0) break;
    fits += char;
  }
  return fits;
}

/**
 * Replaces `from` to `to` by `text`, as if it had been typed: the field can refuse (`beforeinput`)
 * and hears of it (`input`), so that React's state sees the change. The caret stands behind the
 * text. Returns what was inserted, or `null` where the field refused.
 */
export function replace(field: Field, from: number, to: number, text: string, change: Change): string | null {
  const composing = change === "insertCompositionText";
  // As with every input method, the length is checked when the text is final.
  const inserted = composing ? text : fitting(field, from, to, text);
  const init = { bubbles: true, inputType: change, data: inserted || null, isComposing: composing };
  const before = new InputEvent("beforeinput", { ...init, cancelable: !composing });
  if (!field.dispatchEvent(before)) return null;
  const value = field.value.slice(0, from) + inserted + field.value.slice(to);
  // React replaces the setter of the element to notice changes by scripts, and would then ignore
  // the event. The setter of the prototype leaves that trace out.
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
  const caret = from + inserted.length;
  // A field that was left keeps its caret; moving it could bring the focus back.
  if (document.activeElement === field) field.setSelectionRange(caret, caret);
  field.dispatchEvent(new InputEvent("input", init));
  showCaret(field);
  return inserted;
}

/** Types `text` over what is selected. */
export function insert(field: Field, text: string, change: Change = "insertText"): void {
  const { from, to } = selection(field);
  replace(field, from, to, text, change);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Length of the last character of `text` as people count characters, in UTF-16 units. */
function lastLength(text: string): number {
  // A character has few units: a long answer need not be cut from its beginning.
  return [...graphemes.segment(text.slice(-64))].at(-1)?.segment.length ?? 0;
}

function firstLength(text: string): number {
  for (const { segment } of graphemes.segment(text.slice(0, 64))) return segment.length;
  return 0;
}

/** Deletes what is selected, else the character before the caret. */
export function deleteBackward(field: Field): void {
  const { from, to } = selection(field);
  const start = from === to ? from - lastLength(field.value.slice(0, from)) : from;
  if (start !== to) replace(field, start, to, "", "deleteContentBackward");
}

/** Moves the caret by one character; what is selected is left on that side. */
export function moveCaret(field: Field, direction: "left" | "right"): void {
  const { from, to } = selection(field);
  let caret = direction === "left" ? from : to;
  if (from === to) {
    caret += direction === "left" ? -lastLength(field.value.slice(0, from)) : firstLength(field.value.slice(to));
  }
  field.setSelectionRange(caret, caret);
  showCaret(field);
}

/** What decides where a line of a text area breaks. */
const LINE_STYLES = ["font", "letterSpacing", "lineBreak", "wordBreak", "tabSize", "padding"] as const;

/** Scrolls a text area so that the line of the caret is seen; the browser does so for real keys only. */
function showCaret(field: Field): void {
  if (!(field instanceof HTMLTextAreaElement) || field.scrollHeight <= field.clientHeight) return;
  const style = getComputedStyle(field);
  const mirror = document.createElement("div");
  for (const name of LINE_STYLES) mirror.style[name] = style[name];
  Object.assign(mirror.style, {
    position: "absolute",
    visibility: "hidden",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
    boxSizing: "border-box",
    width: `${field.clientWidth}px`,
  });
  const caret = document.createElement("span");
  caret.textContent = "|";
  mirror.append(field.value.slice(0, selection(field).to), caret);
  document.body.append(mirror);
  const top = caret.offsetTop;
  const bottom = top + caret.offsetHeight;
  mirror.remove();
  if (top < field.scrollTop) field.scrollTop = top;
  else if (bottom > field.scrollTop + field.clientHeight) field.scrollTop = bottom - field.clientHeight;
}
