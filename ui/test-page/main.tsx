import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { App } from "../src/App";
import { ClientProvider, type Intent, type NoteView, type SavedView, type StationHealth } from "../src/client";
import { makeTexts, type Language } from "../src/i18n";
import { boards } from "../src/test/boards";
import { attachmentView, check, fakeClient, fakeKiosk, interviewRow, MIXED_HEALTH, reviewPage } from "../src/test/fake";
import { kioskView, SCENES, type SceneName } from "../src/test/scenes";
import "../src/theme/base.css";
import { pictures } from "./pictures";
import { many } from "./many";
import { follow } from "./script";

declare global {
  interface Window {
    /** What the suite may do with the page. */
    page: {
      scenes: string[];
      show: (scene: SceneName, language: Language) => void;
      sent: Intent[];
    };
  }
}

/** One of each sort, one with the longest name. */
const FILES = [
  attachmentView({ note: "初审时交的" }),
  attachmentView({ id: "b", name: `${"资格证书的扫描件".repeat(14)}.jpg`, kind: "jpeg", bytes: 2_300_000, added_by: "段凯文" }),
  attachmentView({ id: "c", name: "introduction.mp4", kind: "mp4", bytes: 31_400_000 }),
];

const UNWELL: StationHealth = { ...MIXED_HEALTH, ok: false, checks: [check("models", "model_missing", { finding: "missing" })] };

/** One of one's own and one of somebody else's. */
const NOTES: NoteView[] = [
  { id: "own", author: "陆婉清", at: "2026-11-25T08:10:00Z", text: "第 3 题答得具体，第 5 题请再听一遍。" },
  { id: "other", author: "段凯文", at: "2026-11-25T09:02:00Z", text: "同意。" },
];

/** Under a name as long as people give them. */
const VIEWS: SavedView[] = [
  {
    id: "view",
    name: "翠湖支行 2026 年秋季校招：柜员，等第二位评级",
    filter: { view: "mine", position: "teller", days: null, month: null, stage: null, score: null, least: null, tag: null },
  },
];

const STAFF_PIN = "2468";

// `?script`: a whole journey that answers, with `&time` one that grows tired of waiting; otherwise
// the page stands where it is put. `?kiosk`: the window of a kiosk, whose door is open, with
// `&pin` only for the staff PIN. `?signin`:
// nobody sits at the desk, and there are two ways in. `?away`: the HR system is out of reach. `?unwell`:
// no interview is possible. `?many`: as many interviews as a branch has in
// years.
const asked = new URLSearchParams(location.search);
const scripted = asked.has("script");
const station = fakeKiosk(kioskView({ name: "attract" }));
window.page = {
  scenes: Object.keys(SCENES),
  show: (scene, language) => station.show(SCENES[scene](language)),
  sent: station.sent,
};
const refused = () => Promise.reject(Object.assign(new Error("refused"), { code: "hrms.sign_in", detail: "", response: "retry" }));
const client = fakeClient({
  ...station.client,
  ...pictures(),
  ...boards,
  openReview: (id) => Promise.resolve(reviewPage({ row: interviewRow({ id }), attachments: FILES, notes: NOTES })),
  savedViews: () => Promise.resolve(VIEWS),
  stationHealth: () => Promise.resolve(MIXED_HEALTH),
  kioskMode: () => Promise.resolve(asked.has("kiosk")),
  tryDoor: (pin) => Promise.resolve({ open: !asked.has("pin") || pin === STAFF_PIN, set: true, tries_left: pin === "" ? 5 : 4, locked_s: 0 }),
  ...(scripted ? follow(station, asked.has("time")) : {}),
  ...(asked.has("signin") ? { deskPerson: () => Promise.resolve(null), waysIn: () => Promise.resolve({ people: true, hrms: true }), signInByHrms: refused } : {}),
  ...(asked.has("away") ? { hrmsAway: () => Promise.resolve(true) } : {}),
  ...(asked.has("unwell") ? { stationHealth: () => Promise.resolve(UNWELL) } : {}),
  ...(asked.has("many") ? { listInterviews: () => Promise.resolve(many()) } : {}),
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={makeTexts()}>
        <ClientProvider value={client}>
          <App />
        </ClientProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
