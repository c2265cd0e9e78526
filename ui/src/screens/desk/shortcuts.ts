import { useEffect, useRef } from "react";

export type Shortcuts = Partial<Record<string, (event: KeyboardEvent) => void>>;

/** A field that takes characters keeps them. */
function takesCharacters(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=radio], [type=checkbox]), textarea, select"))
  );
}

/** A control that Space or the arrows already mean something to. */
function usesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === " ") return target.closest("button, a, input, [role=row], [role=switch], [role=radio], [role=option]") !== null;
  if (key.startsWith("Arrow")) {
    return target.closest("[role=grid], [role=radiogroup], [role=tablist], [role=slider], input, [role=listbox], [role=menu]") !== null;
  }
  return false;
}

/**
 * Single keys on the page, while `on`. Silent in fields and with modifiers (WCAG 2.1.4: they can be
 * switched off); keys of an input method never come here.
 */
export function useShortcuts(shortcuts: Shortcuts, on: boolean): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      // A dialog or menu is over the page: what it covers hears nothing.
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      if (takesCharacters(event.target) || usesKey(event.target, event.key)) return;
      const action = current.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [on]);
}
