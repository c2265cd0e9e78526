// @vitest-environment node
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CATALOGUES, type Language } from "../../src/i18n";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SCREENS = "../target/screens";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const missing = !existsSync(CHROMIUM);
if (missing) console.warn(`skipped: there is no ${CHROMIUM} (scripts/setup.sh test)`);

/** The smallest key, in CSS pixels: tokens.json, `target.kioskKey`. */
const KEY = { width: 88, height: 58 };
const FLAT = { width: 1280, height: 800 };
const UPRIGHT = { width: 1080, height: 1920 };

let server: ViteDevServer;
let browser: Browser;
let address: string;

beforeAll(async () => {
  if (missing) return;
  mkdirSync(SCREENS, { recursive: true });
  server = await createServer({ logLevel: "error", server: { port: 0, host: "127.0.0.1", hmr: false, watch: null } });
  await server.listen();
  const { port } = server.httpServer?.address() as AddressInfo;
  address = `http://127.0.0.1:${port}/tools/keyboard/index.html`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

afterAll(async () => {
  if (missing) return;
  await browser.close();
  await server.close();
});

interface Wish extends BrowserContextOptions {
  lang?: Language;
  theme?: "light" | "dark" | "contrast";
  text?: "normal" | "large";
}

async function open({ lang = "zh-CN", theme = "light", text = "normal", ...options }: Wish = {}) {
  const context = await browser.newContext({ viewport: FLAT, ...options });
  const page = await context.newPage();
  await page.goto(`${address}?lang=${lang}&theme=${theme}&text=${text}`);
  await page.evaluate(() => document.fonts.ready);
  const texts = CATALOGUES[lang];
  return {
    page,
    field: (name: string) => page.getByRole("textbox", { name }),
    key: (name: string) => page.getByRole("button", { name, exact: true }),
    /** The key whose name ends with a text of the catalogue. */
    named: (key: string) => page.getByRole("button", { name: new RegExp(`${texts[key] ?? key}$`) }),
    dock: page.getByRole("group", { name: texts["keyboard.label"] ?? "" }),
  };
}

async function atEnd(page: Page, name: string) {
  const field = page.getByRole("textbox", { name });
  await field.focus();
  await field.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(element.value.length, element.value.length));
}

/** Keys that are too small, or whose text does not fit. Buttons beside the candidates are no keys. */
const wrongKeys = (page: Page, least: { width: number; height: number }) =>
  page.evaluate(
    ({ width, height }) =>
      [...document.querySelectorAll<HTMLElement>("[role=group] [class*=key]")]
        .map((key) => ({ key, box: key.getBoundingClientRect() }))
        .filter(
          ({ key, box }) =>
            box.width < width || box.height < height || key.scrollWidth > key.clientWidth + 1 || box.right > innerWidth || box.bottom > innerHeight,
        )
        .map(({ key, box }) => `${key.textContent || (key.ariaLabel ?? "")} ${box.width}×${box.height}`),
    least,
  );

/** How far the keyboard reaches over the field that has the focus, in CSS pixels. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const field = document.activeElement?.getBoundingClientRect();
    const dock = document.querySelector("[role=group]")?.getBoundingClientRect();
    return field && dock ? Math.max(0, field.bottom - dock.top) : null;
  });

async function violations(page: Page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: typeof import("axe-core") }).axe;
    const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  });
}

describe.skipIf(missing)("keyboard in a browser", () => {
  it.each([
    ["zh-CN", FLAT, "normal"],
    ["en", FLAT, "normal"],
    ["zh-CN", FLAT, "large"],
    ["en", FLAT, "large"],
    ["zh-CN", UPRIGHT, "large"],
    ["en", UPRIGHT, "large"],
  ] as const)("has keys that are large enough in %s, %o, %s text", async (lang, viewport, text) => {
    const { page, named, field, key } = await open({ lang, viewport, text });
    await field("answer").focus();
    expect(await wrongKeys(page, KEY)).toEqual([]);
    await key("s").click();
    await named("keyboard.separator").waitFor();
    expect(await wrongKeys(page, KEY), "composing").toEqual([]);
    await named("keyboard.enter").click();
    for (const name of ["signs", "signs.latin", "digits", "letters.pinyin", "language.latin", "shift"]) {
      await named(`keyboard.${name}`).click();
      expect(await wrongKeys(page, KEY), name).toEqual([]);
    }
    for (const name of ["latin", "digits", "code"]) {
      await field(name).focus();
      expect(await wrongKeys(page, KEY), name).toEqual([]);
    }
    await page.context().close();
  });

  it.each([FLAT, UPRIGHT, { width: 640, height: 400 }])("covers no field that has the focus, at %o", async (viewport) => {
    const { page, field, dock } = await open({ viewport });
    for (const name of ["digits", "latin", "code", "answer"]) {
      await field(name).click();
      await dock.waitFor();
      // The page makes room once the keyboard has its size: a frame or more later.
      await expect.poll(() => covered(page), { message: name, timeout: 20_000 }).toBe(0);
    }
    await page.context().close();
  });

  it("composes by touch, and the field keeps the focus", async () => {
    const { page, field, key } = await open({ hasTouch: true });
    await atEnd(page, "answer");
    for (const letter of "huifang") await key(letter).tap();
    await page.getByRole("option", { name: "回访", exact: true }).tap();
    expect(await field("answer").inputValue()).toMatch(/第二天我回访$/);
    expect(await field("answer").evaluate((element) => element === document.activeElement)).toBe(true);
    await page.context().close();
  });

  it("composes by mouse; typing goes straight through; a tap elsewhere in the field ends composing", async () => {
    const { page, field, key, named } = await open();
    await atEnd(page, "answer");
    await page.keyboard.type("ab ");
    for (const letter of "nihao") await key(letter).click();
    await named("keyboard.space").click();
    expect(await field("answer").inputValue()).toMatch(/我ab 你好$/);
    for (const letter of "shi") await key(letter).click();
    await field("answer").click({ position: { x: 40, y: 30 } });
    await page.waitForFunction(() => !document.querySelector("[data-composing]"));
    await key("x").click();
    expect(await field("answer").inputValue()).toMatch(/x.*你好shi$/);
    await page.context().close();
  });

  it("presses a button outside although it goes away", async () => {
    const { page, field, dock } = await open();
    await field("answer").click();
    await dock.waitFor();
    const pressed = page.evaluate(() => new Promise((resolve) => document.querySelector("footer button")?.addEventListener("click", () => resolve(true))));
    await page.locator("footer button").click();
    expect(await pressed).toBe(true);
    await dock.waitFor({ state: "detached" });
    await page.context().close();
  });

  it("moves nothing where motion is not wanted", async () => {
    const { page, field } = await open({ reducedMotion: "reduce" });
    await field("answer").focus();
    const durations = await page.evaluate(() =>
      [...document.querySelectorAll("[role=group] *")].map((element) => getComputedStyle(element).transitionDuration),
    );
    expect(new Set(durations)).toEqual(new Set(["0s"]));
    await page.context().close();
  });

  it("shows the line of the caret in a long text", async () => {
    const { page, field, named } = await open();
    await field("answer").fill("行\n".repeat(40));
    await field("answer").evaluate((element: HTMLTextAreaElement) => {
      element.setSelectionRange(0, 0);
      element.scrollTop = element.scrollHeight;
    });
    await named("keyboard.right").click();
    expect(await field("answer").evaluate((element) => element.scrollTop)).toBeLessThan(20);
    await page.context().close();
  });

  const looks = (["zh-CN", "en"] as const).flatMap((lang) => (["light", "dark", "contrast"] as const).map((theme) => [lang, theme] as const));
  it.each(looks)("has no violations in %s, %s", async (lang, theme) => {
    const { page, key, named } = await open({ lang, theme });
    await atEnd(page, "answer");
    for (const letter of "huifang") await key(letter).click();
    await page.getByRole("option", { name: "回访", exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${SCREENS}/keyboard-pinyin-${theme}-${lang}.png` });
    await named("keyboard.space").click();
    for (const name of ["signs", "digits"]) {
      await named(`keyboard.${name}`).click();
      expect(await violations(page), name).toEqual([]);
      await page.screenshot({ path: `${SCREENS}/keyboard-${name}-${theme}-${lang}.png` });
    }
    await page.context().close();
  });

  it.each(["zh-CN", "en"] as const)("looks right upright and for ID numbers in %s", async (lang) => {
    const { page, key, named, field } = await open({ lang, viewport: UPRIGHT, text: "large" });
    await atEnd(page, "answer");
    for (const letter of "shi") await key(letter).click();
    await named("keyboard.candidates.more").waitFor();
    await page.screenshot({ path: `${SCREENS}/keyboard-upright-${lang}.png` });
    await page.setViewportSize(FLAT);
    await field("digits").focus();
    await page.screenshot({ path: `${SCREENS}/keyboard-id-${lang}.png` });
    await field("latin").focus();
    await named("keyboard.shift").click();
    await page.screenshot({ path: `${SCREENS}/keyboard-latin-${lang}.png` });
    await page.context().close();
  });
});
