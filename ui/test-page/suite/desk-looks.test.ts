import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CATALOGUES, LANGUAGES, type Language } from "../../src/i18n";
import { THEMES, type Theme } from "../../src/screens/desk/theme";
import { KIOSK, picture, settled, Window } from "./browser";

/** The screen of the desk that the designs are drawn in. */
const DESK = { width: 1366, height: 768 };
const PAGES = ["compare", "ranking", "statistics", "sync", "decisions", "log", "health", "settings", "interviews"];
const TABS = ["abilities", "questions", "notices", "material", "notes", "review"];
const FONTS = ["title", "section", "body", "label", "note", "figure"];

const said = (language: Language, key: string) => CATALOGUES[language][key] ?? key;

let browser: Window;
beforeAll(async () => {
  browser = await Window.open();
});
afterAll(() => browser.close());

async function openDesk(language: Language, theme: Theme, size = DESK, query = "", hasOwnClock = false) {
  const { page } = await browser.page(size, query, hasOwnClock);
  await page.getByRole("button", { name: said("zh-CN", "attract.staff") }).click();
  const navigation = page.getByRole("navigation");
  await navigation.waitFor();
  for (let at = THEMES.indexOf(theme); at > 0; at -= 1) {
    await navigation.getByRole("button", { name: said("zh-CN", "desk.theme").split("{")[0] ?? "" }).click();
  }
  if (language !== "zh-CN") await navigation.getByRole("button", { name: said("zh-CN", "app.language.label") }).click();
  return page;
}

/** What the page violates here; colours are measured as they are drawn. */
async function violations(page: Page, where: string): Promise<string[]> {
  await page.getByRole("status", { name: /…|正在|Loading/ }).waitFor({ state: "detached" });
  await settled(page);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    // A region of its own around every part is the candidate's side's rule; frames hold the report.
    const { violations } = await axe.run(document, { iframes: false, rules: { region: { enabled: false } } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`).join(" | ")}`);
  });
  return found.map((each) => `${where} ${each}`);
}

/** Words that their own box cuts, where no ellipsis says that there is more. */
const cut = (page: Page, where: string) =>
  page.evaluate((where) => {
    const hides = (style: CSSStyleDeclaration) => /hidden|clip/.test(style.overflowX) && style.textOverflow !== "ellipsis";
    return [...document.querySelectorAll<HTMLElement>("body *")]
      .filter((box) => [...box.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()))
      // What is only read out, and tables, which have rows of one height and columns that can be scrolled.
      .filter((box) => box.closest("[data-live-announcer], [role=grid]") === null)
      .filter((box) => {
        const range = document.createRange();
        range.selectNodeContents(box);
        const words = range.getBoundingClientRect();
        for (let around: HTMLElement | null = box; around && around !== document.body; around = around.parentElement) {
          const style = getComputedStyle(around);
          // For those who listen only.
          if (around.classList.contains("visually-hidden")) return false;
          // What can be scrolled to is not cut; an ellipsis says that there is more.
          if (/auto|scroll/.test(style.overflowX) || style.textOverflow === "ellipsis") return false;
          const edge = around.getBoundingClientRect();
          if (hides(style) && words.width > 0 && (words.right > edge.right + 1 || words.left < edge.left - 1)) return true;
        }
        return false;
      })
      .map((box) => `${where} cut: ${box.textContent}`);
  }, where);

/** Makes words of the desk twice as large. */
const enlarge = (page: Page) =>
  page.evaluate((fonts) => {
    const { style } = document.documentElement;
    for (const font of fonts) {
      const now = getComputedStyle(document.documentElement).getPropertyValue(`--font-desk-${font}`);
      style.setProperty(`--font-desk-${font}`, now.replace(/(\d+)px/g, (_, px: string) => `${2 * Number(px)}px`));
    }
  }, FONTS);

