import { Keyboard, MessageSquareWarning, Play } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { Chip } from "../../../components/Chip";
import type { Answer, ReviewReport } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { length } from "../../../i18n/format";
import { usePlayback } from "./playback";
import { Quotes } from "./Quotes";
import panel from "../panel.module.css";
import styles from "./Questions.module.css";

/** Question by question: as it was asked, how much was heard, what weighed. */
export function Questions({ report }: { report: ReviewReport }) {
  const hidden = new Set(report.abilities.filter((ability) => ability.hidden).map((ability) => ability.key));
  return (
    <ol className={styles.list}>
      {report.answers.map((answer) => (
        <li key={answer.number} className={styles.item}>
          <Question answer={answer} hidden={hidden.has(answer.competency)} />
        </li>
      ))}
    </ol>
  );
}

function Question({ answer, hidden }: { answer: Answer; hidden: boolean }) {
  const { t, language, word } = useTexts();
  const playback = usePlayback();
  const time = length(answer.start_ms / 1000);
  return (
    <>
      <header className={styles.head}>
        <h3 className={styles.name}>
          {answer.number}
          <span>{nameIn(language, answer.ability)}</span>
        </h3>
        {hidden ? (
          <span className={panel.quiet}>{t("desk.rateFirst")}</span>
        ) : answer.counts_with !== null ? (
          <span className={panel.quiet}>{t("questions.followUp", { n: answer.counts_with })}</span>
        ) : answer.score === null ? (
          <span className={styles.none}>{t("desk.noScore")}</span>
        ) : (
          <b className={styles.score}>{Math.round(answer.score)}</b>
        )}
        <AriaButton className={panel.chipButton} aria-label={t("quote.play", { n: answer.number, time })} onPress={() => playback.seek(answer.start_ms)}>
          <Play size={13} aria-hidden="true" />
          {time}
        </AriaButton>
      </header>
      <p className={styles.question} lang={/\p{Script=Han}/u.test(answer.question) ? "zh-CN" : "en"}>
        {answer.question}
      </p>
      <p className={panel.quiet}>
        {t("questions.heard", { n: answer.coverage, length: length((answer.end_ms - answer.start_ms) / 1000) })}
        {answer.recognition !== null && ` · ${t("transcript.recognition", { n: answer.recognition })}`}
        {!hidden && answer.reason && ` · ${word(answer.reason)}`}
      </p>
      <Candidate answer={answer} />
      {answer.quotes.length > 0 && <Quotes quotes={answer.quotes} />}
    </>
  );
}

/** What the candidate said of the answer when handing it in. */
function Candidate({ answer }: { answer: Answer }) {
  const { t } = useTexts();
  const icon = { size: 15, "aria-hidden": true } as const;
  if (!answer.typed && !answer.disputed && answer.remark === null) return null;
  return (
    <div className={styles.candidate}>
      {answer.typed && (
        <Chip tone="plain" icon={<Keyboard {...icon} />}>
          {t("questions.typed")}
        </Chip>
      )}
      {answer.disputed && (
        <Chip tone="warn" icon={<MessageSquareWarning {...icon} />}>
          {t("questions.disputed")}
        </Chip>
      )}
      {answer.remark !== null && <p>{t("questions.remark", { remark: answer.remark })}</p>}
    </div>
  );
}
