import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { app } from "../../../tauri.conf.json";

const PAGES = fileURLToPath(new URL("../../../target/test-page", import.meta.url));
const SCREENS = fileURLToPath(new URL("../../../target/screens", import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** What the desktop window puts around the page; without it the suite would look at another page. */
const { csp, freezePrototype } = app.security;
const POLICY = Object.entries(csp)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join("; ");

/** The kiosk in landscape, the size that the designs are drawn in. */
export const KIOSK = { width: 1280, height: 800 };

/** The built page on loopback, and a browser that looks at it. */
export class Window {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<Window> {
    mkdirSync(SCREENS, { recursive: true });
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? "/", "http://page").pathname);
      const file = join(PAGES, path === "/" ? "index.html" : path);
      if (!existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(readFileSync(file));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    return new Window(server, await chromium.launch({ executablePath: CHROMIUM, args }));
  }

  /** A fresh page; whatever it throws fails the test through `errors`. Its own clock is the test's. */
  async page(size = KIOSK, query = "", hasOwnClock = false): Promise<{ page: Page; errors: string[] }> {
    const page = await this.browser.newPage({ viewport: size, reducedMotion: "reduce" });
    if (hasOwnClock) await page.clock.install();
    // As Tauri does: before the first script of the page.
    if (freezePrototype) await page.addInitScript(() => void Object.freeze(Object.prototype));
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) errors.push(message.text());
    });
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/${query}`);
    await page.waitForFunction(() => "page" in window && document.querySelector("h1") !== null);
    await page.evaluate(() => document.fonts.ready);
    return { page, errors };
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

/** Where a picture of a screen goes. */
export const picture = (name: string) => join(SCREENS, `kiosk-${name}.png`);

/** Two drawn frames: what was asked for stands on the page. */
export const settled = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds, one line each. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (rules) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
  }, RULES);
  return found;
}
