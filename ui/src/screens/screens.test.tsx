import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it, vi } from "vitest";
import { App } from "../App";
import { ClientProvider, type Client } from "../client";
import { CATALOGUES, makeTexts, type Language } from "../i18n";
import { fakeClient, fakeKiosk, GOOD_HEALTH, interviewRow } from "../test/fake";
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

const waiting = interviewRow({ id: "2", name: null, reference: "walk-in-2", report: null, state: "suspended", delivery: "none" });
const under = interviewRow({
  id: "3",
  name: "吴立新",
  report: { rev: 2, score: { score: 38.4, low: 31, high: 45 }, required: 70, below: [], identity: "failed" },
  delivery: "parked",
});
const silent = interviewRow({ id: "4", name: "马玉兰", report: { rev: 1, score: null, required: 70, below: [], identity: "not_performed" } });

describe("attract", () => {
  it("says that nothing is recorded, and when the station is ready", async () => {
    open();
    expect(screen.getByText("未录制")).toBeTruthy();
    expect(screen.getByText(zh["attract.checking"] ?? "")).toBeTruthy();
    expect(await screen.findByText(zh["attract.ready"] ?? "")).toBeTruthy();
  });

  it("says how many things are missing", async () => {
    const check = (name: string) => ({ name, finding: "missing", code: "models.missing", detail: "" }) as const;
    open({ stationHealth: () => Promise.resolve({ ok: false, station_id: null, checks: [check("models"), check("disk")] }) });
    expect(await screen.findByText(/有 2 项要处理/)).toBeTruthy();
  });
});

describe("list", () => {
  it("shows score, range, requirement and what to look at, in words", async () => {
    await openDesk({ listInterviews: () => Promise.resolve([interviewRow(), waiting, under, silent]) });
    expect(await screen.findByLabelText("82，可能在 79 到 85 之间，要求 70")).toBeTruthy();
    expect(screen.getByText("须关注：总分低于 70")).toBeTruthy();
    expect(screen.getByText(zh["desk.noReport"] ?? "")).toBeTruthy();
    expect(screen.getByText(zh["desk.noScore"] ?? "")).toBeTruthy();
    expect(screen.getByText(zh["delivery.parked"] ?? "")).toBeTruthy();
  });

  it("filters by view and words, and clears both", async () => {
    const { user } = await openDesk({ listInterviews: () => Promise.resolve([interviewRow(), waiting, under, silent]) });
    await user.click(await screen.findByRole("radio", { name: /须关注/ }));
    expect(screen.getByText("吴立新")).toBeTruthy();
    expect(screen.queryByText("林晓岚")).toBeNull();
    await user.keyboard("/");
    await user.keyboard("nobody");
    await user.click(await button(zh, "desk.noMatch.clear"));
    expect(screen.getByText("林晓岚")).toBeTruthy();
  });

  it("says what comes when nothing is stored yet", async () => {
    await openDesk({ listInterviews: () => Promise.resolve([]) });
    expect(await screen.findByText(zh["desk.empty"] ?? "")).toBeTruthy();
  });

  it("names a failure by its code, says what to do, and tries again", async () => {
    const failure = { code: "media.empty", detail: "", response: "retry" } as const;
    const listInterviews = vi.fn<Client["listInterviews"]>().mockRejectedValueOnce(failure).mockResolvedValue([interviewRow()]);
    const { user } = await openDesk({ listInterviews });
    const alert = await screen.findByRole("alert");
    expect(within(alert).getByText(zh["error.media.empty"] ?? "")).toBeTruthy();
    expect(within(alert).getByText(zh["error.media.empty.hint"] ?? "")).toBeTruthy();
    await user.click(await button(zh, "failure.retry"));
    expect(await screen.findByText("林晓岚")).toBeTruthy();
  });

  it("shows a number for a code without a text, and no technical words", async () => {
    await openDesk({ listInterviews: () => Promise.reject(new Error("boom")) });
    expect(await screen.findByText(/编号 internal\.window/)).toBeTruthy();
    expect(screen.queryByText(/boom/)).toBeNull();
  });

  it("opens an interview with keys alone and comes back to the same filter", async () => {
    const { user } = await openDesk({ listInterviews: () => Promise.resolve([interviewRow(), under]) });
    await user.click(await screen.findByRole("radio", { name: /须关注/ }));
    for (let steps = 0; steps < 8 && document.activeElement?.getAttribute("role") !== "row"; steps += 1) await user.tab();
    await user.keyboard("{Enter}");
    expect(await screen.findByTitle(zh["interview.report"] ?? "")).toBeTruthy();
    await user.click(await button(zh, "interview.back"));
    expect(screen.getByRole("radio", { name: /须关注/ }).getAttribute("aria-checked")).toBe("true");
  });
});

