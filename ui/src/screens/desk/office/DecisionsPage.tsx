import { Gavel, LockKeyhole } from "lucide-react";
import { useCallback } from "react";
import { Chip } from "../../../components/Chip";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { useClient, type DecisionLine, type InterviewRow } from "../../../client";
import { useResource } from "../../../client/resource";
import { nameIn, useTexts, type Texts } from "../../../i18n";
import { dayAndTime } from "../../../i18n/format";
import panel from "../panel.module.css";
import styles from "./LogPage.module.css";

/** Who decided what, when, and why; what was taken back stays in sight. */
export function DecisionsPage({ rows }: { rows: InterviewRow[] }) {
  const { t } = useTexts();
  const client = useClient();
  const [lines, again] = useResource(useCallback(() => client.decisions(), [client]));
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.decisions")}</h1>
        <p className={panel.facts}>{lines.state === "ready" && t("log.count", { n: lines.value.length })}</p>
        <Chip tone="plain" icon={<LockKeyhole size={15} aria-hidden="true" />}>
          {t("settings.readOnly")}
        </Chip>
      </header>
      <div className={panel.card}>
        {lines.state === "loading" && <Loading label={t("desk.loading")} lines={6} />}
        {lines.state === "failed" && <Failure failure={lines.failure} onRetry={again} />}
        {lines.state === "ready" && lines.value.length === 0 && (
          <Notice icon={<Gavel size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("decisions.none")} />
        )}
        {lines.state === "ready" && lines.value.length > 0 && <Lines lines={lines.value} rows={rows} />}
      </div>
    </>
  );
}

const moment = (ms: number, texts: Texts) => dayAndTime(new Date(ms).toISOString(), new Date(), texts);

function Lines({ lines, rows }: { lines: DecisionLine[]; rows: InterviewRow[] }) {
  const texts = useTexts();
  const { t, language } = texts;
  const known = new Map(rows.map((row) => [row.id, row]));
  return (
    <table className={panel.table}>
      <thead>
        <tr>
          <th scope="col">{t("log.col.when")}</th>
          <th scope="col">{t("log.col.who")}</th>
          <th scope="col">{t("log.col.about")}</th>
          <th scope="col">{t("decisions.what")}</th>
          <th scope="col">{t("decisions.why")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const row = known.get(line.id);
          return (
            <tr key={`${line.id} ${line.at_unix_ms}`}>
              <td className={styles.moment}>{moment(line.at_unix_ms, texts)}</td>
              <td className={styles.who}>{line.by}</td>
              <td className={styles.about}>
                {row ? (row.name ?? row.reference) : line.id.slice(0, 8)}
                {row && <small className={panel.quiet}>{nameIn(language, row.position)}</small>}
              </td>
              <td className={styles.about}>
                {line.outcome ? t(`outcome.${line.outcome}`) : t("decisions.erased")}
                {line.undone_at_unix_ms !== null && (
                  <small className={panel.mistake}>{t("decisions.undone", { when: moment(line.undone_at_unix_ms, texts) })}</small>
                )}
              </td>
              <td className={styles.reason}>{line.reason ?? t("decisions.erased.reason")}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
