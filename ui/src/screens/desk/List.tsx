import { Archive, FileSpreadsheet, FolderTree, GitCompareArrows, Inbox, Play, SearchX, Tag } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ToggleButton, ToggleButtonGroup, type SortDescriptor } from "react-aria-components";
import { Button } from "../../components/Button";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { Notice } from "../../components/Notice";
import { useClient, type InterviewRow, type SavedView, type SearchHit } from "../../client";
import { useKeptResource, useResource, type Resource } from "../../client/resource";
import { useTexts, type Key } from "../../i18n";
import { ExportState, useExport } from "./exporting";
import { EVERYTHING, VIEWS, filtered, fromSaved, isIn, isMine, isSame, toSave, type ListFilter, type View } from "./filter";
import { FilterBar } from "./FilterBar";
import { Folders, type Browsing } from "./Folders";
import { InterviewTable } from "./InterviewTable";
import { MOST_COMPARED, useDesk, type Tab } from "./place";
import { useMay } from "./rights";
import { SavedViews } from "./SavedViews";
import { SearchChips } from "./SearchChips";
import type { Meant } from "./searched";
import { useStanding } from "./standing";
import { TagBar } from "./TagBar";
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
  /** What the words of the filter were understood to ask for. */
  meant: Meant;
  /** Another number whenever the lines are to stand as the filter says. */
  settled: number;
  browsing: Browsing;
  onBrowse: (browsing: Browsing) => void;
  onFilter: (filter: ListFilter) => void;
  /** An interview is opened from these, in the order in which they stand. */
  onWalk: (ids: string[]) => void;
  onRetry: () => void;
}

/** All stored interviews. They can be sorted by time or name, never by score: bands are in the ranking. */
export function List({ interviews, filter, meant, settled, browsing, onBrowse, onFilter, onWalk, onRetry }: ListProps) {
  const { t } = useTexts();
  const { go, chosen, choose } = useDesk();
  const may = useMay();
  const rows = useMemo(() => (interviews.state === "ready" ? interviews.value : []), [interviews]);
  const [search, searchAgain] = useHits(meant.words, rows);
  const [exporting, run] = useExport();
  const [tagging, setTagging] = useState(false);
  const [sort, setSort] = useState<SortDescriptor>({ column: "time", direction: "descending" });
  const hits = useMemo(() => hitsOf(search), [search]);
  const shown = useMemo(() => sorted(filtered(rows, filter, meant, hits, new Date()), sort), [rows, filter, meant, hits, sort]);
  const { standing, waiting, settle } = useStanding(rows, shown, JSON.stringify([filter, sort, settled, search.state]));
  const first = standing.find(isMine);
  const selected = useMemo(() => {
    const ticked = new Set(chosen);
    return standing.filter((row) => ticked.has(row.id));
  }, [chosen, standing]);
  const tags = useMemo(() => [...new Set(rows.flatMap((row) => row.tags))].sort(), [rows]);
  const open = (id: string, tab?: Tab) => {
    onWalk(ids(standing));
    go({ desk: "interview", id, ...(tab ? { tab } : {}) });
  };
  const busy = exporting.state === "busy";
  return (
    <>
      <header className={panel.header}>
        <h1 className={panel.title}>{t("desk.nav.interviews")}</h1>
        <div className={styles.news} role="status">
          {waiting > 0 && (
            <>
              {t("list.new", { n: waiting })}
              <Button look="quiet" onPress={settle}>
                {t("list.new.show")}
              </Button>
            </>
          )}
        </div>
        <span className={panel.gap} />
        <ToggleButton className={panel.toggle} isSelected={browsing.open} onChange={(open) => onBrowse({ ...browsing, open })}>
          <FolderTree size={16} aria-hidden="true" />
          {t("folders.title")}
        </ToggleButton>
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
      <Views rows={rows} filter={filter} meant={meant} onFilter={onFilter} />
      <div className={styles.tools}>
        <FilterBar rows={rows} filter={filter} onFilter={onFilter} />
        <span className={styles.actions}>
          {may("tag") && (
            <ToggleButton className={panel.toggle} isDisabled={selected.length === 0} isSelected={tagging && selected.length > 0} onChange={setTagging}>
              <Tag size={16} aria-hidden="true" />
              {t("list.tag")}
            </ToggleButton>
          )}
          {may("export") && (
            <>
              <Button look="secondary" isDisabled={standing.length === 0 || busy} onPress={() => run({ kind: "sheet", ids: ids(selected.length > 0 ? selected : standing) })}>
                <FileSpreadsheet size={16} aria-hidden="true" />
                {t("list.sheet")}
              </Button>
              <Button look="secondary" isDisabled={selected.length === 0 || busy} onPress={() => run({ kind: "zip", ids: ids(selected) })}>
                <Archive size={16} aria-hidden="true" />
                {t("list.zip")}
              </Button>
            </>
          )}
        </span>
        {tagging && selected.length > 0 && <TagBar rows={selected} tags={tags} onClose={() => setTagging(false)} />}
      </div>
      <SearchChips filter={filter} meant={meant} onFilter={onFilter} />
      <ExportState state={exporting} />
      <div className={styles.split}>
        {browsing.open && (
          <Folders rows={rows} filter={filter} onFilter={onFilter} expanded={browsing.expanded} onExpand={(expanded) => onBrowse({ ...browsing, expanded })} />
        )}
        <Body
          interviews={interviews}
          search={search}
          rows={standing}
          hits={hits}
          sort={sort}
          onSort={setSort}
          onClear={() => onFilter(EVERYTHING)}
          onRetry={interviews.state === "failed" ? onRetry : searchAgain}
          onSelect={choose}
          onOpen={open}
          narrow={browsing.open}
        />
      </div>
    </>
  );
}

