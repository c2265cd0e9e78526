import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { App } from "../App";
import { ClientProvider, type Client, type KioskView } from "../client";
import { CATALOGUES, makeTexts, type Language } from "../i18n";
import { fakeClient, fakeKiosk } from "./fake";
import { SCENES, type SceneName } from "./scenes";

/** The candidate's window over a station that stands at one scene. */
export function openKiosk(scene: SceneName, change: Partial<KioskView> = {}, client: Partial<Client> = {}) {
  const language: Language = change.language ?? "en";
  const station = fakeKiosk({ ...SCENES[scene](language), ...change });
  const user = userEvent.setup();
  render(
    <I18nextProvider i18n={makeTexts(language)}>
      <ClientProvider value={fakeClient({ ...station.client, ...client })}>
        <App />
      </ClientProvider>
    </I18nextProvider>,
  );
  const show = (next: KioskView) => act(() => station.show(next));
  return { user, sent: station.sent, show };
}

const en = CATALOGUES.en;

/** An English text of the catalogues, filled in. */
export function said(key: string, fill: Record<string, string | number> = {}): string {
  return Object.entries(fill).reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), en[key] ?? key);
}

/** A button by the key of its text. */
export const button = (key: string, fill: Record<string, string | number> = {}) => screen.getByRole("button", { name: said(key, fill) });

export const title = () => screen.getByRole("heading", { level: 1 });
