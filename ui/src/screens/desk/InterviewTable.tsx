import { ArrowDown, ArrowUp, Check, Clock, Minus, TriangleAlert, type LucideIcon } from "lucide-react";
import {
  Cell,
  CheckboxButton,
  CheckboxField,
  Column,
  Row,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
  type SortDescriptor,
} from "react-aria-components";
import { Chip } from "../../components/Chip";
import { ScoreRange } from "../../components/ScoreRange";
import type { Delivery, InterviewRow, SearchHit } from "../../client";
import { nameIn, useTexts, type Key } from "../../i18n";
import { dayAndTime, listed } from "../../i18n/format";
import { needsAttention } from "./filter";
import { useMay } from "./rights";
import styles from "./InterviewTable.module.css";

/** Heights in pixels; with words that were found a row holds two lines. */
const ROW = 52;
const ROW_WITH_WORDS = 76;
const HEAD = 40;

interface InterviewTableProps {
  rows: InterviewRow[];
  hits: Map<string, SearchHit> | null;
  sort: SortDescriptor;
  onSort: (sort: SortDescriptor) => void;
  selected: string[];
  onSelect: (ids: string[]) => void;
  onOpen: (id: string) => void;
}

/** One line an interview; arrows move, Enter or a press opens. Only what is in sight is drawn. */
export function InterviewTable({ rows, hits, sort, onSort, selected, onSelect, onOpen }: InterviewTableProps) {
  const { t, language } = useTexts();
  const rowHeight = hits ? ROW_WITH_WORDS : ROW;
  return (
    <div className={styles.card}>
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight, headingHeight: HEAD }}>
        <Table
          className={styles.table}
          aria-label={t("desk.nav.interviews")}
          selectionMode="multiple"
          selectedKeys={selected}
          onSelectionChange={(keys) => onSelect(keys === "all" ? rows.map((row) => row.id) : [...keys].map(String))}
          onRowAction={(id) => onOpen(String(id))}
          sortDescriptor={sort}
          onSortChange={onSort}
          // Heights of rows are read once.
          key={rowHeight}
        >
          <TableHeader className={styles.head}>
            <Column width={52} minWidth={52}>
              <span className="visually-hidden">{t("list.select")}</span>
            </Column>
            <SortColumn id="name" text="desk.col.name" width="1.5fr" sort={sort} isRowHeader />
            <Column width="1fr" minWidth={90}>
              {t("desk.col.position")}
            </Column>
            <SortColumn id="time" text="desk.col.time" width="1.45fr" sort={sort} />
            <Column width="3fr" minWidth={240}>
              {t("desk.col.score")}
              <span className={styles.axisNote}>{t("desk.col.axis")}</span>
            </Column>
            <Column width="2fr" minWidth={130}>
              {t("desk.col.state")}
            </Column>
            <Column width="1.2fr" minWidth={90}>
              {t("desk.col.tags")}
            </Column>
            <Column width="1.1fr" minWidth={92}>
              {t("desk.col.delivery")}
            </Column>
          </TableHeader>
          {/* The texts of the cells follow the language and the search, not only the rows. */}
          <TableBody items={rows} dependencies={[language, hits]}>
            {(row) => (
              <Row id={row.id} className={styles.row} textValue={row.name ?? row.reference}>
                <Cell className={styles.cell}>
                  <CheckboxField slot="selection" aria-label={t("list.select.one", { name: row.name ?? row.reference })}>
                    <CheckboxButton className={styles.check ?? ""}>
                      <span className={styles.box} aria-hidden="true">
                        <Check size={14} strokeWidth={2.5} />
                      </span>
                    </CheckboxButton>
                  </CheckboxField>
                </Cell>
                <Cell className={styles.cell}>
                  <Person row={row} />
                </Cell>
                <Cell className={styles.cell}>
                  <span className={styles.clip}>{nameIn(language, row.position)}</span>
                </Cell>
                <Cell className={styles.cell}>
                  <When row={row} />
                </Cell>
                <Cell className={styles.cell}>
                  <Score row={row} hit={hits?.get(row.id)} />
                </Cell>
                <Cell className={styles.cell}>
                  <State row={row} />
                </Cell>
                <Cell className={styles.cell}>
                  <Tags tags={row.tags} />
                </Cell>
                <Cell className={styles.cell}>
                  <Way delivery={row.delivery} />
                </Cell>
              </Row>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
    </div>
  );
}

interface SortColumnProps {
  id: string;
  text: Key;
  width: `${number}fr`;
  sort: SortDescriptor;
  isRowHeader?: boolean;
}

