import { CircleCheck, EyeOff, PencilLine, Play } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, Input, RadioGroup, TextField } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Option } from "../../../components/Option";
import { ScoreRange } from "../../../components/ScoreRange";
import { failureOf, useClient, type Ability, type ReviewPage, type ReviewReport } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { listed } from "../../../i18n/format";
import { useDraft } from "../memory";
import { useDesk } from "../place";
import { useMay } from "../rights";
import { useShortcuts } from "../shortcuts";
import { DecisionForm, DecisionMade } from "./Decision";
import { Feedback } from "./Feedback";
import { usePlayback } from "./playback";
import { WhatIfView } from "./WhatIfView";
import panel from "../panel.module.css";
import styles from "./Review.module.css";

const LEVELS = ["1", "2", "3", "4", "5"] as const;

interface ReviewProps {
  id: string;
  report: ReviewReport;
  onChanged: (page: ReviewPage) => void;
}

/** One's own levels on the position's anchors, then the decision. What others and the system say is
 *  beside it, or after it where the policy says so. */
export function Review({ id, report, onChanged }: ReviewProps) {
  const { t, failureLine } = useTexts();
  const client = useClient();
  const { changed, keys } = useDesk();
  const may = useMay();
  const [mistake, setMistake] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [active, setActive] = useState<string>();
  const { human } = report;
  const keep = (asked: Promise<ReviewPage>) => {
    setBusy(true);
    return asked
      .then(
        (next) => {
          setMistake(undefined);
          onChanged(next);
          changed();
          return true;
        },
        (thrown: unknown) => {
          setMistake(failureLine(failureOf(thrown).code));
          return false;
        },
      )
      .finally(() => setBusy(false));
  };
  const rate = (ability: Ability, level: number, note: string) => void keep(client.rate(id, ability.key, level, note));
  const current = report.abilities.find((each) => each.key === active) ?? report.abilities.find((each) => each.own === null);
  const byKey = (level: number) => () => {
    if (current) rate(current, level, current.own?.note ?? "");
  };
  useShortcuts(Object.fromEntries(LEVELS.map((level) => [level, byKey(Number(level))])), keys);
  return (
    <div className={styles.page}>
      {report.rates_first && <p className={styles.lead}>{t("review.rateFirst")}</p>}
      {human.wants_third.length > 0 && <Third report={report} />}
      <ul>
        {report.abilities.map((ability) => (
          <li key={ability.key} className={styles.item} data-current={ability.key === current?.key || undefined} onFocus={() => setActive(ability.key)}>
            <AbilityRating id={id} ability={ability} report={report} onRate={(level, note) => rate(ability, level, note)} />
          </li>
        ))}
      </ul>
      <div className={styles.handIn}>
        <p className={panel.quiet}>
          {human.missing > 0
            ? t("review.missing", { n: human.missing })
            : human.handed_in && !human.draft
              ? t("review.handedIn")
              : t("review.ready")}
        </p>
        <Button look="primary" isDisabled={busy || human.missing > 0 || (human.handed_in && !human.draft)} onPress={() => void keep(client.handIn(id))}>
          {t("review.handIn")}
        </Button>
      </div>
      {mistake && (
        <p className={panel.mistake} role="alert">
          {mistake}
        </p>
      )}
      <Reviewers report={report} />
      {report.what_if.length > 0 && <WhatIfView report={report} />}
      {human.decision ? (
        <DecisionMade decision={human.decision} busy={busy} mayUndo={may("decide")} onUndo={() => void keep(client.undoDecision(id))} />
      ) : (
        may("decide") && <DecisionForm id={id} human={human} busy={busy} onDecide={(outcome, reason) => keep(client.decide(id, outcome, reason))} />
      )}
      {report.feedback && <Feedback id={id} report={report} feedback={report.feedback} />}
    </div>
  );
}

interface AbilityRatingProps {
  id: string;
  ability: Ability;
  report: ReviewReport;
  onRate: (level: number, note: string) => void;
}

