import { insert, type Field } from "./field";

/**
 * What the Enter key does in a field: a new line, or in a field of one line what its screen or its
 * form makes of it. Returns whether anything did.
 */
export function pressEnter(field: Field): boolean {
  const init = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
  const wanted = field.dispatchEvent(new KeyboardEvent("keydown", init));
  field.dispatchEvent(new KeyboardEvent("keyup", init));
  if (!wanted) return true;
  if (field instanceof HTMLTextAreaElement) {
    insert(field, "\n", "insertLineBreak");
    return true;
  }
  field.form?.requestSubmit();
  return field.form !== null;
}
