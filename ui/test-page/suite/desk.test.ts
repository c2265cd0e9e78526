import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CATALOGUES } from "../../src/i18n";
import { picture, settled, Window } from "./browser";

/** The file of the charts, by the name that the build gives it. */
const CHARTS = /\/drawn-[^/]*\.js$/;
const PAGES = ["compare", "ranking", "statistics", "sync", "decisions", "log", "health", "settings", "interviews"];
const TABS = ["abilities", "questions", "notices", "material", "notes", "review"];

const text = (key: string) => CATALOGUES["zh-CN"][key] ?? key;
const region = (page: Page, title: string) => page.getByRole("region", { name: text(title) });

let browser: Window;
beforeAll(async () => {
  browser = await Window.open();
});
afterAll(() => browser.close());

/** The name is how the label begins: figures stand behind some. */
async function go(page: Page, name: string) {
  await page.getByRole("navigation").getByRole("button", { name: text(`desk.nav.${name}`) }).click();
}

async function openDesk() {
  const opened = await browser.page();
  await opened.page.getByRole("button", { name: text("attract.staff") }).click();
  await opened.page.getByRole("navigation").waitFor();
  return opened;
}

describe("the queue", () => {
  it("says that the HR system answers", async () => {
    const { page, errors } = await openDesk();
    await go(page, "sync");
    await page.getByRole("button", { name: text("sync.test") }).click();
    await page.getByText(text("sync.answers").replace("{seconds}", "0.4")).waitFor();
    await page.screenshot({ path: picture("desk-sync-tested") });
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe("what every object inherits", () => {
  it("can't be changed by a script in the window", async () => {
    const { page } = await browser.page();
    const changed = await page.evaluate(() => {
      const every = Object.prototype as Record<string, unknown>;
      return Reflect.set(every, "spoilt", true) || Reflect.set(every, "toString", () => "spoilt");
    });
    expect(changed).toBe(false);
    await page.close();
  });

  it("is assigned by no page of the desk and no part of an interview", async () => {
    const { page, errors } = await openDesk();
    for (const name of PAGES) {
      await go(page, name);
      await page.getByRole("heading", { level: 1, name: text(`desk.nav.${name}`) }).waitFor();
      await page.getByRole("status", { name: text("desk.loading") }).waitFor({ state: "detached" });
      await settled(page);
    }
    await page.getByText("林晓岚").click();
    for (const name of TABS) {
      await page.getByRole("tab", { name: text(`panel.${name}`) }).click();
      await settled(page);
    }
    // This station keeps no recording, and the browser says so.
    expect(errors.filter((error) => !error.startsWith("Failed to load resource"))).toEqual([]);
    await page.close();
  });
});

describe("attached files", () => {
  it("fit beside the recording, and are removed only after a question", async () => {
    const { page, errors } = await openDesk();
    await page.getByText("林晓岚").click();
    await page.getByRole("tab", { name: text("panel.material") }).click();
    const files = region(page, "attachments.title");
    await files.getByText("introduction.mp4").waitFor();
    expect(await files.evaluate((section) => section.scrollWidth <= section.clientWidth)).toBe(true);
    await files.scrollIntoViewIfNeeded();
    await page.screenshot({ path: picture("desk-files") });
    await files.getByRole("button", { name: text("attachments.remove").replace("{name}", "introduction.mp4") }).click();
    await page.getByRole("alertdialog").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(text("remove.no"));
    await settled(page);
    await page.screenshot({ path: picture("desk-files-remove") });
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    // This station keeps no recording, and the browser says so.
    expect(errors.filter((error) => !error.startsWith("Failed to load resource"))).toEqual([]);
    await page.close();
  });
});

describe("statistics", () => {
  it("draws its charts, with a library that is fetched when the page is opened", async () => {
    const { page, errors } = await openDesk();
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(request.url()));
    await go(page, "statistics");
    await region(page, "stats.spread").locator("svg, table").waitFor();
    expect(errors).toEqual([]);
    const words = async (title: string) => (await region(page, title).locator("svg:has(text)").first().textContent()) ?? "";
    expect(await words("stats.wentOn")).toContain("27%");
    expect(await words("stats.behaviours")).toContain("46%");
    expect(await words("stats.spread")).toContain("沟通能力");
    // Twelve people, the box and the line of what is required.
    expect(await region(page, "stats.spread").locator("svg path[fill-opacity='0.55'], svg path[stroke-width='2.5']").count()).toBe(13);
    expect(fetched.filter((url) => CHARTS.test(url))).toHaveLength(1);
    await page.screenshot({ path: picture("statistics") });
    await page.close();
  });

  it("shows its tables where the charts can't be fetched", async () => {
    const { page } = await openDesk();
    await page.route(CHARTS, (route) => route.abort());
    await go(page, "statistics");
    await page.getByText(text("stats.noCharts")).waitFor();
    expect(await region(page, "stats.spread").getByRole("row", { name: "沟通能力 12 63 66 68 70" }).count()).toBe(1);
    expect(await page.getByRole("button", { name: text("stats.asTable") }).count()).toBe(0);
    await page.close();
  });
});
