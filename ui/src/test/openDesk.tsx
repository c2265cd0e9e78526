import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { App } from "../App";
import { ClientProvider, type Client } from "../client";
import { CATALOGUES, makeTexts, type Key, type Language } from "../i18n";
import { fakeClient, fakeKiosk } from "./fake";
import { SCENES } from "./scenes";

/** A text of the Chinese desk, with what stands in its braces. */
export function said(key: Key, values: Record<string, string | number> = {}): string {
  const words = CATALOGUES["zh-CN"][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** The button of that name, as soon as it is there. */
export const button = (key: Key, values?: Record<string, string | number>) => screen.findByRole("button", { name: said(key, values) });

/** The whole window, at the desk; somebody has sat down unless `change` says otherwise. */
export async function openDesk(change: Partial<Client> = {}, language: Language = "zh-CN") {
  const user = userEvent.setup();
  const page = render(
    <I18nextProvider i18n={makeTexts(language)}>
      <ClientProvider value={fakeClient({ ...fakeKiosk(SCENES.attract(language)).client, ...change })}>
        <App />
      </ClientProvider>
    </I18nextProvider>,
  );
  await user.click(await screen.findByRole("button", { name: CATALOGUES[language]["attract.staff"] ?? "" }));
  return { user, page };
}

/** The desk with the first interview open. */
export async function openInterview(change: Partial<Client> = {}) {
  const opened = await openDesk(change);
  await opened.user.click(await screen.findByText("林晓岚"));
  await screen.findByRole("tab", { name: said("panel.abilities") });
  return opened;
}

/** The recording of the interview that is open, as soon as it is there. */
export const video = () =>
  waitFor(() => {
    const found = document.querySelector("video");
    if (!found) throw new Error("no video yet");
    return found;
  });