async function everywhere(page: Page, language: Language, look: (where: string) => Promise<string[]>): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of PAGES) {
    await page.getByRole("navigation").getByRole("button", { name: said(language, `desk.nav.${name}`) }).click();
    await page.getByRole("heading", { level: 1, name: said(language, `desk.nav.${name}`) }).waitFor();
    wrong.push(...(await look(name)));
    if (name === "statistics") {
      await page.getByRole("main").getByLabel(said(language, "stats.position")).last().selectOption("risk_manager");
      await page.getByRole("toolbar", { name: said(language, "stats.trend.lines") }).scrollIntoViewIfNeeded();
      wrong.push(...(await look("behaviours")));
    }
  }
  const folders = page.getByRole("button", { name: said(language, "folders.title") });
  await folders.click();
  for (const level of [1, 2, 3]) await page.locator(`[role=row][aria-level="${level}"]`).last().click();
  wrong.push(...(await look("folders")));
  await page.locator('[role=row][aria-level="1"]').first().click();
  await folders.click();
  await page.getByText("林晓岚").first().click();
  for (const name of TABS) {
    await page.getByRole("tab", { name: said(language, `panel.${name}`) }).click();
    wrong.push(...(await look(name)));
  }
  // Last: while rows are chosen, a press on one chooses it too and opens nothing.
  await page.getByRole("navigation").getByRole("button", { name: said(language, "desk.nav.interviews") }).click();
  for (const row of [0, 1]) await page.getByRole("row").nth(row + 1).getByRole("checkbox").first().press(" ");
  await page.getByRole("navigation").getByRole("button", { name: said(language, "desk.nav.compare") }).click();
  wrong.push(...(await look("compared")));
  await page.getByRole("navigation").getByRole("button", { name: said(language, "desk.nav.interviews") }).click();
  await page.getByRole("button", { name: said(language, "list.tag"), exact: true }).click();
  wrong.push(...(await look("tagged")));
  await page.keyboard.press("Escape");
  await page.getByLabel(said(language, "desk.search")).fill("柜员 80");
  await page.getByRole("group", { name: said(language, "search.understood") }).waitFor();
  await page.getByRole("button", { name: said(language, "views.save") }).click();
  wrong.push(...(await look("searched")));
  return wrong;
}

describe.each(LANGUAGES)("every page of the desk in %s", (language) => {
  it.each(THEMES)("can be read and operated in the %s look", async (theme) => {
    const page = await openDesk(language, theme);
    await page.evaluate(axe.source);
    const wrong = await everywhere(page, language, async (where) => {
      const found = await violations(page, where);
      await page.screenshot({ path: picture(`desk-${where}-${language}-${theme}`) });
      return [...found, ...(await cut(page, where))];
    });
    expect(wrong).toEqual([]);
    await page.close();
  });

  it("can be read with words of twice the size", async () => {
    const page = await openDesk(language, "light");
    await page.evaluate(axe.source);
    await enlarge(page);
    const wrong = await everywhere(page, language, async (where) => {
      const found = await violations(page, where);
      await page.screenshot({ path: picture(`desk-${where}-${language}-200`) });
      return [...found, ...(await cut(page, where))];
    });
    expect(wrong).toEqual([]);
    await page.close();
  });
});

/** Opens the question before a saved view and before a note goes, and closes each again. */
async function questions(page: Page, language: Language, look: (where: string) => Promise<string[]>): Promise<string[]> {
  const wrong: string[] = [];
  const ask = async (name: string, where: string) => {
    await page.getByRole("button", { name }).click();
    await page.getByRole("alertdialog").waitFor();
    wrong.push(...(await look(where)));
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
  };
  await page.getByRole("radio", { name: "翠湖支行" }).click();
  await ask(`${said(language, "views.delete")}: `, "remove-view");
  await page.getByText("林晓岚").first().click();
  await page.getByRole("tab", { name: said(language, "panel.notes") }).click();
  await ask(said(language, "notes.remove"), "remove-note");
  return wrong;
}

describe.each(LANGUAGES)("a desk without the HR system in %s", (language) => {
  it.each([...THEMES, "200"] as const)("says so, and asks before something goes, in the look %s", async (name) => {
    const page = await openDesk(language, name === "200" ? "light" : name, KIOSK, "?away");
    await page.evaluate(axe.source);
    if (name === "200") await enlarge(page);
    const look = async (where: string) => {
      const found = await violations(page, where);
      await page.screenshot({ path: picture(`desk-${where}-${language}-${name}`) });
      return [...found, ...(await cut(page, where))];
    };
    await page.getByText(said(language, "desk.offline")).waitFor();
    const wrong = [...(await look("offline")), ...(await questions(page, language, look))];
    expect(wrong).toEqual([]);
    await page.close();
  });
});

describe.each(LANGUAGES)("the page to sign in, in %s", (language) => {
  it.each(THEMES)("can be read and operated in the %s look", async (theme) => {
    const { page } = await browser.page(DESK, "?signin");
    await page.evaluate((lang) => window.page.show("attract", lang), language);
    await page.getByRole("button", { name: said(language, "attract.staff") }).click();
    await page.getByText(said(language, "signin.way.hrms"), { exact: true }).click();
    await page.evaluate((name) => void (document.documentElement.dataset.theme = name), theme);
    await page.getByLabel(said(language, "signin.account"), { exact: true }).fill("lu.wanqing");
    await page.getByRole("button", { name: said(language, "signin.go") }).click();
    await page.getByRole("alert").waitFor();
    await page.evaluate(axe.source);
    const wrong = [...(await violations(page, "signin")), ...(await cut(page, "signin"))];
    await page.screenshot({ path: picture(`desk-signin-${language}-${theme}`) });
    expect(wrong).toEqual([]);
    await page.close();
  });
});

