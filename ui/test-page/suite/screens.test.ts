import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CATALOGUES, LANGUAGES, type Key } from "../../src/i18n";
import { THEMES } from "../../src/theme/display";
import type { SceneName } from "../../src/test/scenes";
import { faults, LIMITS, outOfSight } from "./faults";
import { KIOSK, picture, settled, violations, Window } from "./browser";

let browser: Window;
beforeAll(async () => {
  browser = await Window.open();
});
afterAll(() => browser.close());

const scenesOf = (page: Page) => page.evaluate(() => window.page.scenes as SceneName[]);

async function show(page: Page, scene: SceneName, language: (typeof LANGUAGES)[number]) {
  await page.evaluate(([name, lang]) => window.page.show(name, lang), [scene, language] as const);
  await page.waitForFunction((lang) => document.documentElement.lang === lang, language);
  await settled(page);
}

const dress = (page: Page, theme: string, large = false) =>
  page.evaluate(
    ([name, size]) => {
      document.documentElement.dataset.theme = name;
      if (size) document.documentElement.dataset.text = "large";
    },
    [theme, large] as const,
  );

describe.each(LANGUAGES)("every screen in %s", (language) => {
  it.each(THEMES)("is accessible, whole and large enough in %s", async (theme) => {
    const { page, errors } = await browser.page();
    await dress(page, theme);
    const wrong: string[] = [];
    for (const scene of await scenesOf(page)) {
      await show(page, scene, language);
      const found = [...(await page.evaluate(faults, LIMITS)), ...(await violations(page))];
      wrong.push(...found.map((fault) => `${scene}: ${fault}`));
      await page.screenshot({ path: picture(`${scene}-${language}-${theme}`) });
    }
    expect(wrong).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it.each([
    { what: "a wider laptop", size: { width: 1366, height: 768 }, large: false },
    { what: "the smallest window", size: { width: 1024, height: 680 }, large: false },
    { what: "an upright kiosk", size: { width: 1080, height: 1920 }, large: false },
    { what: "large text", size: KIOSK, large: true },
    { what: "an upright kiosk with large text", size: { width: 1080, height: 1920 }, large: true },
    { what: "twice the size", size: { width: 640, height: 400 }, large: false },
  ])("fits $what", async ({ size, large }) => {
    const { page } = await browser.page(size);
    await dress(page, "light", large);
    const wrong: string[] = [];
    for (const scene of await scenesOf(page)) {
      await show(page, scene, language);
      const found = await page.evaluate(faults, LIMITS);
      // A page of twice the size is scrolled as a whole.
      if (scene.startsWith("question-") && size.width > 640) found.push(...(await page.evaluate(outOfSight)));
      wrong.push(...found.map((fault) => `${scene}: ${fault}`));
      await page.screenshot({ path: picture(`${scene}-${language}-${size.width}x${size.height}${large ? "-large" : ""}`) });
    }
    expect(wrong).toEqual([]);
    await page.close();
  });
});

describe.each(LANGUAGES)("a page of twice the size in %s", (language) => {
  it("begins with the question, not with the own picture", async () => {
    const { page } = await browser.page({ width: 640, height: 400 });
    await show(page, "question-answer", language);
    const tops = await page.evaluate(() => ["h1", "[data-clock]", "main canvas"].map((what) => document.querySelector(what)?.getBoundingClientRect().top ?? 0));
    expect(tops).toEqual([...tops].sort((one, other) => one - other));
    expect(tops[0]).toBeLessThan(400);
    await page.close();
  });
});

describe.each(LANGUAGES)("the consents in large text in %s", (language) => {
  it("are all in sight", async () => {
    const { page } = await browser.page();
    await dress(page, "light", true);
    await show(page, "consent", language);
    const below = await page.evaluate(() => {
      const bottom = document.querySelector("main")?.getBoundingClientRect().bottom ?? 0;
      return [...document.querySelectorAll("[data-purpose]")].map((row) => row.getBoundingClientRect().bottom - bottom).filter((over) => over > 1);
    });
    expect(below).toEqual([]);
    await page.close();
  });
});

describe.each(LANGUAGES)("a station that is not ready, in %s", (language) => {
  it.each([
    { size: KIOSK, large: false },
    { size: KIOSK, large: true },
    { size: { width: 1366, height: 768 }, large: true },
    { size: { width: 1080, height: 1920 }, large: false },
    { size: { width: 1080, height: 1920 }, large: true },
    { size: { width: 640, height: 400 }, large: false },
  ])("says so without moving a button: $size.width × $size.height, large text $large", async ({ size, large }) => {
    const boxes: unknown[] = [];
    for (const query of ["", "?unwell"]) {
      const { page } = await browser.page(size, query);
      await dress(page, "light", large);
      await show(page, "attract", language);
      expect(await page.locator("main > p").isVisible()).toBe(query !== "");
      expect([...(await page.evaluate(faults, LIMITS)), ...(await violations(page))]).toEqual([]);
      boxes.push(await page.locator("main button").evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().toJSON() as unknown)));
      if (size.width > 640) expect(await page.locator("main").evaluate((main) => main.scrollHeight - main.clientHeight)).toBe(0);
      await page.screenshot({ path: picture(`attract${query.replace("?", "-")}-${language}-${size.width}x${size.height}${large ? "-large" : ""}`) });
      await page.close();
    }
    expect(boxes[1]).toEqual(boxes[0]);
  });
});

