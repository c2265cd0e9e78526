import { useState } from "react";
import { Toggle } from "../../../components/Toggle";
import type { ReviewReport, WhatIf } from "../../../client";
import { nameIn, useTexts } from "../../../i18n";
import panel from "../panel.module.css";
import styles from "./WhatIfView.module.css";

/** What the score would be without something. Looking changes nothing; nothing is asked or stored. */
export function WhatIfView({ report }: { report: ReviewReport }) {
  const { t, word, language } = useTexts();
  const [shown, setShown] = useState<string[]>([]);
  const score = report.overall?.score ?? null;
  const label = (what: WhatIf) => {
    if (what.kind === "competency") {
      const ability = report.abilities.find((each) => each.key === what.of);
      return word("what_if.competency", { name: ability ? nameIn(language, ability.name) : what.of });
    }
    return word(`what_if.${what.kind}`, { n: what.of });
  };
  return (
    <section aria-label={t("review.whatIf")}>
      <header className={panel.cardHead}>
        <h3 className={styles.title}>{t("review.whatIf")}</h3>
        <p className={panel.quiet}>{t("review.whatIf.note")}</p>
      </header>
      <ul className={styles.list}>
        {report.what_if.map((what) => {
          const key = `${what.kind}:${what.of}`;
          const isShown = shown.includes(key);
          return (
            <li key={key} className={styles.line}>
              <Toggle on={isShown} onChange={(on) => setShown(on ? [...shown, key] : shown.filter((each) => each !== key))}>
                {label(what)}
              </Toggle>
              <span className={styles.result} aria-live="polite">
                {isShown && <Result without={what.overall} score={score} />}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Result({ without, score }: { without: number | null; score: number | null }) {
  const { t } = useTexts();
  if (without === null || score === null) return t("desk.noScore");
  const change = Math.round(without) - Math.round(score);
  return (
    <>
      <b>{Math.round(without)}</b>
      <small>{change === 0 ? t("review.whatIf.same") : `${change > 0 ? "+" : "−"}${Math.abs(change)}`}</small>
    </>
  );
}
