import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { App } from "../src/App";
import { ClientProvider, type Intent } from "../src/client";
import { makeTexts, type Language } from "../src/i18n";
import { fakeClient, fakeKiosk, positionFigures } from "../src/test/fake";
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

// `?script`: a whole journey that answers; otherwise the page stands where it is put.
// `?many`: as many interviews as a branch has in years.
const wanted = new URLSearchParams(location.search);
const scripted = wanted.has("script");
const station = fakeKiosk(kioskView({ name: "attract" }));
window.page = {
  scenes: Object.keys(SCENES),
  show: (scene, language) => station.show(SCENES[scene](language)),
  sent: station.sent,
};
const client = fakeClient({
  ...station.client,
  ...pictures(),
  statistics: () => Promise.resolve([positionFigures()]),
  ...(scripted ? follow(station) : {}),
  ...(wanted.has("many") ? { listInterviews: () => Promise.resolve(many()) } : {}),
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