/** Share of an upright screen above which nothing must be pressed. */
const REACH = 0.45;

describe("an upright kiosk", () => {
  it.each(LANGUAGES)("has its choices within reach in %s", async (language) => {
    const { page } = await browser.page({ width: 1080, height: 1920 });
    const high: string[] = [];
    for (const scene of ["needs", "consent", "booking", "review", "question-think", "question-answer", "question-no-microphone"] as const) {
      await show(page, scene, language);
      const tops = await page.evaluate(() =>
        [...document.querySelectorAll("main button:not([data-look=onPicture]), main [role=tab], main label:has(input), main input[data-keyboard]")]
          .filter((element) => element.getBoundingClientRect().width > 1)
          .map((element) => element.getBoundingClientRect().top / innerHeight),
      );
      if (tops.some((top) => top < REACH)) high.push(`${scene}: ${Math.min(...tops).toFixed(2)}`);
    }
    expect(high).toEqual([]);
    await page.close();
  });
});

/** What is opened, by how the names of the buttons that open it begin. */
const OPENED: { name: string; scene: SceneName; open: Key[] }[] = [
  { name: "stop", scene: "question-answer", open: ["frame.stop"] },
  { name: "stop-delete", scene: "question-answer", open: ["frame.stop", "stop.withdraw"] },
  { name: "display", scene: "needs", open: ["display.open"] },
  { name: "consent-text", scene: "consent", open: ["consent.full"] },
  { name: "card-edit", scene: "card-read", open: ["id.field.number"] },
  { name: "receipt", scene: "thanks", open: ["receipt.open"] },
  { name: "help-waits", scene: "question-help", open: ["help.wait"] },
  { name: "nothing-written", scene: "question-typed-empty", open: ["q.typed.done"] },
  { name: "review-note", scene: "review", open: ["review.note"] },
];

describe.each(LANGUAGES)("what is opened on a screen in %s", (language) => {
  const begins = (key: Key) => new RegExp(`^${(CATALOGUES[language][key]?.split("{")[0] ?? key).replace(/[()]/g, "\\$&")}`);
  const looks = [
    ...THEMES.map((theme) => ({ look: theme, theme: theme, size: KIOSK, large: false })),
    { look: "large text", theme: "light", size: KIOSK, large: true },
    { look: "twice the size", theme: "light", size: { width: 640, height: 400 }, large: false },
  ];
  it.each(looks)("is accessible, whole and large enough in $look", async ({ look, theme, size, large }) => {
    const wrong: string[] = [];
    for (const { name, scene, open } of OPENED) {
      const { page } = await browser.page(size);
      await dress(page, theme, large);
      await show(page, scene, language);
      for (const key of open) await page.getByRole("button", { name: begins(key) }).first().click();
      await settled(page);
      const found = [...(await page.evaluate(faults, LIMITS)), ...(await violations(page))];
      wrong.push(...found.map((fault) => `${name}: ${fault}`));
      await page.screenshot({ path: picture(`${name}-${language}-${look.replaceAll(" ", "-")}`) });
      await page.close();
    }
    expect(wrong).toEqual([]);
  });
});

describe("the preview", () => {
  it("draws the frames of the station", async () => {
    const { page } = await browser.page();
    await show(page, "device-check", "en");
    const drawn = await page.waitForFunction(() => {
      const canvas = document.querySelector("canvas");
      const pixel = canvas?.getContext("2d")?.getImageData(canvas.width / 2, canvas.height - 20, 1, 1).data;
      return canvas && pixel?.[3] === 255 && { width: canvas.width, height: canvas.height };
    });
    expect(await drawn.jsonValue()).toEqual({ width: 640, height: 480 });
    await page.close();
  });
});

describe("reduced motion", () => {
  it("leaves nothing moving", async () => {
    const { page } = await browser.page();
    for (const scene of ["question-answer", "finishing"] as const) {
      await show(page, scene, "en");
      expect(await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running").length)).toBe(0);
    }
    await page.close();
  });
});
