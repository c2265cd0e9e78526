export { Keyboard } from "./Keyboard";
export type { Candidate, PinyinCandidates } from "./composer";