/** What the words of a search are found in; looked for again when the list has become another. */
function useHits(words: string, rows: InterviewRow[]) {
  const client = useClient();
  const [search, again] = useKeptResource(
    useCallback(() => (words === "" ? Promise.resolve(null) : client.searchInterviews(words)), [client, words]),
  );
  const searched = useRef(rows);
  useEffect(() => {
    if (searched.current === rows) return;
    searched.current = rows;
    again();
  }, [rows, again]);
  return [search, again] as const;
}

const ids = (rows: InterviewRow[]) => rows.map((row) => row.id);

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
  /** Whether the folders stand beside it. */
  narrow: boolean;
}

function Body({ interviews, search, rows, hits, sort, onSort, onClear, onRetry, onSelect, onOpen, narrow }: BodyProps) {
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
      narrow={narrow}
    />
  );
}

interface ViewsProps {
  rows: InterviewRow[];
  filter: ListFilter;
  meant: Meant;
  onFilter: (filter: ListFilter) => void;
}

/** The built-in views, and beside them those that this person has saved. */
function Views({ rows, filter, meant, onFilter }: ViewsProps) {
  const { t } = useTexts();
  const client = useClient();
  const [asked] = useResource(useCallback(() => client.savedViews(), [client]));
  const [changed, setChanged] = useState<SavedView[]>();
  const saved = changed ?? (asked.state === "ready" ? asked.value : NONE);
  const counted = useMemo(
    () => saved.map((view) => ({ view, filter: fromSaved(view.filter), n: filtered(rows, fromSaved(view.filter), null, null, new Date()).length })),
    [saved, rows],
  );
  const shown = filter.words === "" ? counted.find((each) => isSame(each.filter, filter)) : undefined;
  const kept = toSave(filter, meant);
  const isBuiltIn = isSame(fromSaved(kept), { ...EVERYTHING, view: filter.view });
  const choose = (key: string) => {
    const view = VIEWS.find((each) => each === key);
    const own = counted.find((each) => each.view.id === key);
    if (own) onFilter(own.filter);
    else if (view) onFilter(shown ? { ...EVERYTHING, view } : { ...filter, view });
  };
  return (
    <div className={styles.viewLine}>
      <ToggleButtonGroup
        className={styles.views}
        aria-label={t("desk.views")}
        selectedKeys={[shown?.view.id ?? filter.view]}
        disallowEmptySelection
        onSelectionChange={(keys) => {
          for (const key of keys) choose(String(key));
        }}
      >
        {VIEWS.map((each) => (
          <ToggleButton key={each} id={each} className={styles.view}>
            {t(VIEW_TEXTS[each])}
            <span className={styles.count}>{rows.filter((row) => isIn(each, row)).length}</span>
          </ToggleButton>
        ))}
        {counted.map(({ view, n }) => (
          <ToggleButton key={view.id} id={view.id} className={styles.view}>
            {view.name}
            <span className={styles.count}>{n}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <SavedViews filter={isBuiltIn || shown ? null : kept} shown={shown?.view} onViews={setChanged} />
    </div>
  );
}

const NONE: SavedView[] = [];
