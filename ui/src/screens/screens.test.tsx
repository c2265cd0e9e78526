import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it, vi } from "vitest";
import { App } from "../App";
import { ClientProvider, type Client } from "../client";
import { CATALOGUES, makeTexts, type Language } from "../i18n";
import { fakeClient, fakeKiosk, GOOD_HEALTH } from "../test/fake";
import { SCENES } from "../test/scenes";

const zh = CATALOGUES["zh-CN"];
const en = CATALOGUES.en;

function open(change: Partial<Client> = {}, language: Language = "zh-CN") {
  const user = userEvent.setup();
  const page = render(
    <I18nextProvider i18n={makeTexts(language)}>
      <ClientProvider value={fakeClient({ ...fakeKiosk(SCENES.attract(language)).client, ...change })}>
        <App />
      </ClientProvider>
    </I18nextProvider>,
  );
  return { user, page };
}

async function openDesk(change: Partial<Client> = {}, language: Language = "zh-CN") {
  const opened = open(change, language);
  await opened.user.click(await button(language === "en" ? en : zh, "attract.staff"));
  return opened;
}

const button = (texts: Record<string, string>, key: string) => screen.findByRole("button", { name: texts[key] ?? key });

describe("attract", () => {
  it("says that nothing is recorded, and when the station is ready", async () => {
    open();
    expect(screen.getByText("未录制")).toBeTruthy();
    expect(screen.getByText(zh["attract.checking"] ?? "")).toBeTruthy();
    expect(await screen.findByText(zh["attract.ready"] ?? "")).toBeTruthy();
    expect(screen.getByText(zh["attract.askFirst"] ?? "").ariaHidden).toBe("true");
  });

  it("says how many things are missing", async () => {
    const check = (name: string) => ({ name, finding: "missing", code: "models.missing", fact: "model_missing", number: 1, named: "" }) as const;
    open({ stationHealth: () => Promise.resolve({ ...GOOD_HEALTH, ok: false, station_id: null, checks: [check("models"), check("disk")] }) });
    expect(await screen.findByText(/有 2 项要处理/)).toBeTruthy();
    expect(screen.getByText(zh["attract.askFirst"] ?? "").ariaHidden).toBe("false");
  });
});

describe("health", () => {
  it("examines again when asked", async () => {
    const stationHealth = vi.fn<Client["stationHealth"]>().mockResolvedValue(GOOD_HEALTH);
    const { user } = await openDesk({ stationHealth });
    await user.click(await button(zh, "desk.nav.health"));
    expect(await screen.findByText(zh["health.good"] ?? "")).toBeTruthy();
    await user.click(await button(zh, "health.again"));
    await waitFor(() => {
      expect(stationHealth).toHaveBeenCalledTimes(2);
    });
  });
});

describe("accessibility", () => {
  // Colours are measured from the tokens; a page without layout can't tell them.
  const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };

  it.each(["zh-CN", "en"] as const)("has no violations in %s", async (language) => {
    const texts = CATALOGUES[language];
    const { page } = open({}, language);
    await screen.findByText(texts["attract.ready"] ?? "");
    const { violations } = await axe.run(page.container, { rules, iframes: false });
    expect(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join()}`)).toEqual([]);
  });
});
