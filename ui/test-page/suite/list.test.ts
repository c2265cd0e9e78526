import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CATALOGUES } from "../../src/i18n";
import { THEMES } from "../../src/theme/display";
import { MANY } from "../many";
import { KIOSK, picture, settled, violations, Window } from "./browser";

const LANGUAGES = ["zh-CN", "en"] as const;
/** Far more than a window holds, far fewer than there are. */
const FEW = 40;

/** The words of a state within its line. */
const STATE = "> :nth-child(6) [title]";

const text = (key: string) => CATALOGUES["zh-CN"][key] ?? key;

let browser: Window;
beforeAll(async () => {
  browser = await Window.open();
});
afterAll(() => browser.close());

async function openList(size = KIOSK) {
  const opened = await browser.page(size, "?many");
  await opened.page.getByRole("button", { name: text("attract.staff") }).click();
  const grid = opened.page.getByRole("grid");
  await grid.waitFor();
  await settled(opened.page);
  return { ...opened, grid, lines: grid.locator("[data-key]") };
}

/** What the focus is on: the number of the line as it is told to assistive technology, and its words. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const [box, table] = [at?.getBoundingClientRect(), at?.closest("[role=grid]")?.getBoundingClientRect()];
    return {
      line: Number(at?.closest("[role=row]")?.getAttribute("aria-rowindex")),
      words: at?.textContent ?? "",
      role: at?.getAttribute("role") ?? at?.tagName,
      inSight: box !== undefined && table !== undefined && box.top >= table.top - 1 && box.bottom <= table.bottom + 1,
    };
  });

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
  await settled(page);
};

/** Whether lines fill the table to its lower edge, one at the end of the other. */
const laid = (page: Page) =>
  page.evaluate(() => {
    const table = document.querySelector("[role=grid]")?.getBoundingClientRect() ?? new DOMRect();
    const boxes = [...document.querySelectorAll("[role=grid] [data-key]")].map((line) => line.getBoundingClientRect());
    const inSight = boxes.filter((box) => box.bottom > table.top && box.top < table.bottom).sort((a, b) => a.top - b.top);
    return {
      covered: inSight.length > 0 && (inSight.at(-1)?.bottom ?? 0) >= table.bottom - 1,
      joined: inSight.every((box, at) => at === 0 || Math.abs(box.top - (inSight[at - 1]?.bottom ?? 0)) < 0.5),
    };
  });

