import { Archive, FileSpreadsheet, GitCompareArrows, Inbox, Play, SearchX } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { ToggleButton, ToggleButtonGroup, type SortDescriptor } from "react-aria-components";
import { Button } from "../../components/Button";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { Notice } from "../../components/Notice";
import { useClient, type InterviewRow, type SearchHit } from "../../client";
import { useResource, type Resource } from "../../client/resource";
import { useTexts, type Key } from "../../i18n";
import { ExportState, useExport } from "./exporting";
import { EVERYTHING, VIEWS, filtered, isIn, isMine, type ListFilter, type View } from "./filter";
import { FilterBar } from "./FilterBar";
import { InterviewTable } from "./InterviewTable";
import { MOST_COMPARED, useDesk, type Tab } from "./place";
import { useMay } from "./rights";
import panel from "./panel.module.css";
import styles from "./List.module.css";

const VIEW_TEXTS: Record<View, Key> = {
  all: "desk.view.all",
  mine: "desk.view.mine",
  attention: "desk.view.attention",
  insufficient: "desk.view.insufficient",
  unsent: "desk.view.unsent",
};

interface ListProps {
  interviews: Resource<InterviewRow[]>;
  filter: ListFilter;
  onFilter: (filter: ListFilter) => void;
  /** An interview is opened from these, in the order in which they stand. */
  onWalk: (ids: string[]) => void;
  onRetry: () => void;
}

/** All stored interviews. They can be sorted by time or name, never by score: bands are in the ranking. */
export function List({ interviews, filter, onFilter, onWalk, onRetry }: ListProps) {
  const { t } = useTexts();
  const { go, chosen, choose } = useDesk();
  const client = useClient();
  const may = useMay();
  const rows = useMemo(() => (interviews.state === "ready" ? interviews.value : []), [interviews]);
  const { words } = filter;
  const [search, searchAgain] = useResource(
    useCallback(() => (words.trim() === "" ? Promise.resolve(null) : client.searchInterviews(words)), [client, words]),
  );
  const [exporting, run] = useExport();
  const [sort, setSort] = useState<SortDescriptor>({ column: "time", direction: "descending" });
  const hits = useMemo(() => hitsOf(search), [search]);
  const shown = useMemo(() => sorted(filtered(rows, filter, hits, new Date()), sort), [rows, filter, hits, sort]);
  const first = shown.find(isMine);
  const selected = useMemo(() => {
    const there = new Set(shown.map((row) => row.id));
    return chosen.filter((id) => there.has(id));
  }, [chosen, shown]);
  const open = (id: string, tab?: Tab) => {
    onWalk(shown.map((row) => row.id));
    go({ desk: "interview", id, ...(tab ? { tab } : {}) });
  };
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.interviews")}</h1>
        <span className={panel.gap} />
        {may("compare") && (
          <Button look="secondary" isDisabled={chosen.length < 2 || chosen.length > MOST_COMPARED} onPress={() => go({ desk: "compare" })}>
            <GitCompareArrows size={16} aria-hidden="true" />
            {chosen.length > 0 ? t("list.compare.n", { n: chosen.length }) : t("desk.nav.compare")}
          </Button>
        )}
        {may("rate") && (
          <Button look="primary" isDisabled={!first} onPress={() => first && open(first.id, "review")}>
            <Play size={16} aria-hidden="true" />
            {t("list.reviewFirst")}
          </Button>
        )}
      </header>
      <Views rows={rows} view={filter.view} onView={(view) => onFilter({ ...filter, view })} />
      <div className={styles.tools}>
        <FilterBar rows={rows} filter={filter} onFilter={onFilter} />
        <span className={panel.gap} />
        {may("export") && (
          <>
            <Button look="secondary" isDisabled={shown.length === 0 || exporting.state === "busy"} onPress={() => run({ kind: "sheet", ids: ids(shown, selected) })}>
              <FileSpreadsheet size={16} aria-hidden="true" />
              {t("list.sheet")}
            </Button>
            <Button look="secondary" isDisabled={selected.length === 0 || exporting.state === "busy"} onPress={() => run({ kind: "zip", ids: selected })}>
              <Archive size={16} aria-hidden="true" />
              {t("list.zip")}
            </Button>
          </>
        )}
      </div>
      <ExportState state={exporting} />
      <Body
        interviews={interviews}
        search={search}
        rows={shown}
        hits={hits}
        sort={sort}
        onSort={setSort}
        onClear={() => onFilter(EVERYTHING)}
        onRetry={interviews.state === "failed" ? onRetry : searchAgain}
        onSelect={choose}
        onOpen={open}
      />
    </>
  );
}