describe.each(LANGUAGES)("the door of a kiosk in %s", (language) => {
  it.each(THEMES)("can be read and opened in the %s look", async (theme) => {
    const { page } = await browser.page(KIOSK, "?kiosk&pin");
    await page.evaluate((lang) => window.page.show("attract", lang), language);
    await page.getByRole("button", { name: said(language, "attract.staff") }).click();
    await page.evaluate((name) => void (document.documentElement.dataset.theme = name), theme);
    await page.evaluate(axe.source);
    const wrong: string[] = [];
    const type = async (pin: string) => {
      for (const digit of pin) await page.getByRole("button", { name: digit, exact: true }).click();
      await page.getByRole("button", { name: said(language, "staff.unlock") }).click();
    };
    const look = async (where: string) => {
      wrong.push(...(await violations(page, where)), ...(await cut(page, where)));
      await page.screenshot({ path: picture(`${where}-${language}-${theme}`) });
    };
    await type("1357");
    await page.getByText(said(language, "staff.pin.wrong").replace("{n}", "4")).waitFor();
    await look("door-wrong");
    await type("2468");
    await page.getByRole("button", { name: said(language, "door.leaveKiosk") }).waitFor();
    await look("door-open");
    expect(wrong).toEqual([]);
    await page.close();
  });
});

/** A little less than the time after which a desk without anybody is locked. */
const ALMOST_AWAY_MS = 275_000;

describe.each(LANGUAGES)("what opens at the desk in %s", (language) => {
  it.each([...THEMES, "200"] as const)("can be read and operated in the look %s", async (name) => {
    const page = await openDesk(language, name === "200" ? "light" : name, DESK, "", true);
    await page.evaluate(axe.source);
    if (name === "200") await enlarge(page);
    const wrong: string[] = [];
    const look = async (where: string) => {
      wrong.push(...(await violations(page, where)), ...(await cut(page, where)));
      await page.screenshot({ path: picture(`desk-${where}-${language}-${name}`) });
    };
    await page.getByRole("navigation").getByRole("button", { name: said(language, "desk.nav.settings") }).click();
    await page.getByRole("button", { name: said(language, "people.add") }).click();
    await page.getByRole("form", { name: said(language, "people.add") }).getByText(said(language, "people.role.interviewer"), { exact: true }).click();
    await look("person-new");
    for (const what of ["change", "newPin", "remove"]) {
      await page.getByRole("button", { name: said(language, `people.${what}.of`).replace("{name}", "段凯文") }).click();
      await look(`person-${what}`);
    }
    await page.clock.fastForward(ALMOST_AWAY_MS);
    await page.getByRole("alertdialog", { name: said(language, "desk.away.title") }).waitFor();
    await look("away");
    expect(wrong).toEqual([]);
    await page.close();
  });
});

describe("the keyboard on the screen at the desk of a kiosk", () => {
  it.each(["notes.new", "desk.reason"])("covers nothing of the field it writes into: %s", async (name) => {
    const { page } = await browser.page(DESK, "?kiosk");
    await page.getByRole("button", { name: said("zh-CN", "attract.staff") }).click();
    await page.getByRole("button", { name: said("zh-CN", "signin.go") }).click();
    await page.getByText("林晓岚").first().click();
    await page.getByRole("tab", { name: said("zh-CN", name === "notes.new" ? "panel.notes" : "panel.review") }).click();
    const field = page.getByLabel(said("zh-CN", name), { exact: true });
    await field.click();
    const keyboard = page.getByRole("group", { name: said("zh-CN", "keyboard.label") });
    await keyboard.waitFor();
    await settled(page);
    const [box, dock] = [await field.boundingBox(), await keyboard.boundingBox()];
    expect(dock?.width).toBe(DESK.width);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(dock?.y ?? 0);
    // And nothing else lies over it.
    const top = await field.evaluate((element) => {
      const { left, top, width } = element.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + 4) === element;
    });
    expect(top).toBe(true);
    await page.screenshot({ path: picture(`desk-keyboard-${name}`) });
    await page.close();
  });
});
