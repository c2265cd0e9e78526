import { Download, Play } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { Button } from "../../../components/Button";
import type { FeedbackView, ReviewReport } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import { length } from "../../../i18n/format";
import { ExportState, useExport } from "../exporting";
import { useMay } from "../rights";
import { usePlayback } from "./playback";
import panel from "../panel.module.css";
import styles from "./Review.module.css";

interface FeedbackProps {
  id: string;
  report: ReviewReport;
  feedback: FeedbackView;
}

/** What the candidate may be told: two strengths in their own words, one piece of advice, no number. People give it; nothing is sent from here. */
export function Feedback({ id, report, feedback }: FeedbackProps) {
  const { t, language } = useTexts();
  const may = useMay();
  const [exporting, run] = useExport();
  return (
    <section className={styles.decision} aria-label={t("feedback.title")}>
      <header>
        <h3 className={styles.name}>{t("feedback.title")}</h3>
        <p className={panel.quiet}>{t("feedback.lead")}</p>
      </header>
      {feedback.strengths.length > 0 && (
        <ul className={styles.strengths} aria-label={t("report.feedback.strengths")}>
          {feedback.strengths.map((strength) => {
            const ability = report.abilities.find((each) => each.key === strength.competency);
            return (
              <li key={strength.quote} className={styles.strength}>
                <span className={styles.strengthWords}>
                  <small className={panel.quiet}>{ability ? nameIn(language, ability.name) : strength.competency}</small>
                  <q lang={/\p{Script=Han}/u.test(strength.quote) ? "zh-CN" : "en"}>{strength.quote}</q>
                </span>
                <Moment question={strength.question} startMs={strength.start_ms} />
              </li>
            );
          })}
        </ul>
      )}
      {feedback.advice && <p>{t("report.feedback.advice", { advice: t(`report.feedback.advice.${feedback.advice}`) })}</p>}
      {may("export") && (
        <div className={styles.letter}>
          <Button look="secondary" isDisabled={exporting.state === "busy"} onPress={() => run({ kind: "feedback", id })}>
            <Download size={16} aria-hidden="true" />
            {t("feedback.save")}
          </Button>
          <ExportState state={exporting} />
        </div>
      )}
    </section>
  );
}

function Moment({ question, startMs }: { question: number; startMs: number }) {
  const { t } = useTexts();
  const playback = usePlayback();
  const time = length(startMs / 1000);
  return (
    <AriaButton className={panel.chipButton} aria-label={t("quote.play", { n: question, time })} onPress={() => playback.seek(startMs)}>
      <Play size={13} aria-hidden="true" />
      {time}
    </AriaButton>
  );
}
