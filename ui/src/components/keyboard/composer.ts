import { replace, selection, type Field } from "./field";

/** One reading of typed letters. */
export interface Candidate {
  text: string;
  /** How many of the letters it stands for; the rest can go on. */
  consumed: number;
  /** The letters cut into syllables, where the engine says so. */
  spelling?: string;
}

/** The engine: readings of `pinyin`, the likeliest first. */
export type PinyinCandidates = (pinyin: string) => Promise<Candidate[]>;

/** What is being composed now. */
export interface Composition {
  /** Letters that wait for a choice; empty while nothing is composed. */
  letters: string;
  candidates: readonly Candidate[];
  /** Index of the candidate that the space bar takes. */
  active: number;
  /** Whether the candidates belong to the letters. */
  answered: boolean;
  /** What the engine threw. */
  failure: unknown;
}

const NOTHING: Composition = { letters: "", candidates: [], active: 0, answered: true, failure: null };

/**
 * Composes Chinese in one field: letters stand in the field, marked, until a candidate replaces
 * them, as with the input methods of a desktop. The engine answers later than keys are pressed:
 * what is pressed after a choice waits until that choice could be made.
 */
export class Composer {
  readonly #field: Field;
  #ask: PinyinCandidates = () => Promise.resolve([]);
  #state = NOTHING;
  /** Where the letters begin in the field. */
  #start = 0;
  /** A choice that waits for the engine: the first candidate, or one after the other. */
  #awaited: "one" | "all" | null = null;
  #waiting: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(field: Field) {
    this.#field = field;
  }

  /** Names the engine. */
  connect(ask: PinyinCandidates): void {
    this.#ask = ask;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Composition => this.#state;

  /** Whether letters wait for a choice. */
  get composing(): boolean {
    return this.#state.letters !== "";
  }

  /** Runs `action` now, or after the choice that still waits for the engine. */
  perform(action: () => void): void {
    if (this.#awaited) this.#waiting.push(action);
    else action();
  }

  /** Adds a letter or an apostrophe, in the place of what is selected. */
  type(letter: string): void {
    if (!this.#holds()) {
      const { from, to } = selection(this.#field);
      this.#start = from;
      this.#field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true, data: "" }));
      this.#field.dataset.composing = "";
      this.#write(from, to, letter);
    } else {
      this.#write(this.#start, this.#end, this.#state.letters + letter);
    }
  }

  /** Takes the last letter back. */
  backspace(): void {
    if (this.#holds()) this.#write(this.#start, this.#end, this.#state.letters.slice(0, -1));
  }

  /** Chooses a candidate; letters that it does not stand for are composed further. */
  choose(index: number): void {
    this.#take(index);
  }

  /** Chooses the active candidate as soon as it is known; letters without one stay as they are. */
  chooseActive(): void {
    this.#await("one");
  }

  /** Chooses until no letters are left, before something else is typed. */
  settle(): void {
    this.#await("all");
  }

  /** Makes the candidate before or behind the active one the active one. */
  step(by: 1 | -1): void {
    const { active, candidates } = this.#state;
    this.activate(Math.min(Math.max(active + by, 0), candidates.length - 1));
  }

  /** Makes a candidate the one that the space bar takes. */
  activate(index: number): void {
    if (this.#state.answered && index in this.#state.candidates) this.#set({ ...this.#state, active: index });
  }

  /** Ends composing; the letters stay as they are. */
  finish(): void {
    if (!this.#holds()) return;
    replace(this.#field, this.#start, this.#end, this.#state.letters, "insertText");
    this.#over();
  }

  /** Ends composing; the letters are taken out. */
  cancel(): void {
    if (this.#holds()) this.#write(this.#start, this.#end, "");
  }

  /** Ends composing where the selection left the letters, as by a tap elsewhere in the field. */
  follow(): void {
    const { from, to } = selection(this.#field);
    if (this.composing && (from !== this.#start || to !== this.#end)) this.#over();
  }

  get #end(): number {
    return this.#start + this.#state.letters.length;
  }

  /** Whether the letters still stand in the field; where something else changed them, we let go. */
  #holds(): boolean {
    if (!this.composing) return false;
    if (this.#field.value.slice(this.#start, this.#end) === this.#state.letters) return true;
    this.#over();
    return false;
  }

  #write(from: number, to: number, letters: string): void {
    replace(this.#field, from, to, letters, "insertCompositionText");
    if (letters) this.#compose(letters);
    else this.#over();
  }

  #compose(letters: string): void {
    this.#field.setSelectionRange(this.#start, this.#start + letters.length);
    this.#field.dispatchEvent(new CompositionEvent("compositionupdate", { bubbles: true, data: letters }));
    // The old candidates stay until the new ones come, so that the bar does not flicker.
    this.#set({ ...this.#state, letters, active: 0, answered: false, failure: null });
    this.#ask(letters).then(
      (candidates) => this.#answer(letters, { candidates, failure: null }),
      (failure: unknown) => this.#answer(letters, { candidates: [], failure }),
    );
  }

  #answer(letters: string, answer: Pick<Composition, "candidates" | "failure">): void {
    // An answer belongs to its question.
    if (letters !== this.#state.letters || this.#state.answered) return;
    this.#set({ ...this.#state, ...answer, answered: true });
    if (this.#awaited) this.#resume(this.#awaited);
  }

  /** Puts a candidate in the place of its letters; says whether letters are left. */
  #take(index: number): boolean {
    const candidate = this.#state.candidates[index];
    if (!candidate || !this.#state.answered || !this.#holds()) return false;
    const rest = this.#state.letters.slice(candidate.consumed);
    const written = replace(this.#field, this.#start, this.#start + candidate.consumed, candidate.text, "insertText");
    this.#start += written?.length ?? 0;
    if (written !== null && rest) this.#compose(rest);
    else this.#over();
    return written !== null && rest !== "";
  }

  #await(how: "one" | "all"): void {
    if (!this.#holds()) return;
    this.#awaited = how;
    if (this.#state.answered) this.#resume(how);
  }

  #resume(how: "one" | "all"): void {
    this.#awaited = null;
    if (this.#state.candidates.length === 0) {
      this.finish();
    } else if (this.#take(this.#state.active)) {
      if (how === "all") this.#awaited = "all";
      else this.#drain();
    }
  }

  /** Runs what waited, up to the next choice that has to wait. */
  #drain(): void {
    while (!this.#awaited) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
    }
  }

  #over(): void {
    delete this.#field.dataset.composing;
    const data = this.#field.value.slice(this.#start, selection(this.#field).to);
    this.#field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data }));
    this.#awaited = null;
    this.#set(NOTHING);
    this.#drain();
  }

  #set(state: Composition): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
