import { CircleAlert, LoaderCircle, MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { RadioGroup, ToggleButton } from "react-aria-components";
import type { ReviewRow } from "../../client";
import { OneOf } from "../../components/Choice";
import { KioskButton } from "../../components/KioskButton";
import { KioskField, lettersOf } from "../../components/KioskField";
import { Pill } from "../../components/Pill";
import { useTexts } from "../../i18n";
import { spokenTime } from "../../i18n/spoken";
import { Frame } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import { Playback } from "./Playback";
import parts from "./parts.module.css";
import styles from "./Review.module.css";

/** All answers once more: listened to, commented, disputed, handed in. */
export function Review({ screen }: { screen: ScreenOf<"review"> }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  return (
    <Frame primary={{ text: t("review.submit"), leads: "done", onPress: () => send({ do: "hand_in" }) }} note={t("review.warn")}>
      <div className={parts.above} />
      <div className={parts.head}>
        <ScreenTitle>{t("review.title")}</ScreenTitle>
      </div>
      <ol className={styles.answers}>
        {screen.answers.map((row) => (
          <Answer key={row.nth} row={row} />
        ))}
      </ol>
    </Frame>
  );
}

function Answer({ row }: { row: ReviewRow }) {
  const { t } = useTexts();
  const { send } = useKiosk();
  const label = row.follow_up > 0 ? t("review.followUp", { n: row.number, m: row.follow_up }) : t("review.answer", { n: row.number });
  return (
    <li className={styles.answer}>
      <div className={styles.head}>
        <Pill tone="primary">{label}</Pill>
        <span className={parts.note}>{row.typed ? t("review.typed") : spokenTime(row.seconds, t)}</span>
      </div>
      <h2 className={styles.question}>{row.question}</h2>
      <Understood row={row} />
      {row.takes > 1 && (
        <RadioGroup
          className={styles.takes ?? ""}
          orientation="horizontal"
          aria-label={t("review.of", { what: t("review.takes"), answer: label })}
          value={String(row.chosen)}
          onChange={(take) => send({ do: "choose_take", nth: row.nth, take: Number(take) })}
        >
          {Array.from({ length: row.takes }, (_, at) => (
            <OneOf key={at} value={String(at + 1)} className={styles.take}>
              {t("review.take", { n: at + 1 })}
            </OneOf>
          ))}
        </RadioGroup>
      )}
      <div className={parts.row}>
        {!row.typed && <Playback nth={row.nth} take={row.chosen} text={t("review.play")} label={label} />}
        <ToggleButton
          className={styles.dispute ?? ""}
          data-look="secondary"
          aria-label={t("review.of", { what: t("review.dispute"), answer: label })}
          isSelected={row.disputed}
          onChange={(disputed) => send({ do: "dispute", nth: row.nth, disputed })}
        >
          {t("review.dispute")}
        </ToggleButton>
        <Note row={row} label={label} />
      </div>
    </li>
  );
}

/** What the machine understood, or why there are no words. */
function Understood({ row }: { row: ReviewRow }) {
  const { t } = useTexts();
  if (row.failed) {
    return (
      <p className={styles.failed}>
        <CircleAlert size={24} strokeWidth={1.75} aria-hidden="true" />
        {t("review.failed", { n: row.number })}
      </p>
    );
  }
  if (row.text === null) {
    return (
      <p className={styles.working}>
        <LoaderCircle size={24} strokeWidth={1.75} aria-hidden="true" />
        {t("review.working")}
      </p>
    );
  }
  return <blockquote className={styles.text}>{row.text || t(row.typed ? "review.nothing.typed" : "review.nothing")}</blockquote>;
}

function Note({ row, label }: { row: ReviewRow; label: string }) {
  const { t, language } = useTexts();
  const { send } = useKiosk();
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null) {
    return (
      <>
        <KioskButton
          look="secondary"
          aria-label={t("review.of", { what: t("review.note"), answer: label })}
          icon={<MessageSquarePlus size={24} strokeWidth={1.75} aria-hidden="true" />}
          onPress={() => setDraft(row.note)}
        >
          {t("review.note")}
        </KioskButton>
        {row.note && <p className={styles.note}>{row.note}</p>}
      </>
    );
  }
  const save = () => {
    send({ do: "note", nth: row.nth, text: draft.trim() });
    setDraft(null);
  };
  return (
    <form
      className={styles.edit}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <KioskField label={t("review.of", { what: t("review.note"), answer: label })} keyboard={lettersOf(language)} long value={draft} onChange={setDraft} autoFocus />
      <KioskButton look="secondary" type="submit">
        {t("id.save")}
      </KioskButton>
    </form>
  );
}
