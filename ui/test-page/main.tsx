import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { App } from "../src/App";
import { ClientProvider, type Intent } from "../src/client";
import { makeTexts, type Language } from "../src/i18n";
import { attachmentView, fakeClient, fakeKiosk, interviewRow, positionFigures, reviewPage } from "../src/test/fake";
import { kioskView, SCENES, type SceneName } from "../src/test/scenes";
import "../src/theme/base.css";
import { pictures } from "./pictures";
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

// `?script`: a whole journey that answers; otherwise the page stands where it is put.
const scripted = new URLSearchParams(location.search).has("script");
const station = fakeKiosk(kioskView({ name: "attract" }));
window.page = {
  scenes: Object.keys(SCENES),
  show: (scene, language) => station.show(SCENES[scene](language)),
  sent: station.sent,
};
const client = fakeClient({
  ...station.client,
  ...pictures(),
  openReview: (id) => Promise.resolve(reviewPage({ row: interviewRow({ id }), attachments: FILES })),
  statistics: () => Promise.resolve([positionFigures()]),
  ...(scripted ? follow(station) : {}),
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
