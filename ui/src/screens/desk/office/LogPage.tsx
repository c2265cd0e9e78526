import { Link2, ShieldCheck, TriangleAlert } from "lucide-react";
import { useCallback, useState } from "react";
import { Cell, Column, Row, Table, TableBody, TableHeader, TableLayout, Virtualizer } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Failure } from "../../../components/Failure";
import { Loading } from "../../../components/Loading";
import { Notice } from "../../../components/Notice";
import { failureOf, useClient, type InterviewRow, type LogLine, type LogState } from "../../../client";
import { useResource } from "../../../client/resource";
import { useTexts, type Key } from "../../../i18n";
import { dayAndTime } from "../../../i18n/format";
import panel from "../panel.module.css";
import styles from "./LogPage.module.css";

/** Everything that the station writes into its logs; a test reads them from its sources. */
export const ACTIONS: Key[] = [
  "log.desk.attachment_added",
  "log.desk.attachment_removed",
  "log.desk.attachment_saved",
  "log.desk.note_added",
  "log.desk.note_removed",
  "log.desk.refused",
  "log.desk.signed_in",
  "log.desk.tags",
  "log.figures.exported",
  "log.identity.by_staff",
  "log.kiosk.left",
  "log.log.verified",
  "log.media.opened",
  "log.media.recovered",
  "log.people.added",
  "log.people.changed",
  "log.people.pin",
  "log.people.removed",
  "log.policy.installed",
  "log.policy.refused",
  "log.report.read",
  "log.report.stored",
  "log.report.written",
  "log.review.decided",
  "log.review.handed_in",
  "log.review.undone",
  "log.session.begun",
  "log.session.erased",
  "log.session.exported",
  "log.session.step",
  "log.staff.pin_set",
  "log.staff.pin_wrong",
  "log.staff.unlocked",
  "log.station.enrolled",
  "log.sync.erased",
  "log.sync.receipt",
  "log.sync.unparked",
  "log.vault.created",
  "log.vault.key_rotated",
];

/** Who, when, what: one chain for the station and one for every interview. */
export function LogPage({ rows }: { rows: InterviewRow[] }) {
  const { t, failureText } = useTexts();
  const client = useClient();
  const [lines, again] = useResource(useCallback(() => client.logLines(), [client]));
  const [checked, setChecked] = useState<LogState>();
  const [mistake, setMistake] = useState<string>();
  const verify = () => {
    client.verifyLog().then(
      (state) => {
        setChecked(state);
        setMistake(undefined);
      },
      (thrown: unknown) => setMistake(failureText(failureOf(thrown).code).title),
    );
  };
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.log")}</h1>
        <p className={panel.facts}>{lines.state === "ready" && t("log.count", { n: lines.value.length })}</p>
        <Button look="secondary" onPress={verify}>
          <Link2 size={16} aria-hidden="true" />
          {t("log.verify")}
        </Button>
      </header>
      {checked && <Checked state={checked} />}
      {mistake && (
        <p className={panel.banner} data-tone="warn" role="alert">
          {mistake}
        </p>
      )}
      {lines.state === "loading" && <Loading label={t("desk.loading")} lines={8} />}
      {lines.state === "failed" && <Failure failure={lines.failure} onRetry={again} />}
      {lines.state === "ready" &&
        (lines.value.length === 0 ? (
          <div className={panel.card}>
            <Notice icon={<Link2 size={32} strokeWidth={1.5} aria-hidden="true" />} title={t("log.empty")} />
          </div>
        ) : (
          <Lines lines={lines.value} rows={rows} />
        ))}
    </>
  );
}

function Checked({ state }: { state: LogState }) {
  const { t } = useTexts();
  const holds = state.broken.length === 0;
  return (
    <p className={panel.banner} data-tone={holds ? undefined : "warn"} role="status">
      {holds ? <ShieldCheck size={18} aria-hidden="true" /> : <TriangleAlert size={18} aria-hidden="true" />}
      <span className={panel.bannerText}>
        {holds ? t("log.holds", { n: state.entries, chains: state.chains }) : t("log.broken", { scopes: state.broken.join(", ") })}
      </span>
    </p>
  );
}

function Lines({ lines, rows }: { lines: LogLine[]; rows: InterviewRow[] }) {
  const texts = useTexts();
  const { t, language } = texts;
  const names = new Map(rows.map((row) => [row.id, row.name ?? row.reference]));
  const about = (line: LogLine) => (line.scope === "station" ? t("log.station") : (names.get(line.scope) ?? line.scope.slice(0, 8)));
  return (
    <div className={styles.card}>
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: 42, headingHeight: 38 }}>
        <Table className={styles.table} aria-label={t("desk.nav.log")}>
          <TableHeader className={styles.head}>
            <Column width="1.2fr">{t("log.col.when")}</Column>
            <Column width="1.2fr">{t("log.col.who")}</Column>
            <Column width="2fr" isRowHeader>
              {t("log.col.what")}
            </Column>
            <Column width="1.4fr">{t("log.col.about")}</Column>
            <Column width="1.8fr">{t("log.col.detail")}</Column>
            <Column width="1.1fr" minWidth={150} className={styles.last}>
              {t("log.col.hash")}
            </Column>
          </TableHeader>
          <TableBody items={lines.map((line) => ({ ...line, id: `${line.scope} ${line.number}` }))} dependencies={[language]}>
            {(line) => (
              <Row id={line.id} textValue={line.action}>
                <Cell className={styles.cell}>{dayAndTime(new Date(line.at_unix_ms).toISOString(), new Date(), texts)}</Cell>
                <Cell className={styles.cell}>{line.actor === "station" ? t("log.station") : line.actor}</Cell>
                <Cell className={styles.cell}><Action action={line.action} /></Cell>
                <Cell className={styles.cell}>{about(line)}</Cell>
                <Cell className={styles.cell}>
                  <span className={styles.code}>{line.detail}</span>
                </Cell>
                <Cell className={`${styles.cell} ${styles.last}`}>
                  <span className={styles.code}>{`${line.number} · ${line.hash.slice(0, 8)}`}</span>
                </Cell>
              </Row>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
    </div>
  );
}

/** What was done, in words; a code that this window does not know stays a code. */
function Action({ action }: { action: string }) {
  const { t } = useTexts();
  const key = ACTIONS.find((each) => each === `log.${action}`);
  return key ? t(key) : action;
}
