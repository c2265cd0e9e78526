import { Accessibility, Captions, Check, Clock, EyeOff, Keyboard, UserRoundCheck, Volume2, type LucideIcon } from "lucide-react";
import { RadioGroup } from "react-aria-components";
import type { MoreTime, Needs as NeedsView } from "../../client";
import { OneOf, Tick } from "../../components/Choice";
import { useTexts, type Key } from "../../i18n";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk } from "./kiosk";
import parts from "./parts.module.css";
import styles from "./Needs.module.css";

const TIMES: { time: MoreTime; text: Key }[] = [
  { time: "one_and_half", text: "needs.time.oneAndHalf" },
  { time: "double", text: "needs.time.double" },
  { time: "no_limit", text: "needs.time.noLimit" },
];

interface Choice {
  icon: LucideIcon;
  title: Key;
  note: Key;
  isOn: boolean;
  onChange: (on: boolean) => void;
}

/** What would suit the person. Nothing is preselected, nothing needs a reason. */
export function Needs() {
  const { t } = useTexts();
  const { view, send, display, setDisplay } = useKiosk();
  const needs = view.needs;
  const set = (change: Partial<NeedsView>) => send({ do: "set_needs", needs: { ...needs, ...change } });
  const left: Choice[] = [
    { icon: Keyboard, title: "needs.typed", note: "needs.typed.note", isOn: needs.typed, onChange: (typed) => set({ typed }) },
  ];
  const right: Choice[] = [
    { icon: Volume2, title: "frame.readAloud", note: "needs.read.note", isOn: needs.read_aloud, onChange: (read_aloud) => set({ read_aloud }) },
    { icon: Accessibility, title: "frame.lowControls", note: "needs.low.note", isOn: display.low, onChange: (low) => setDisplay({ ...display, low }) },
    { icon: EyeOff, title: "needs.audioOnly", note: "needs.hideSelf.note", isOn: needs.hide_self, onChange: (hide_self) => set({ hide_self }) },
    { icon: UserRoundCheck, title: "needs.companion.title", note: "needs.person", isOn: needs.companion, onChange: (companion) => set({ companion }) },
  ];
  const any = needs.time !== "usual" || [...left, ...right].some((choice) => choice.isOn);
  return (
    <Frame
      primary={{ text: t(any ? "needs.go" : "needs.none"), leads: "on", onPress: () => send({ do: "continue" }) }}
      onBack={() => send({ do: "back" })}
    >
      <div className={parts.head}>
        <div>
          <ScreenTitle>{t("needs.title")}</ScreenTitle>
          <p className={parts.lead}>{t("needs.lead.more")}</p>
        </div>
      </div>
      <div className={styles.choices}>
        <div className={styles.column}>
          <Time time={needs.time} onChange={(time) => set({ time })} />
          {left.map((choice) => (
            <Row key={choice.title} {...choice} />
          ))}
          {/* Nothing is spoken that does not stand on the screen too: there is nothing to choose. */}
          <div className={styles.given}>
            <Captions className={styles.icon} size={30} strokeWidth={1.6} aria-hidden="true" />
            <p className={styles.words}>
              <span className={styles.title}>{t("needs.text.title")}</span> <span className={styles.note}>{t("needs.text.note")}</span>
            </p>
          </div>
        </div>
        <div className={styles.column}>
          {right.map((choice) => (
            <Row key={choice.title} {...choice} />
          ))}
        </div>
      </div>
    </Frame>
  );
}

function Row({ icon: Icon, title, note, isOn, onChange }: Choice) {
  const { t } = useTexts();
  return (
    <Tick className={styles.row} isSelected={isOn} onChange={onChange}>
      <Icon className={styles.icon} size={30} strokeWidth={1.6} aria-hidden="true" />
      <span className={styles.words}>
        <span className={styles.title}>{t(title)}</span> <span className={styles.note}>{t(note)}</span>
      </span>
      <Box />
    </Tick>
  );
}

function Box() {
  return (
    <span className={styles.box} aria-hidden="true">
      <Check className={styles.mark} size={24} strokeWidth={2.5} />
    </span>
  );
}

/** More time: a choice of its own within the row; the box takes it back. */
function Time({ time, onChange }: { time: MoreTime; onChange: (time: MoreTime) => void }) {
  const { t } = useTexts();
  const isOn = time !== "usual";
  return (
    <div className={styles.time} data-selected={isOn || undefined}>
      <Tick className={styles.timeRow} isSelected={isOn} onChange={(on) => onChange(on ? "one_and_half" : "usual")}>
        <Clock className={styles.icon} size={30} strokeWidth={1.6} aria-hidden="true" />
        <span className={styles.words}>
          <span className={styles.title}>{t("needs.time.title")}</span> <span className={styles.note}>{t("needs.time.note")}</span>
        </span>
        <Box />
      </Tick>
      <RadioGroup
        className={styles.times ?? ""}
        aria-label={t("needs.time.title")}
        orientation="horizontal"
        value={isOn ? time : null}
        onChange={(chosen) => onChange(chosen as MoreTime)}
      >
        {TIMES.map(({ time: value, text }) => (
          <OneOf key={value} value={value} className={styles.choice}>
            {t(text)}
          </OneOf>
        ))}
      </RadioGroup>
    </div>
  );
}