describe("interview", () => {
  async function openInterview(change: Partial<Client> = {}) {
    const opened = await openDesk(change);
    await opened.user.click(await screen.findByText("林晓岚"));
    return opened;
  }

  it("plays a part from the address of the station and shows the report without rights", async () => {
    await openInterview();
    const frame = await screen.findByTitle(zh["interview.report"] ?? "");
    expect(frame.getAttribute("sandbox")).not.toMatch(/allow-(scripts|forms|popups|modals|downloads)/);
    const video = await waitFor(() => {
      const found = document.querySelector("video");
      if (!found) throw new Error("no video yet");
      return found;
    });
    expect(video.getAttribute("src")).toBe("http://127.0.0.1:9/main");
  });

  it("plays the moment that a quote in the report names, again and again", async () => {
    await openInterview();
    const video = await waitFor(() => {
      const found = document.querySelector("video");
      if (!found) throw new Error("no video yet");
      return found;
    });
    const play = vi.spyOn(video, "play").mockResolvedValue();
    for (const round of [1, 2]) {
      location.hash = "#seek=6410";
      await waitFor(() => {
        expect(play).toHaveBeenCalledTimes(round);
      });
      expect(video.currentTime).toBe(6.41);
      expect(location.hash).toBe("");
    }
  });

  it("asks for the report again in the other language", async () => {
    const reportPage = vi.fn<Client["reportPage"]>().mockResolvedValue("<p>report</p>");
    const { user } = await openInterview({ reportPage });
    await screen.findByTitle(zh["interview.report"] ?? "");
    await user.click(await button(zh, "app.language.label"));
    await screen.findByTitle(en["interview.report"] ?? "");
    expect(reportPage.mock.calls.map(([, language]) => language)).toEqual(["zh-CN", "en"]);
  });

  it("keeps the report when there is no recording, and the recording when there is no report", async () => {
    await openInterview({
      openInterview: (id) => Promise.resolve({ row: interviewRow({ id }), parts: [] }),
      reportPage: vi.fn().mockRejectedValue({ code: "interview.no_report", detail: "", response: "call_operator" }),
    });
    expect(await screen.findByText(zh["interview.recording.none"] ?? "")).toBeTruthy();
    expect(await screen.findByText(zh["error.interview.no_report"] ?? "")).toBeTruthy();
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
    const { user, page } = open({ listInterviews: () => Promise.resolve([interviewRow(), waiting, under, silent]) }, language);
    const check = async () => {
      const { violations } = await axe.run(page.container, { rules, iframes: false });
      expect(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join()}`)).toEqual([]);
    };
    await screen.findByText(texts["attract.ready"] ?? "");
    await check();
    await user.click(await button(texts, "attract.staff"));
    await screen.findByText("林晓岚");
    await check();
    await user.click(screen.getByText("林晓岚"));
    await screen.findByTitle(texts["interview.report"] ?? "");
    await check();
    await user.click(await button(texts, "desk.nav.health"));
    await check();
  });
});
