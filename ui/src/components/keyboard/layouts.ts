import type { Kind } from "./useFocusedField";

/** What the keys show. */
export type Layout = "pinyin" | "latin" | "digits" | "code" | "signsZh" | "signsLatin";

/** Keys that do something else than write what stands on them. */
export type Action =
  | "backspace"
  | "digits"
  | "enter"
  | "hide"
  | "language"
  | "left"
  | "letters"
  | "otherSigns"
  | "right"
  | "separator"
  | "shift"
  | "signs"
  | "space";

/** A key: text that it writes, or an action. `grow` is its width, where a letter has 1. */
export type KeySpec = { text: string; grow: number } | { action: Action; grow: number };

export interface Row {
  keys: KeySpec[];
  /** Whether the row begins half a letter further in. */
  indented?: boolean;
}

/** What decides which keys stand where. */
export interface Situation {
  layout: Layout;
  kind: Kind;
  /** Room for twelve keys in a row, else for ten. */
  wide: boolean;
  /** Letters wait for a choice. */
  composing: boolean;
}

const key = (action: Action, grow = 1): KeySpec => ({ action, grow });
const texts = (all: string): KeySpec[] => all.split(" ").map((text) => ({ text, grow: 1 }));

const capitals = (all: string): KeySpec[] => texts(all.toUpperCase());

/** The text keys of a layout: three rows and the two beside the space bar or the third row. */
interface Faces {
  top: string;
  middle: string;
  lower: string;
  beside: string;
}

const QWERTY = { top: "q w e r t y u i o p", middle: "a s d f g h j k l", lower: "z x c v b n m" };

const FACES: Record<Exclude<Layout, "digits" | "code">, Faces> = {
  pinyin: { ...QWERTY, beside: "， 。" },
  latin: { ...QWERTY, beside: ", ." },
  signsZh: {
    top: "， 。 、 ？ ！ ： ； “ ” ……",
    middle: "（ ） 《 》 —— · ‘ ’ ～",
    lower: "【 】 % ￥ @ # &",
    beside: "/ +",
  },
  signsLatin: {
    top: ", . ? ! : ; ' \" - _",
    middle: "( ) [ ] / \\ = + *",
    lower: "< > % $ @ # &",
    beside: "' ~",
  },
};

/** The key left of the third row, and those left of the space bar. */
function switches({ layout, kind, composing }: Situation): { third: KeySpec; fourth: KeySpec[] } {
  switch (layout) {
    case "pinyin":
      return {
        third: key("language", 1.38),
        // Signs end composing anyway; the key then cuts syllables apart.
        fourth: [key("digits", 1.75), key(composing ? "separator" : "signs", 1.5)],
      };
    case "latin":
      return {
        third: key("shift", 1.38),
        fourth: [
          key("digits", 1.75),
          key("signs", 1.5),
          ...(kind === "pinyin" ? [key("language", 1.5)] : []),
        ],
      };
    default:
      return { third: key("otherSigns", 1.38), fourth: [key("letters", 1.75), key("digits", 1.5)] };
  }
}

/** A pad; inside a text field with the signs that numbers need. */
function digitRows(kind: Kind): Row[] {
  if (kind === "digits") {
    return [
      { keys: [...texts("1 2 3"), key("backspace")] },
      { keys: [...texts("4 5 6"), key("left")] },
      { keys: [...texts("7 8 9"), key("right")] },
      { keys: [...texts("X 0 -"), key("hide")] },
    ];
  }
  return [
    { keys: [...texts("1 2 3 . %"), key("backspace")] },
    { keys: [...texts("4 5 6 - /"), key("enter")] },
    { keys: [...texts("7 8 9 :"), key("left"), key("right")] },
    { keys: [key("letters"), ...texts("0 X"), key("signs"), key("hide", 2)] },
  ];
}

/** Digits and capitals at once: in a code they stand mixed, and it has neither spaces nor signs. */
function codeRows(wide: boolean): Row[] {
  const digits = texts("1 2 3 4 5 6 7 8 9 0");
  const top = capitals(QWERTY.top);
  const middle = capitals(QWERTY.middle);
  const lower = capitals(QWERTY.lower);
  if (wide) {
    return [
      { keys: [...digits, key("backspace", 1.5)] },
      { keys: [...top, key("enter", 1.5)] },
      { keys: [...middle, key("left", 0.95), key("right", 0.95)], indented: true },
      { keys: [...lower, key("hide", 3.9)], indented: true },
    ];
  }
  return [
    { keys: digits },
    { keys: top },
    { keys: middle, indented: true },
    { keys: [...lower, key("backspace", 2)], indented: true },
    { keys: [key("left", 1.5), key("right", 1.5), key("hide", 2.5), key("enter", 2.5)] },
  ];
}

/** The keys of a situation, row by row. */
export function rowsOf(situation: Situation): Row[] {
  const { layout, kind, wide } = situation;
  if (layout === "digits") return digitRows(kind);
  if (layout === "code") return codeRows(wide);
  const { top, middle, lower, beside } = FACES[layout];
  const { third, fourth } = switches(situation);
  if (wide) {
    return [
      { keys: [...texts(top), key("backspace", 1.5)] },
      { keys: [...texts(middle), key("enter", 1.9)], indented: true },
      { keys: [third, ...texts(lower), ...texts(beside), key("left"), key("right")] },
      { keys: [...fourth, key("space", 7.4), key("hide", 2.25)] },
    ];
  }
  const [before, behind] = texts(beside);
  return [
    { keys: texts(top) },
    { keys: texts(middle), indented: true },
    { keys: [{ ...third, grow: 1.2 }, ...texts(lower), key("backspace", 1.2)] },
    {
      keys: [
        ...fourth.map((spec) => ({ ...spec, grow: 1.1 })),
        ...(before ? [before] : []),
        key("space", 2.4),
        ...(behind ? [behind] : []),
        key("enter", 1.4),
      ],
    },
    { keys: [key("left", 1.5), key("right", 1.5), key("hide", 4)] },
  ];
}
