import { Check, Clock, Minus, TriangleAlert, type LucideIcon } from "lucide-react";
import { Cell, Column, Row, Table, TableBody, TableHeader } from "react-aria-components";
import { Chip } from "../../components/Chip";
import { ScoreRange } from "../../components/ScoreRange";
import type { Delivery, InterviewRow } from "../../client";
import { nameIn, useTexts, type Key } from "../../i18n";
import { dayAndTime } from "../../i18n/format";
import { needsAttention } from "./filter";
import styles from "./InterviewTable.module.css";

interface InterviewTableProps {
  rows: InterviewRow[];
  onOpen: (id: string) => void;
}

/** One line an interview; arrows move, Enter or a press opens. */
export function InterviewTable({ rows, onOpen }: InterviewTableProps) {
  const { t, language } = useTexts();
  return (
    <Table className={styles.table} aria-label={t("desk.nav.interviews")} onRowAction={(id) => onOpen(String(id))}>
      <TableHeader>
        <Column className={styles.nameColumn} isRowHeader>
          {t("desk.col.name")}
        </Column>
        <Column className={styles.positionColumn}>{t("desk.col.position")}</Column>
        <Column className={styles.timeColumn}>{t("desk.col.time")}</Column>
        <Column>
          {t("desk.col.score")}
          <span className={styles.axisNote}>{t("desk.col.axis")}</span>
        </Column>
        <Column className={styles.stateColumn}>{t("desk.col.state")}</Column>
        <Column className={styles.deliveryColumn}>{t("desk.col.delivery")}</Column>
      </TableHeader>
      {/* The texts of the cells follow the language, not only the rows. */}
      <TableBody items={rows} dependencies={[language]}>
        {(row) => (
          <Row id={row.id} className={styles.row}>
            <Cell>
              <Person row={row} />
            </Cell>
            <Cell>{nameIn(language, row.position)}</Cell>
            <Cell>
              <When row={row} />
            </Cell>
            <Cell>
              <Score row={row} />
            </Cell>
            <Cell>
              <State row={row} />
            </Cell>
            <Cell>
              <Way delivery={row.delivery} />
            </Cell>
          </Row>
        )}
      </TableBody>
    </Table>
  );
}

function Person({ row }: { row: InterviewRow }) {
  const { t } = useTexts();
  return (
    <span className={styles.person}>
      <span className={styles.name}>
        {row.name ? <span lang="zh-CN">{row.name}</span> : <span className={styles.quiet}>{t("desk.noName")}</span>}
        {row.synthetic && <span className={styles.synthetic}>{t("desk.synthetic")}</span>}
      </span>
      <span className={styles.reference}>{row.reference}</span>
    </span>
  );
}

function When({ row }: { row: InterviewRow }) {
  const texts = useTexts();
  const answers: Key = row.answers === 1 ? "desk.answers.one" : "desk.answers";
  return (
    <span className={styles.when}>
      {dayAndTime(row.started, new Date(), texts)}
      <small className={styles.small}>{texts.t(answers, { n: row.answers })}</small>
    </span>
  );
}

function Score({ row: { report } }: { row: InterviewRow }) {
  const { t } = useTexts();
  if (!report) return <span className={styles.quiet}>{t("desk.noReport")}</span>;
  if (!report.score) return <span className={styles.none}>{t("desk.noScore")}</span>;
  const { score, low, high } = report.score;
  return (
    <span className={styles.score}>
      <b className={styles.figure}>{Math.round(score)}</b>
      <ScoreRange score={score} low={low} high={high} required={report.required} />
      <span className={styles.span}>
        {Math.round(low)} – {Math.round(high)}
      </span>
    </span>
  );
}

/** What a person should look at first, else how far the interview has come. */
function State({ row }: { row: InterviewRow }) {
  const { t, language } = useTexts();
  const { report } = row;
  if (report && !report.score) return <Chip tone="warn">{t("desk.insufficient.short")}</Chip>;
  if (report?.score && report.score.score < report.required) {
    return <Chip tone="warn">{t("desk.attention.total", { required: report.required })}</Chip>;
  }
  if (report && report.below.length > 0) {
    const names = report.below.map((name) => nameIn(language, name));
    return <Chip tone="warn">{t("desk.attention.below", { names: names.join(language === "en" ? ", " : "、") })}</Chip>;
  }
  if (needsAttention(row)) return <Chip tone="warn">{t("desk.identity.failed")}</Chip>;
  return <Chip tone={report ? "primary" : "plain"}>{t(stateKey(row.state))}</Chip>;
}

const STATES = {
  attract: "state.attract",
  consent: "state.consent",
  identity: "state.identity",
  device_check: "state.device_check",
  practice: "state.practice",
  question: "state.question",
  sealing: "state.sealing",
  analysing: "state.analysing",
  ready: "state.ready",
  done: "state.done",
  suspended: "state.suspended",
  withdrawn: "state.withdrawn",
} as const satisfies Record<string, Key>;

/** The text of a state; one that this window does not know is being worked on elsewhere. */
function stateKey(state: string): Key {
  return state in STATES ? STATES[state as keyof typeof STATES] : "state.analysing";
}

const WAYS: Record<Delivery, { icon: LucideIcon; text: Key }> = {
  done: { icon: Check, text: "delivery.done" },
  pending: { icon: Clock, text: "delivery.pending" },
  parked: { icon: TriangleAlert, text: "delivery.parked" },
  none: { icon: Minus, text: "delivery.none" },
};

function Way({ delivery }: { delivery: Delivery }) {
  const { t } = useTexts();
  const { icon: Icon, text } = WAYS[delivery];
  return (
    <span className={styles.way} data-parked={delivery === "parked" || undefined}>
      <Icon size={17} strokeWidth={1.75} aria-hidden="true" />
      {t(text)}
    </span>
  );
}
