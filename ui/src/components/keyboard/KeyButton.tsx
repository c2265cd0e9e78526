import { ArrowBigUp, ArrowBigUpDash, ArrowLeft, ArrowRight, Delete } from "lucide-react";
import { useEffect, useRef, type CSSProperties, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { useTexts, type Key } from "../../i18n";
import styles from "./Keyboard.module.css";
import type { Action, KeySpec, Layout } from "./layouts";
import { SIGN_NAMES } from "./signs";

/** Small letters, one capital, or capitals until it is pressed again. */
export type Shift = "off" | "once" | "lock";

/** What keys look like now. */
export interface Looks {
  layout: Layout;
  shift: Shift;
  /** Layout of letters that the field began with or that was chosen last. */
  letters: "pinyin" | "latin";
  /** Whether the field takes more than one line. */
  lines: boolean;
}

interface Face {
  name: Key;
  /** What stands on the key where it is not the name. */
  shown?: ReactNode;
  /** Text on the key that belongs to its name, so that it can be called by what is read on it. */
  prefix?: string;
}

/** When a held backspace begins to repeat, and how often then, in milliseconds; as on desktops. */
const REPEAT_AFTER_MS = 500;
const REPEAT_EVERY_MS = 80;

const ICON = 26;

function faceOf(action: Action, looks: Looks): Face {
  switch (action) {
    case "backspace":
      return { name: "keyboard.backspace", shown: <Delete size={ICON} aria-hidden /> };
    case "enter":
      return looks.lines ? { name: "keyboard.enter" } : { name: "keyboard.done" };
    case "left":
      return { name: "keyboard.left", shown: <ArrowLeft size={ICON} aria-hidden /> };
    case "right":
      return { name: "keyboard.right", shown: <ArrowRight size={ICON} aria-hidden /> };
    case "shift": {
      const Icon = looks.shift === "lock" ? ArrowBigUpDash : ArrowBigUp;
      const name = looks.shift === "lock" ? "keyboard.shift.lock" : "keyboard.shift";
      return { name, shown: <Icon size={ICON} fill={looks.shift === "off" ? "none" : "currentColor"} aria-hidden /> };
    }
    case "digits":
      return { name: "keyboard.digits", prefix: "123" };
    case "signs":
      return { name: "keyboard.signs", prefix: looks.letters === "pinyin" ? "？！" : "?!" };
    case "otherSigns":
      return looks.layout === "signsZh"
        ? { name: "keyboard.signs.latin", prefix: ",.?" }
        : { name: "keyboard.signs.zh", prefix: "，。？" };
    case "letters":
      return looks.letters === "pinyin" ? { name: "keyboard.letters.pinyin" } : { name: "keyboard.letters.latin", prefix: "ABC" };
    case "language":
      return looks.letters === "pinyin"
        ? { name: "keyboard.language.latin", prefix: "中 / 英" }
        : { name: "keyboard.language.pinyin", prefix: "英 / 中" };
    case "separator":
      return { name: "keyboard.separator" };
    case "space":
      return { name: "keyboard.space" };
    case "hide":
      return { name: "keyboard.hide" };
  }
}

/** Keys of this kind stand back, the others carry text. */
const QUIET = new Set<Action>(["backspace", "digits", "enter", "hide", "language", "left", "letters", "otherSigns", "right", "shift", "signs"]);

const CHINESE = new Set<Layout>(["pinyin", "signsZh"]);

interface Props {
  spec: KeySpec;
  looks: Looks;
  onPress: () => void;
}

/**
 * One key. It never takes the focus, so that the field keeps it and its caret; people with a
 * keyboard of their own type into the field and need no keys.
 */
export function KeyButton({ spec, looks, onPress }: Props) {
  const { t } = useTexts();
  // A key of two widths covers the gap between them too.
  const style = { flexGrow: spec.grow, flexBasis: `calc(var(--key-gap) * ${spec.grow - 1})` };
  const common = { excludeFromTabOrder: true, preventFocusOnPress: true, style } as const;
  if ("text" in spec) {
    const name = SIGN_NAMES[spec.text];
    return (
      <Button {...common} className={styles.key} aria-label={name ? t(name) : undefined} onPress={onPress}>
        {/* Quotation marks of Chinese have a form of their own. */}
        <span className={styles.face} lang={CHINESE.has(looks.layout) ? "zh-CN" : "en"}>
          {spec.text}
        </span>
      </Button>
    );
  }
  const { name, shown, prefix } = faceOf(spec.action, looks);
  const label = prefix ? `${prefix} ${t(name)}` : t(name);
  const pressed = spec.action === "shift" ? looks.shift !== "off" : undefined;
  const className = `${styles.key} ${QUIET.has(spec.action) ? styles.quiet : ""}`;
  if (spec.action === "backspace") {
    return (
      <RepeatingButton {...common} className={className} label={label} onPress={onPress}>
        {shown}
      </RepeatingButton>
    );
  }
  return (
    <Button {...common} className={className} aria-label={label} aria-pressed={pressed} onPress={onPress}>
      {shown ?? prefix ?? t(name)}
    </Button>
  );
}

interface RepeatingProps {
  label: string;
  className: string;
  style: CSSProperties;
  excludeFromTabOrder: boolean;
  preventFocusOnPress: boolean;
  onPress: () => void;
  children: ReactNode;
}

/** Acts when it is pressed, and again and again while it is held. */
function RepeatingButton({ label, onPress, ...props }: RepeatingProps) {
  const timer = useRef(0);
  const latest = useRef(onPress);
  useEffect(() => {
    latest.current = onPress;
  });
  const stop = () => clearTimeout(timer.current);
  useEffect(() => stop, []);
  const start = () => {
    const act = (next: number) => {
      latest.current();
      timer.current = window.setTimeout(() => act(REPEAT_EVERY_MS), next);
    };
    act(REPEAT_AFTER_MS);
  };
  return <Button {...props} aria-label={label} onPressStart={start} onPressEnd={stop} />;
}
