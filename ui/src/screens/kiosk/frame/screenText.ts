/** At most so many characters are read aloud in one go; the station takes no more. */
const MOST = 4000;

/** What a person reads as one piece. */
const PIECE = "h1, h2, h3, p, li, dt, dd, button, label, legend, [data-piece]";
/** What is not there for those who see, or would be said twice. */
const SILENT = "[aria-hidden='true'], [data-silent], script, style, textarea, input";
const ENDS = /[.。?？:：,，;；]$/;

interface Piece {
  of: Element | null;
  text: string;
}

/** The words of a part of the page in reading order, the title first, as sentences that can be spoken. */
export function screenText(root: Element, language: string): string {
  const pieces = piecesOf(root);
  const title = pieces.filter(({ of }) => of?.matches("h1"));
  return sentencesOf([...title, ...pieces.filter((piece) => !title.includes(piece))], language);
}

/** What is said where there is no time to read the screen; empty where nothing is marked so. */
export function shortText(root: Element, language: string): string {
  return sentencesOf([...root.querySelectorAll("[data-short]")].flatMap(piecesOf), language);
}

function piecesOf(root: Element): Piece[] {
  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    const text = node.textContent?.replace(/\s+/g, " ") ?? "";
    if (!parent || parent.closest(SILENT)) continue;
    const of = parent.closest(PIECE);
    const last = pieces.at(-1);
    // A blank alone parts two words of one piece, and is no piece itself.
    if (last && of && last.of === of) last.text += text;
    else if (text.trim()) pieces.push({ of, text });
  }
  return pieces;
}

function sentencesOf(pieces: Piece[], language: string): string {
  const stop = language === "en" ? ". " : "。";
  let said = "";
  for (const { text } of pieces) {
    const sentence = text.replace(/\s+/g, " ").trim();
    const next = said + (ENDS.test(sentence) ? `${sentence} ` : sentence + stop);
    if (next.length > MOST) break;
    said = next;
  }
  return said.trim();
}
