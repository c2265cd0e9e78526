import { useCallback, useEffect, useState } from "react";
import { isField, type Field } from "./field";

/** What a field asks for with `data-keyboard`; `none` or nothing asks for no keyboard. */
const KINDS = ["pinyin", "latin", "digits", "code"] as const;
export type Kind = (typeof KINDS)[number];

export interface Focused {
  field: Field;
  kind: Kind;
  /** Another one each time that a field gets the focus. */
  id: number;
}

let lastId = 0;

/**
 * How long after a finger was lifted its click comes at the latest, in milliseconds. Engines send
 * the click of a touch in the same gesture; the rest is room for a busy machine.
 */
const CLICK_MS = 120;

function focusedNow(): Omit<Focused, "id"> | null {
  const active = document.activeElement;
  if (!isField(active)) return null;
  const kind = KINDS.find((kind) => kind === active.dataset.keyboard);
  return kind ? { field: active, kind } : null;
}

/**
 * The field that has the focus and wants a keyboard. While a finger or a button is down nothing
 * changes: what is pressed must not move away before its click.
 */
export function useFocusedField(): [focused: Focused | null, hide: () => void] {
  const [focused, setFocused] = useState<Focused | null>(null);
  const [hidden, setHidden] = useState<Field | null>(null);
  const hide = useCallback(() => setHidden(focusedNow()?.field ?? null), []);

  useEffect(() => {
    let pressed = false;
    let timer = 0;
    const look = () => {
      const now = focusedNow();
      const id = (lastId += 1);
      setFocused((before) => (before?.field === now?.field && before?.kind === now?.kind ? before : now && { ...now, id }));
    };
    const lookSoon = (ms: number) => {
      clearTimeout(timer);
      timer = window.setTimeout(look, ms);
    };
    const listeners: Record<string, (event: Event) => void> = {
      pointerdown: () => {
        pressed = true;
      },
      pointerup: () => {
        pressed = false;
        lookSoon(CLICK_MS);
      },
      pointercancel: () => {
        pressed = false;
        lookSoon(CLICK_MS);
      },
      // Touching a field whose keyboard was put away brings it back.
      click: (event) => setHidden((field) => (event.target === field ? null : field)),
      focusin: () => {
        setHidden(null);
        if (!pressed) look();
      },
      // During the event nothing has the focus yet.
      focusout: () => {
        if (!pressed) lookSoon(0);
      },
    };
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener, true);
    // A field that is taken away with its screen sends no event.
    const removed = new MutationObserver(() => {
      setFocused((before) => (before?.field.isConnected === false ? null : before));
    });
    removed.observe(document.body, { childList: true, subtree: true });
    look();
    return () => {
      clearTimeout(timer);
      removed.disconnect();
      for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener, true);
    };
  }, []);

  return [focused && focused.field !== hidden ? focused : null, hide];
}
