import type { Filed } from "../../client";
import { EVERYTHING, isSame, STAGES, type ListFilter } from "./filter";

/** A folder of the filing: what the list is filtered by to show what lies in it. */
export interface Folder {
  id: string;
  /** The filter that names it; its last part is what tells it from its neighbours. */
  path: FolderPath;
  count: number;
  inside: Folder[];
}

export type FolderPath = Partial<Pick<ListFilter, "position" | "stage" | "month" | "score">>;

/** From the outside in. */
const LEVELS = ["position", "stage", "month", "score"] as const satisfies (keyof FolderPath)[];

const idOf = (path: FolderPath) => LEVELS.flatMap((level) => path[level] ?? []).join("/");

/** The folder in which everything lies. */
export const WHOLE = "all";

/** Folders within folders: position, stage, month, score band. */
export function foldersOf(filed: Filed[]): Folder[] {
  const groups = filed.map(({ code, stage, month, score, count }) => ({ path: { position: code, stage, month, score: score ?? ("none" as const) }, count }));
  return opened(groups, {});
}

interface Group {
  path: Required<FolderPath>;
  count: number;
}

function opened(groups: Group[], outer: FolderPath): Folder[] {
  const level = LEVELS.find((each) => !(each in outer));
  if (level === undefined) return [];
  const parts = new Map<Group["path"][typeof level], Group[]>();
  for (const group of groups) parts.set(group.path[level], [...(parts.get(group.path[level]) ?? []), group]);
  return [...parts]
    .map(([part, within]) => {
      const path = { ...outer, [level]: part };
      return { id: idOf(path), path, count: within.reduce((sum, { count }) => sum + count, 0), inside: opened(within, path) };
    })
    .sort((one, other) => order(one.path, other.path));
}

/** Stages as they follow each other, the newest month first, the best band first, no score last. */
function order(one: FolderPath, other: FolderPath): number {
  const rank = ({ score }: FolderPath) => (score === undefined || score === null ? 0 : score === "none" ? 1 : -score);
  const stage = ({ stage }: FolderPath) => STAGES.findIndex((each) => each === stage);
  return stage(one) - stage(other) || (other.month ?? "").localeCompare(one.month ?? "") || rank(one) - rank(other);
}

/** The filter that shows what lies in a folder, and nothing else. */
export const filterOf = (path: FolderPath): ListFilter => ({ ...EVERYTHING, ...path });

/** The id of the folder that a filter shows; none where it asks for something else. */
export function shownFolder(filter: ListFilter): string | null {
  const set = LEVELS.filter((level) => filter[level] !== EVERYTHING[level]);
  const path: FolderPath = Object.fromEntries(set.map((level) => [level, filter[level]]));
  const isPath = set.every((level, at) => level === LEVELS[at]);
  if (!isPath || !isSame(filter, filterOf(path))) return null;
  return set.length === 0 ? WHOLE : idOf(path);
}
