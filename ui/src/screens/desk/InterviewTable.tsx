import { ArrowDown, ArrowUp } from "lucide-react";
import type { SortDescriptor } from "react-aria-components";
import type { InterviewRow, SearchHit } from "../../client";
import { useTexts, type Key } from "../../i18n";
import { HEAD_LINE } from "./gridKeys";
import { InterviewLine, SampleLine } from "./InterviewLine";
import { drawn, useSight } from "./sight";
import { useGrid } from "./useGrid";
import styles from "./InterviewTable.module.css";

/** Least heights of a line in pixels: with words that were found it holds three lines of text. */
const LINE = 52;
const LINE_WITH_WORDS = 76;

interface Head {
  text: Key;
  /** Beside the folders it has no column of its own. */
  wideOnly?: true;
  /** Name of the order that a press on this head brings. */
  order?: "name" | "time";
  note?: Key;
}

const HEADS: Head[] = [
  { text: "list.select" },
  { text: "desk.col.name", order: "name" },
  { text: "desk.col.position" },
  { text: "desk.col.time", order: "time" },
  { text: "desk.col.score", note: "desk.col.axis" },
  { text: "desk.col.state" },
  { text: "desk.col.tags", wideOnly: true },
  { text: "desk.col.delivery" },
];

interface InterviewTableProps {
  rows: InterviewRow[];
  hits: Map<string, SearchHit> | null;
  sort: SortDescriptor;
  onSort: (sort: SortDescriptor) => void;
  selected: string[];
  onSelect: (ids: string[]) => void;
  onOpen: (id: string) => void;
  /** Whether reports may be read; who may not sees that there is one. */
  mayRead: boolean;
  /** Whether it shares its place with the folders: tags stand under the position then. */
  narrow: boolean;
}

/**
 * One line an interview; arrows move, Enter or a press opens. Only what is in sight is drawn, by a
 * grid of our own: ten thousand lines are scrolled without a frame that is felt, which a component
 * for every cell did not allow.
 */
export function InterviewTable(props: InterviewTableProps) {
  // Heights are read once.
  return <Grid key={props.hits ? "words" : "plain"} {...props} />;
}

function Grid({ rows, hits, sort, onSort, selected, onSelect, onOpen, mayRead, narrow }: InterviewTableProps) {
  const texts = useTexts();
  const { t } = texts;
  const heads = narrow ? HEADS.filter((head) => !head.wideOnly) : HEADS;
  const { seen, scrolls, measures } = useSight(hits ? LINE_WITH_WORDS : LINE);
  const turn = (order: Head["order"]) => {
    if (!order) return;
    const again = sort.column === order && sort.direction === "ascending";
    onSort({ column: order, direction: again ? "descending" : "ascending" });
  };
  const { handlers, spot, chosen } = useGrid({
    rows,
    columns: heads.length,
    selected,
    onSelect,
    onOpen,
    onHead: (column) => turn(heads[column]?.order),
  });
  return (
    <div className={styles.card}>
      <div
        {...handlers}
        ref={scrolls}
        className={styles.table}
        data-narrow={narrow || undefined}
        role="grid"
        aria-label={t("desk.nav.interviews")}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={heads.length}
      >
        <div className={styles.head} role="row" aria-rowindex={1}>
          {heads.map((head, column) => (
            <ColumnHead key={head.text} {...head} sort={sort} stands={spot.line === HEAD_LINE && spot.column === column} />
          ))}
        </div>
        <div className={styles.lines} role="rowgroup" style={{ height: rows.length * seen.height }}>
          <SampleLine measures={measures} withWords={hits !== null} />
          {drawn(seen, rows.length, spot.line).map((at) => {
            const row = rows[at];
            return (
              row && (
                <InterviewLine
                  key={row.id}
                  row={row}
                  texts={texts}
                  hit={hits?.get(row.id)}
                  index={at}
                  height={seen.height}
                  selected={chosen.has(row.id)}
                  column={at === spot.line ? spot.column : undefined}
                  mayRead={mayRead}
                  narrow={narrow}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** A head that sorts says how, and takes a press, Enter and the space bar. */
function ColumnHead({ text, order, note, sort, stands }: Head & { sort: SortDescriptor; stands: boolean }) {
  const { t } = useTexts();
  const Icon = sort.direction === "ascending" ? ArrowUp : ArrowDown;
  const sorts = order !== undefined && sort.column === order;
  return (
    <div
      className={order ? `${styles.headCell} ${styles.sortable}` : styles.headCell}
      role="columnheader"
      tabIndex={stands ? 0 : -1}
      aria-sort={order && (sorts ? sort.direction : "none")}
    >
      <span className={text === "list.select" ? "visually-hidden" : undefined}>{t(text)}</span>
      {note && <span className={styles.axisNote}>{t(note)}</span>}
      {sorts && <Icon size={14} aria-hidden="true" />}
    </div>
  );
}
