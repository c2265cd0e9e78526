import type { InterviewRow, Name } from "../../client";

/** A part of what was typed into the search, and what it is taken for. */
export interface Piece {
  kind: "position" | "least" | "word";
  /** As it was typed. */
  typed: string;
}

/** What a search asks for. */
export interface Meant {
  pieces: Piece[];
  /** Code and name of a position. */
  position: { code: string; name: Name } | null;
  /** Least score, 40–100. */
  least: number | null;
  /** What is left, for the search in names and answers; empty for none. */
  words: string;
}

/** Who and what a search may name. */
export interface Known {
  positions: Map<string, { code: string; name: Name } | null>;
  people: Set<string>;
}

/** A number as scores are shown (40–100), with the words that people put around it. */
const SCORE = /^(?:≥|>=|>)?(100|[4-9]\d)(?:\+|分以上|以上|分)?$/;
/** The same at the end of words that are written without a space. */
const SCORE_AT_END = /^(.*\D)(100|[4-9]\d)(分以上|以上|分|\+)?$/;
/** Words in quotes are looked for as they are. */
const TOKENS = /"([^"]*)"|“([^”]*)”|「([^」]*)」|([^\s"“「]+)/g;
/** Words of the longest English name of a position. */
const MOST_WORDS = 4;

/** Case and width do not matter, as in the search itself. */
const plain = (text: string) => text.normalize("NFKC").toLowerCase().trim();

/** The positions and people of a list; a name that two positions have names neither. */
export function knownOf(rows: InterviewRow[]): Known {
  const positions: Known["positions"] = new Map();
  const people = new Set<string>();
  for (const { code, position: name, name: person } of rows) {
    for (const word of [name.zh, name.en, code]) {
      const known = positions.get(plain(word));
      positions.set(plain(word), known === undefined || known?.code === code ? { code, name } : null);
    }
    if (person !== null) people.add(plain(person));
  }
  return { positions, people };
}

/**
 * Understands `name position 80`: a name of a position, and a number as the least score, each once and
 * in any order; all else is searched as words. Chinese may be written without spaces where what is left
 * beside position and number is the name of somebody in the list, or nothing.
 */
export function understood(typed: string, known: Known): Meant {
  const meant: Meant = { pieces: [], position: null, least: null, words: "" };
  const tokens = [...typed.matchAll(TOKENS)].map(([all, ...inner]) => ({ all, quoted: inner[0] ?? inner[1] ?? inner[2] }));
  const words: string[] = [];
  const word = (text: string, as: string) => {
    meant.pieces.push({ kind: "word", typed: as });
    words.push(text);
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const { all, quoted } = tokens[at] ?? { all: "", quoted: "" };
    if (quoted !== undefined) {
      // A comma keeps the words of a phrase beside each other.
      if (quoted.trim() !== "") word(quoted.trim().replace(/\s+/g, ","), all);
      continue;
    }
    const count = takePosition(tokens.slice(at, at + MOST_WORDS), known, meant);
    if (count > 0) {
      at += count - 1;
      continue;
    }
    if (takeScore(all, meant) || takeJoined(all, known, meant, word)) continue;
    word(all, all);
  }
  meant.words = words.join(" ");
  return meant;
}

/** How many of the tokens name a position together; 0 where they do not. */
function takePosition(tokens: { all: string; quoted: string | undefined }[], known: Known, meant: Meant): number {
  if (meant.position) return 0;
  for (let count = tokens.length; count > 0; count -= 1) {
    const some = tokens.slice(0, count);
    if (some.some(({ quoted }) => quoted !== undefined)) continue;
    const typed = some.map(({ all }) => all).join(" ");
    const position = known.positions.get(plain(typed));
    if (position) {
      meant.position = position;
      meant.pieces.push({ kind: "position", typed });
      return count;
    }
  }
  return 0;
}

function takeScore(token: string, meant: Meant): boolean {
  const [, number] = SCORE.exec(plain(token)) ?? [];
  if (number === undefined || meant.least !== null) return false;
  meant.least = Number(number);
  meant.pieces.push({ kind: "least", typed: token });
  return true;
}

/** Name, position and number in one word: `林晓岚柜员80`. */
function takeJoined(token: string, known: Known, meant: Meant, word: (text: string, as: string) => void): boolean {
  let left = plain(token);
  const [, head, number] = meant.least === null ? (SCORE_AT_END.exec(left) ?? []) : [];
  if (head !== undefined) left = head;
  const named = meant.position ? undefined : positionAtEdge(left, known);
  if (named) left = named.left;
  if ((head === undefined && !named) || (left !== "" && !known.people.has(left))) return false;
  if (left !== "") word(left, left);
  if (named) {
    meant.position = named.position;
    meant.pieces.push({ kind: "position", typed: named.typed });
  }
  if (number !== undefined) {
    meant.least = Number(number);
    meant.pieces.push({ kind: "least", typed: number });
  }
  return true;
}

/** The longest name of a position with which a word begins or ends. */
function positionAtEdge(word: string, { positions }: Known) {
  const longestFirst = [...positions].sort(([a], [b]) => b.length - a.length);
  for (const [typed, position] of longestFirst) {
    if (!position) continue;
    if (word.endsWith(typed)) return { position, typed, left: word.slice(0, -typed.length) };
    if (word.startsWith(typed)) return { position, typed, left: word.slice(typed.length) };
  }
  return undefined;
}

/** What stands in the search field without the parts of a kind. */
export function without(kind: Piece["kind"], { pieces }: Meant): string {
  return pieces
    .filter((piece) => piece.kind !== kind)
    .map(({ typed }) => typed)
    .join(" ");
}
