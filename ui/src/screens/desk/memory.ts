import { useState } from "react";
import type { DeskPerson } from "../../client";
import { useDesk } from "./place";
import type { Theme } from "./theme";

/** What somebody has written and not handed in yet, by place; without it, nothing. */
export type Drafts = Map<string, string>;

/**
 * What the window remembers of the desk while nobody sits there, until the program ends: never
 * written anywhere. How the page looks belongs to the station, drafts to who wrote them.
 */
export class DeskMemory {
  #owner = "";
  #drafts: Drafts = new Map();
  #theme: Theme | undefined;
  #keys = true;

  /** Whether what was begun was begun by this person. */
  isOf(person: DeskPerson): boolean {
    return this.#owner === ownerOf(person);
  }

  /** The drafts of this person. What another one began is dropped. */
  draftsOf(person: DeskPerson): Drafts {
    // Who only looks as another role writes nothing, and finds their own drafts afterwards.
    if (person.viewing) return new Map();
    if (!this.isOf(person)) this.#drafts = new Map();
    this.#owner = ownerOf(person);
    return this.#drafts;
  }

  /** The look that was chosen; none before. */
  get theme(): Theme | undefined {
    return this.#theme;
  }

  /** Keeps the look. */
  keepTheme(theme: Theme): void {
    this.#theme = theme;
  }

  /** Whether single keys do something. */
  get keys(): boolean {
    return this.#keys;
  }

  /** Keeps the switch of single keys. */
  keepKeys(on: boolean): void {
    this.#keys = on;
  }
}

const ownerOf = ({ role, name }: DeskPerson) => `${role} ${name}`;

/** A text that outlives its field, until it is set to nothing or somebody else sits down. */
export function useDraft(place: string, first = ""): [text: string, setText: (text: string) => void] {
  const { drafts } = useDesk();
  const [text, setText] = useState(() => drafts.get(place) ?? first);
  return [
    text,
    (next) => {
      if (next === "") drafts.delete(place);
      else drafts.set(place, next);
      setText(next);
    },
  ];
}
