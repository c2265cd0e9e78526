import { Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Label, RadioGroup, TextArea, TextField } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Option } from "../../../components/Option";
import type { Decided, DeskOutcome, Human } from "../../../client";
import { sentences, useTexts, type Key } from "../../../i18n";
import { dayAndTime, length } from "../../../i18n/format";
import { useDraft } from "../memory";
import { useDesk } from "../place";
import panel from "../panel.module.css";
import styles from "./Review.module.css";

const OUTCOMES: { outcome: DeskOutcome; text: Key; note: Key }[] = [
  { outcome: "second_round", text: "outcome.second_round", note: "decision.second_round.note" },
  { outcome: "talent_pool", text: "outcome.talent_pool", note: "decision.talent_pool.note" },
  { outcome: "not_this_position", text: "outcome.not_this_position", note: "decision.not_this_position.note" },
];

interface DecisionFormProps {
  id: string;
  human: Human;
  busy: boolean;
  /** Tells whether the decision was kept. */
  onDecide: (outcome: DeskOutcome, reason: string) => Promise<boolean>;
}

/** A named person decides, with a reason. Nothing is chosen beforehand, not even what is proposed. */
export function DecisionForm({ id, human, busy, onDecide }: DecisionFormProps) {
  const { t, language } = useTexts();
  const { person } = useDesk();
  const [chosen, setChosen] = useDraft(`${id} outcome`);
  const [reason, setReason] = useDraft(`${id} reason`);
  const outcome = OUTCOMES.find((each) => each.outcome === chosen)?.outcome;
  const said = Array.from(reason.replace(/\s/g, "")).length;
  const missing = human.min_reason - said;
  const proposed = OUTCOMES.find((each) => each.outcome === human.proposed);
  const decide = async () => {
    if (!outcome || !(await onDecide(outcome, reason))) return;
    setChosen("");
    setReason("");
  };
  const button = () => {
    if (!human.handed_in) return t("decision.rateFirst");
    if (!outcome) return t("decision.choose");
    return missing > 0 ? t("decision.short", { n: missing }) : t("decision.sign");
  };
  return (
    <section className={styles.decision} aria-label={t("decision.title")}>
      <header className={panel.cardHead}>
        <h3 className={styles.name}>{t("decision.title")}</h3>
        <p className={panel.quiet}>{proposed && t("decision.proposed", { what: t(proposed.text) })}</p>
      </header>
      <RadioGroup
        className={styles.outcomes}
        aria-label={t("decision.title")}
        value={outcome ?? null}
        onChange={setChosen}
      >
        {OUTCOMES.map((each) => (
          <Option key={each.outcome} value={each.outcome} className={styles.outcome}>
            <span>{t(each.text)}</span>
            <small className={panel.quiet}>{t(each.note)}</small>
          </Option>
        ))}
      </RadioGroup>
      <TextField className={panel.field} value={reason} onChange={setReason}>
        <Label>{t("desk.reason")}</Label>
        <TextArea className={panel.area} data-keyboard="pinyin" maxLength={2000} />
      </TextField>
      <div className={styles.handIn}>
        <p className={panel.quiet}>
          {sentences([t("decision.signedAs", { name: person.name }), t("desk.undo")], language)}
        </p>
        <Button look="primary" isDisabled={busy || !human.handed_in || !outcome || missing > 0} onPress={() => void decide()}>
          {button()}
        </Button>
      </div>
    </section>
  );
}

/** The decision that stands, and for a while the way to take it back. */
export function DecisionMade({ decision, busy, mayUndo, onUndo }: { decision: Decided; busy: boolean; mayUndo: boolean; onUndo: () => void }) {
  const texts = useTexts();
  const { t } = texts;
  const left = useCountdown(decision);
  const outcome = OUTCOMES.find((each) => each.outcome === decision.outcome);
  return (
    <section className={styles.decision} aria-label={t("decision.title")}>
      <h3 className={styles.made}>
        <span className={styles.diamond} aria-hidden="true" />
        {outcome && t(outcome.text)}
        <small>
          {decision.decided_by} · {dayAndTime(decision.at, new Date(), texts)}
        </small>
      </h3>
      <p>{decision.reason}</p>
      {mayUndo && left > 0 && (
        <div className={styles.handIn}>
          <p className={panel.quiet}>{t("decision.undoLeft", { time: length(left) })}</p>
          <Button look="secondary" isDisabled={busy} onPress={onUndo}>
            <Undo2 size={16} aria-hidden="true" />
            {t("decision.undo")}
          </Button>
        </div>
      )}
    </section>
  );
}

function useCountdown(decision: Decided): number {
  const [start] = useState(() => performance.now());
  const [now, setNow] = useState(start);
  const left = Math.max(0, decision.undo_s - Math.floor((now - start) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(performance.now()), 1000);
    return () => clearTimeout(timer);
  }, [left, now]);
  return left;
}