describe("ten thousand interviews", () => {
  it("are told to assistive technology, and only those in sight are drawn", async () => {
    const { page, errors, grid, lines } = await openList();
    expect(await grid.getAttribute("aria-rowcount")).toBe(String(MANY + 1));
    expect(await lines.count()).toBeLessThan(FEW);
    for (const share of [0.001, 0.5, 1]) {
      await grid.evaluate((table, at) => (table.scrollTop = at * table.scrollHeight), share);
      await settled(page);
      // The line where the keyboard stands is drawn beside those in sight.
      expect(await lines.count()).toBeLessThan(FEW);
      expect(await laid(page)).toEqual({ covered: true, joined: true });
    }
    expect(await lines.last().getAttribute("aria-rowindex")).toBe(String(MANY + 1));
    await page.screenshot({ path: picture("desk-list-end") });
    expect(errors).toEqual([]);
    await page.close();
  });

  it("are reached with the keyboard, to the last one and back", async () => {
    const { page, lines } = await openList();
    await lines.first().focus();
    await press(page, "ArrowDown", "ArrowDown");
    expect(await focused(page)).toMatchObject({ line: 4, inSight: true });
    await press(page, "End");
    expect(await focused(page)).toMatchObject({ line: MANY + 1, inSight: true });
    expect((await focused(page)).words).toContain(`YS-${String(MANY).padStart(8, "0")}`);
    await press(page, "ArrowDown", "PageUp");
    const { line, inSight } = await focused(page);
    expect([line < MANY - 3, line > MANY - 20, inSight]).toEqual([true, true, true]);
    await press(page, "Home", "ArrowRight", "ArrowRight");
    expect(await focused(page)).toMatchObject({ line: 2, role: "rowheader" });
    await press(page, "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowRight", "Enter");
    expect(await focused(page)).toMatchObject({ line: 1, role: "columnheader" });
    expect(await page.locator("[aria-sort=ascending]").textContent()).toBe(text("desk.col.name"));
    await press(page, "ArrowDown", "ArrowLeft", "ArrowLeft", "Enter");
    await page.getByRole("tab", { name: text("panel.abilities") }).waitFor();
    await page.close();
  });

  it("keep the focus on a line that was scrolled away, and one stop of the tabulator", async () => {
    const { page, grid, lines } = await openList();
    await lines.first().focus();
    await grid.evaluate((table) => (table.scrollTop = table.scrollHeight / 2));
    await settled(page);
    expect(await focused(page)).toMatchObject({ line: 2, inSight: false });
    await press(page, "ArrowDown");
    expect(await focused(page)).toMatchObject({ line: 3, inSight: true });
    expect(await grid.locator("[tabindex='0']").count()).toBe(1);
    await press(page, "Tab", "Shift+Tab");
    expect(await focused(page)).toMatchObject({ line: 3 });
    await page.close();
  });

  it("are ticked one by one, in a stretch and all, and a press ticks as soon as one is", async () => {
    const { page, grid, lines } = await openList();
    const ticked = () => grid.locator("[aria-selected=true]").count();
    const all = page.getByRole("button", { name: text("list.compare.n").replace("{n}", String(MANY)) });
    await lines.first().focus();
    await press(page, "Space", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp");
    expect(await ticked()).toBe(2);
    await press(page, "Escape");
    expect(await ticked()).toBe(0);
    await lines.nth(2).locator("label").click();
    await lines.nth(4).getByRole("rowheader").click();
    expect(await ticked()).toBe(2);
    await lines.nth(6).getByRole("rowheader").click({ modifiers: ["Shift"] });
    expect(await ticked()).toBe(4);
    await press(page, "Control+a");
    await all.waitFor();
    await press(page, "ArrowLeft", "Escape", "ArrowRight", "Space");
    expect(await ticked()).toBe(1);
    await page.screenshot({ path: picture("desk-list-ticked") });
    await page.close();
  });

  it("have room for text of twice the size", async () => {
    const { page, grid, lines } = await openList();
    const height = () => lines.first().evaluate((line) => line.clientHeight);
    const before = await height();
    await page.evaluate(() => {
      for (const [name, font] of Object.entries({ body: "400 28px/44px", label: "500 26px/40px", note: "400 24px/36px" })) {
        document.documentElement.style.setProperty(`--font-desk-${name}`, `${font} var(--family)`);
      }
    });
    await settled(page);
    expect(await height()).toBeGreaterThan(before * 1.4);
    await grid.evaluate((table) => (table.scrollTop = table.scrollHeight));
    await settled(page);
    expect(await laid(page)).toEqual({ covered: true, joined: true });
    const cut = await grid.evaluate((table) =>
      [...table.querySelectorAll("[data-key] > *")].filter((cell) => cell.scrollHeight > cell.clientHeight + 1).map((cell) => cell.textContent),
    );
    expect(cut).toEqual([]);
    await page.screenshot({ path: picture("desk-list-twice") });
    await page.close();
  });

  it.each(LANGUAGES.flatMap((language) => THEMES.map((theme) => ({ language, theme }))))("are accessible and have room for every state in $language, $theme", async ({ language, theme }) => {
    const { page, lines } = await openList();
    if (language === "en") await page.getByRole("button", { name: "English" }).click();
    await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
    await lines.nth(1).locator("label").click();
    await settled(page);
    await page.screenshot({ path: picture(`desk-list-${language}-${theme}`) });
    const states = await lines.locator(STATE).evaluateAll((found) => found.map((state) => ({ words: state.textContent, cut: state.scrollHeight > state.clientHeight + 1 })));
    expect(states.filter(({ cut }) => cut)).toEqual([]);
    expect(new Set(states.map(({ words }) => words)).size).toBeGreaterThan(5);
    expect(await lines.first().evaluate((line) => line.getBoundingClientRect().height)).toBe(52);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