function AbilityRating({ id, ability, report, onRate }: AbilityRatingProps) {
  const { t, language } = useTexts();
  const { own } = ability;
  const [noting, setNoting] = useState(false);
  const [note, setNote] = useDraft(`${id} level ${ability.key}`, own?.note);
  const meaning = own && ability.anchors.find((anchor) => anchor.level === own.level)?.text;
  const name = nameIn(language, ability.name);
  return (
    <>
      <div className={styles.row}>
        <div className={styles.about}>
          <h3 className={styles.name}>
            {name}
            <small>{t("panel.weight", { n: ability.weight })}</small>
          </h3>
          <Watch ability={ability} report={report} />
        </div>
        <RadioGroup
          className={styles.levels}
          orientation="horizontal"
          aria-label={t("review.levelOf", { name })}
          value={own ? String(own.level) : null}
          onChange={(level) => onRate(Number(level), own?.note ?? "")}
        >
          {LEVELS.map((level) => (
            <Option key={level} value={level} className={styles.level}>
              {level}
            </Option>
          ))}
        </RadioGroup>
      </div>
      <p className={styles.anchor} lang="zh-CN">
        {own ? (meaning ?? <BetweenAnchors ability={ability} level={own.level} />) : <AllAnchors ability={ability} />}
      </p>
      {ability.hidden ? (
        <p className={styles.hidden}>
          <EyeOff size={15} aria-hidden="true" />
          {t("desk.rateFirst")}
        </p>
      ) : (
        ability.suggested && (
          <div className={styles.suggested}>
            <b>{Math.round(ability.suggested.score)}</b>
            <small>
              {Math.round(ability.suggested.low)} – {Math.round(ability.suggested.high)}
            </small>
            <ScoreRange {...ability.suggested} required={ability.required} human={own?.level ?? null} />
          </div>
        )
      )}
      {ability.others.map((other) => (
        <p key={other.reviewer} className={styles.other}>
          {t("review.other", { name: other.reviewer, level: other.level })} {other.note}
        </p>
      ))}
      {own && (noting || note !== "") && <NoteField note={note} onNote={setNote} onDone={() => note.trim() !== own.note && onRate(own.level, note)} />}
      {own && !noting && note === "" && (
        <AriaButton className={styles.link} onPress={() => setNoting(true)}>
          <PencilLine size={14} aria-hidden="true" />
          {t("review.note.add")}
        </AriaButton>
      )}
    </>
  );
}

function Watch({ ability, report }: { ability: Ability; report: ReviewReport }) {
  const { t } = useTexts();
  const playback = usePlayback();
  const answers = report.answers.filter((answer) => ability.questions.includes(answer.number));
  const [first] = answers;
  if (!first) return <p className={panel.quiet}>{t("report.score.not_asked")}</p>;
  return (
    <AriaButton className={styles.link} onPress={() => playback.seek(first.start_ms)}>
      <Play size={13} aria-hidden="true" />
      {t("review.watch", { n: answers.map((answer) => answer.number).join(" ") })}
    </AriaButton>
  );
}

function AllAnchors({ ability }: { ability: Ability }) {
  return ability.anchors.map((anchor) => `${anchor.level}  ${anchor.text}`).join("\n");
}

function BetweenAnchors({ ability, level }: { ability: Ability; level: number }) {
  const { t } = useTexts();
  const text = (of: number) => ability.anchors.find((anchor) => anchor.level === of)?.text ?? "";
  return t("panel.between", { low: level - 1, lowText: text(level - 1), high: level + 1, highText: text(level + 1) });
}

/** Kept when it is left or with Enter; an input method's Enter is its own. */
function NoteField({ note, onNote, onDone }: { note: string; onNote: (note: string) => void; onDone: () => void }) {
  const { t } = useTexts();
  return (
    <TextField aria-label={t("review.level.note")} value={note} onChange={onNote} onBlur={onDone}>
      <Input
        className={panel.input}
        data-keyboard="pinyin"
        maxLength={500}
        placeholder={t("review.level.note")}
        onKeyDown={(event) => {
          if (event.key === "Enter") onDone();
        }}
      />
    </TextField>
  );
}

function Third({ report }: { report: ReviewReport }) {
  const { t, language } = useTexts();
  const names = report.human.wants_third.map((name) => nameIn(language, name));
  return (
    <p className={panel.banner} data-tone="warn">
      {t("report.decision.third")} {listed(names, language)}
    </p>
  );
}

function Reviewers({ report }: { report: ReviewReport }) {
  const { t } = useTexts();
  const { reviews } = report.human;
  if (reviews.length === 0) return null;
  return (
    <ul className={styles.reviewers}>
      {reviews.map((review) => (
        <li key={review.reviewer}>
          <CircleCheck size={15} aria-hidden="true" />
          {review.reviewer} · {t(review.role === "recruiter" ? "report.role.recruiter" : "report.role.interviewer")}
        </li>
      ))}
    </ul>
  );
}
