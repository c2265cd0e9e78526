import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { App } from "./App";
import { ClientProvider } from "./client";
import { tauriClient } from "./client/tauri";
import { makeTexts } from "./i18n";
import "./theme/base.css";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={makeTexts()}>
        <ClientProvider value={tauriClient}>
          <App />
        </ClientProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
