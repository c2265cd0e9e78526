import { useState } from "react";
import type { Composer } from "./composer";
import { deleteBackward, insert, moveCaret, type Field } from "./field";
import type { Looks, Shift } from "./KeyButton";
import type { Action, Layout } from "./layouts";
import { pressEnter } from "./pressEnter";
import type { Kind } from "./useFocusedField";

interface Place {
  field: Field;
  kind: Kind;
  composer: Composer;
  hide: () => void;
}

const NEXT_SHIFT: Record<Shift, Shift> = { off: "once", once: "lock", lock: "off" };

/** What the keys show and what they do. */
export function useKeys({ field, kind, composer, hide }: Place) {
  const [layout, setLayout] = useState<Layout>(kind);
  const [letters, setLetters] = useState<"pinyin" | "latin">(kind === "pinyin" ? "pinyin" : "latin");
  const [shift, setShift] = useState<Shift>("off");

  /** Writes what stands on a key; what was composed before it is settled first. */
  const write = (text: string) => {
    if (layout === "pinyin" && /^[a-z]$/.test(text)) {
      composer.perform(() => composer.type(text));
      return;
    }
    composer.perform(() => composer.settle());
    composer.perform(() => insert(field, text));
    if (shift === "once") setShift("off");
  };

  /** While letters wait, `composed` is done, else `plain`. */
  const either = (composed: () => void, plain: () => void) =>
    composer.perform(() => (composer.composing ? composed() : plain()));

  const show = (next: Layout) => {
    composer.perform(() => composer.settle());
    setShift("off");
    setLayout(next);
  };

  const actions: Record<Action, () => void> = {
    backspace: () => either(() => composer.backspace(), () => deleteBackward(field)),
    space: () => either(() => composer.chooseActive(), () => insert(field, " ")),
    enter: () => either(() => composer.finish(), () => {
      if (!pressEnter(field)) hide();
    }),
    left: () => either(() => composer.step(-1), () => moveCaret(field, "left")),
    right: () => either(() => composer.step(1), () => moveCaret(field, "right")),
    separator: () => composer.perform(() => {
      if (composer.composing) composer.type("'");
    }),
    shift: () => setShift(NEXT_SHIFT[shift]),
    hide: () => {
      composer.perform(() => composer.finish());
      hide();
    },
    language: () => {
      // Whoever leaves pinyin in the middle of a word meant its letters.
      composer.perform(() => composer.finish());
      const other = letters === "pinyin" ? "latin" : "pinyin";
      setLetters(other);
      show(other);
    },
    letters: () => show(letters),
    digits: () => show("digits"),
    signs: () => show(letters === "pinyin" ? "signsZh" : "signsLatin"),
    otherSigns: () => show(layout === "signsZh" ? "signsLatin" : "signsZh"),
  };

  const looks: Looks = { layout, letters, shift, lines: field instanceof HTMLTextAreaElement };
  return { looks, press: (action: Action) => actions[action](), write };
}