function SortColumn({ id, text, width, sort, isRowHeader = false }: SortColumnProps) {
  const { t } = useTexts();
  const Icon = sort.direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <Column id={id} width={width} minWidth={110} allowsSorting isRowHeader={isRowHeader} className={styles.sortable}>
      {t(text)}
      {sort.column === id && <Icon size={14} aria-hidden="true" />}
    </Column>
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
      <span className={styles.small}>{row.reference}</span>
    </span>
  );
}

function When({ row }: { row: InterviewRow }) {
  const texts = useTexts();
  const minutes = Math.max(1, Math.round(row.seconds / 60));
  const answers: Key = row.answers === 1 ? "desk.answers.one" : "desk.answers";
  return (
    <span className={styles.when}>
      {dayAndTime(row.started, new Date(), texts)}
      <small className={styles.small}>
        {row.seconds > 0 ? texts.t("interview.length", { n: row.answers, m: minutes }) : texts.t(answers, { n: row.answers })}
      </small>
    </span>
  );
}

function Score({ row, hit }: { row: InterviewRow; hit: SearchHit | undefined }) {
  return (
    <span className={styles.scoreCell}>
      <Numbers report={row.report} />
      {hit?.excerpt && <Excerpt excerpt={hit.excerpt} />}
    </span>
  );
}

function Numbers({ report }: { report: InterviewRow["report"] }) {
  const { t } = useTexts();
  const may = useMay();
  if (!report) return <span className={styles.quiet}>{t("desk.noReport")}</span>;
  if (report.hidden) return <span className={styles.quiet}>{t(may("read") ? "desk.rateFirst" : "list.withoutNumbers")}</span>;
  if (!report.score) {
    return (
      <span>
        <b className={styles.none}>{t("desk.noScore")}</b>{" "}
        {report.recognition !== null && <small className={styles.small}>{t("transcript.recognition", { n: report.recognition })}</small>}
      </span>
    );
  }
  const { score, low, high } = report.score;
  return (
    <span className={styles.score}>
      <b className={styles.figure}>{Math.round(score)}</b>
      <ScoreRange score={score} low={low} high={high} required={report.required} />
      <span className={styles.small}>
        {Math.round(low)} – {Math.round(high)}
      </span>
    </span>
  );
}

function Excerpt({ excerpt }: { excerpt: NonNullable<SearchHit["excerpt"]> }) {
  const { t } = useTexts();
  return (
    <span className={styles.excerpt} title={t("list.said", { n: excerpt.answer })}>
      {t("list.said", { n: excerpt.answer })}{" "}
      <span lang={/\p{Script=Han}/u.test(excerpt.found + excerpt.after) ? "zh-CN" : "en"}>
        {excerpt.before}
        <mark>{excerpt.found}</mark>
        {excerpt.after}
      </span>
    </span>
  );
}

/** What a person should look at first, else what comes next, else how far the interview has come. */
function State({ row }: { row: InterviewRow }) {
  const { t, language } = useTexts();
  const { report } = row;
  if (!report) return <Chip tone="plain">{t(stateKey(row.state))}</Chip>;
  if (report.outcome) return <Chip tone="plain">{`◆ ${t(`outcome.${report.outcome}`)}`}</Chip>;
  if (report.wants_third) return <Chip tone="warn">{t("desk.third")}</Chip>;
  if (report.hidden) return <Chip tone="primary">{t("desk.view.mine")}</Chip>;
  if (!report.score) return <Chip tone="warn">{t("desk.insufficient.short")}</Chip>;
  if (report.score.score < report.required) return <Chip tone="warn">{t("desk.attention.total", { required: report.required })}</Chip>;
  if (report.below.length > 0) {
    const names = report.below.map((name) => nameIn(language, name));
    return <Chip tone="warn">{t("desk.attention.below", { names: listed(names, language) })}</Chip>;
  }
  if (needsAttention(row)) return <Chip tone="warn">{t("desk.identity.failed")}</Chip>;
  return report.reviewed ? <Chip tone="plain">{t("desk.reviewed")}</Chip> : <Chip tone="primary">{t("desk.view.mine")}</Chip>;
}

function Tags({ tags }: { tags: string[] }) {
  const [first, ...rest] = tags;
  if (first === undefined) return null;
  return (
    <span className={styles.tags} title={tags.join(" · ")}>
      <span className={styles.tag}>{first}</span>
      {rest.length > 0 && <small className={styles.small}>{`+${rest.length}`}</small>}
    </span>
  );
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
