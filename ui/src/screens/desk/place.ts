import { createContext, useContext } from "react";
import type { DeskPerson } from "../../client";
import type { Drafts } from "./memory";

/** A part of the interview page. */
export type Tab = "abilities" | "questions" | "notices" | "material" | "notes" | "review";

/** A card of the settings that can be gone to. */
export type SettingsPart = "people" | "devices" | "models" | "policy" | "hrms" | "storage";

/** Where the desk stands. */
export type DeskPlace =
  | { desk: "list" }
  | { desk: "interview"; id: string; tab?: Tab; atMs?: number }
  | { desk: "compare" }
  | { desk: "ranking" }
  | { desk: "statistics" }
  | { desk: "sync" }
  | { desk: "log" }
  | { desk: "health" }
  | { desk: "decisions" }
  | { desk: "settings"; part?: SettingsPart };

/** What all pages of the desk share. */
export interface DeskState {
  person: DeskPerson;
  /** Looks at the desk as somebody else, or as oneself again. */
  sitAs: (person: DeskPerson) => void;
  /** What this person has written and not handed in yet. */
  drafts: Drafts;
  go: (place: DeskPlace) => void;
  /** Interviews chosen in the list, for comparison and export. */
  chosen: string[];
  choose: (ids: string[]) => void;
  /** Whether single keys do something. */
  keys: boolean;
  setKeys: (on: boolean) => void;
  /** Something that is stored has changed: lists ask again. */
  changed: () => void;
}

const Context = createContext<DeskState | null>(null);

export const DeskProvider = Context.Provider;

export function useDesk(): DeskState {
  const state = useContext(Context);
  if (!state) throw new Error("no desk around this component");
  return state;
}

/** Most people that are compared at a time. */
export const MOST_COMPARED = 4;