const ids = (shown: InterviewRow[], selected: string[]) => (selected.length > 0 ? selected : shown.map((row) => row.id));

function hitsOf(search: Resource<SearchHit[] | null>): Map<string, SearchHit> | null {
  if (search.state !== "ready" || search.value === null) return null;
  return new Map(search.value.map((hit) => [hit.id, hit]));
}

const BY_NAME = new Intl.Collator("zh-CN");

function sorted(rows: InterviewRow[], { column, direction }: SortDescriptor): InterviewRow[] {
  const name = (row: InterviewRow) => row.name ?? row.reference;
  // Moments are written in UTC and so that their text has their order.
  const inTime = (a: InterviewRow, b: InterviewRow) => (a.started < b.started ? -1 : a.started > b.started ? 1 : 0);
  const order = column === "name" ? (a: InterviewRow, b: InterviewRow) => BY_NAME.compare(name(a), name(b)) : inTime;
  const sign = direction === "descending" ? -1 : 1;
  // Equal ones stay as the station gave them, in either direction.
  return [...rows].sort((a, b) => sign * order(a, b));
}

interface BodyProps {
  interviews: Resource<InterviewRow[]>;
  search: Resource<SearchHit[] | null>;
  rows: InterviewRow[];
  hits: Map<string, SearchHit> | null;
  sort: SortDescriptor;
  onSort: (sort: SortDescriptor) => void;
  onClear: () => void;
  onRetry: () => void;
  onSelect: (ids: string[]) => void;
  onOpen: (id: string) => void;
}

function Body({ interviews, search, rows, hits, sort, onSort, onClear, onRetry, onSelect, onOpen }: BodyProps) {
  const may = useMay();
  const { t } = useTexts();
  const { chosen } = useDesk();
  const failed = interviews.state === "failed" ? interviews : search.state === "failed" ? search : undefined;
  const icon = { size: 32, strokeWidth: 1.5, "aria-hidden": true } as const;
  const inside = () => {
    if (failed) return <Failure failure={failed.failure} onRetry={onRetry} />;
    if (interviews.state !== "ready" || search.state === "loading") return <Loading label={t("desk.loading")} lines={6} />;
    if (interviews.value.length === 0) return <Notice icon={<Inbox {...icon} />} title={t("desk.empty")} />;
    if (rows.length > 0) return undefined;
    return (
      <Notice icon={<SearchX {...icon} />} title={t("desk.noMatch.title")}>
        <Button look="secondary" onPress={onClear}>
          {t("desk.noMatch.clear")}
        </Button>
      </Notice>
    );
  };
  const instead = inside();
  if (instead) return <div className={panel.card}>{instead}</div>;
  return (
    <InterviewTable
      rows={rows}
      hits={hits}
      sort={sort}
      onSort={onSort}
      selected={chosen}
      onSelect={onSelect}
      onOpen={onOpen}
      mayRead={may("read")}
    />
  );
}

function Views({ rows, view, onView }: { rows: InterviewRow[]; view: View; onView: (view: View) => void }) {
  const { t } = useTexts();
  return (
    <ToggleButtonGroup
      className={styles.views}
      aria-label={t("desk.views")}
      selectedKeys={[view]}
      disallowEmptySelection
      onSelectionChange={(keys) => {
        const chosen = VIEWS.find((each) => keys.has(each));
        if (chosen) onView(chosen);
      }}
    >
      {VIEWS.map((each) => (
        <ToggleButton key={each} id={each} className={styles.view}>
          {t(VIEW_TEXTS[each])}
          <span className={styles.count}>{rows.filter((row) => isIn(each, row)).length}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
