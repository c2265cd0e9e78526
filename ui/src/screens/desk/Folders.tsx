import { ChevronRight } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { Button, Collection, Tree, TreeItem, TreeItemContent, type Key as ItemKey } from "react-aria-components";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { useClient, type InterviewRow } from "../../client";
import { useKeptResource } from "../../client/resource";
import { nameIn, useTexts } from "../../i18n";
import { monthName } from "./board/months";
import { bandName, EVERYTHING, STAGE_TEXTS, type ListFilter } from "./filter";
import { filterOf, foldersOf, shownFolder, WHOLE, type Folder } from "./folders";
import styles from "./Folders.module.css";

/** Which folders stand open; kept while another page is shown. */
export interface Browsing {
  open: boolean;
  expanded: ItemKey[];
}

export const NOT_BROWSING: Browsing = { open: false, expanded: [] };

interface FoldersProps {
  rows: InterviewRow[];
  filter: ListFilter;
  onFilter: (filter: ListFilter) => void;
  expanded: ItemKey[];
  onExpand: (expanded: ItemKey[]) => void;
}

/** The filing as a tree. The station counts it; a folder that is chosen sets the filter of the list. */
export function Folders({ rows, filter, onFilter, expanded, onExpand }: FoldersProps) {
  const { t } = useTexts();
  const client = useClient();
  const [filed, again] = useKeptResource(useCallback(() => client.filing(), [client]));
  const counted = useRef(rows);
  useEffect(() => {
    if (counted.current === rows) return;
    counted.current = rows;
    again();
  }, [rows, again]);
  const groups = filed.state === "ready" ? filed.value : undefined;
  const title = useTitles(rows);
  const folders = useMemo(() => {
    const inner = foldersOf(groups ?? []).sort((one, other) => title(one).localeCompare(title(other), "zh-CN"));
    const whole = { id: WHOLE, path: {}, count: inner.reduce((sum, { count }) => sum + count, 0), inside: [] };
    return [whole, ...inner];
  }, [groups, title]);
  const choose = (id: ItemKey) => {
    const chosen = found(folders, id);
    if (!chosen) return;
    if (chosen.inside.length > 0 && !expanded.includes(id)) onExpand([...expanded, id]);
    onFilter(chosen.id === WHOLE ? EVERYTHING : filterOf(chosen.path));
  };
  const shown = shownFolder(filter);
  return (
    <nav className={styles.panel} aria-label={t("folders.title")}>
      {filed.state === "failed" ? (
        <Failure failure={filed.failure} onRetry={again} />
      ) : filed.state === "loading" ? (
        <Loading label={t("desk.loading")} lines={4} />
      ) : (
        <Tree
          className={styles.tree}
          aria-label={t("folders.title")}
          items={folders}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={shown === null ? [] : [shown]}
          onSelectionChange={(keys) => {
            for (const key of keys) choose(key);
          }}
          expandedKeys={expanded}
          onExpandedChange={(keys) => onExpand([...keys])}
        >
          {(folder) => <Line folder={folder} title={title} />}
        </Tree>
      )}
    </nav>
  );
}

function Line({ folder, title }: { folder: Folder; title: (folder: Folder) => string }) {
  const { t } = useTexts();
  const name = title(folder);
  return (
    <TreeItem id={folder.id} className={styles.line} textValue={`${name}, ${t("folders.count", { n: folder.count })}`}>
      <TreeItemContent>
        {({ isExpanded, hasChildItems }) => (
          <>
            {hasChildItems ? (
              <Button slot="chevron" className={styles.turn}>
                <ChevronRight size={15} aria-hidden="true" data-open={isExpanded || undefined} />
              </Button>
            ) : (
              <span className={styles.turn} />
            )}
            <span className={styles.name}>{name}</span>
            <span className={styles.count} aria-hidden="true">
              {folder.count}
            </span>
          </>
        )}
      </TreeItemContent>
      <Collection items={folder.inside}>{(inner) => <Line folder={inner} title={title} />}</Collection>
    </TreeItem>
  );
}

/** How folders are called: positions as the list has them. */
function useTitles(rows: InterviewRow[]) {
  const { t, language } = useTexts();
  return useMemo(() => {
    const positions = new Map(rows.map((row) => [row.code, nameIn(language, row.position)]));
    return ({ id, path: { position, stage, month, score } }: Folder): string => {
      if (id === WHOLE) return t("desk.view.all");
      if (score !== undefined && score !== null) return score === "none" ? t("filter.score.none") : bandName(score);
      if (month) return monthName(month, language);
      if (stage) return t(STAGE_TEXTS[stage]);
      return positions.get(position ?? "") ?? position ?? "";
    };
  }, [rows, t, language]);
}

function found(folders: Folder[], id: ItemKey): Folder | undefined {
  for (const folder of folders) {
    const inside = folder.id === id ? folder : found(folder.inside, id);
    if (inside) return inside;
  }
  return undefined;
}
