import { describe, expect, it } from "vitest";
import { framed } from "./framed";

const PAGE = `<!DOCTYPE html><html lang="zh-CN" data-shown="zh-CN"><head>
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-x'">
  <style>main{display:none}</style></head><body>
  <main><button class="lang" data-lang="en">English</button>
  <button class="seek quote" data-ms="6410" title="06:41"><q>我先等他说完</q></button></main>
  <aside class="dock"><video id="recording" src="media.webm"></video></aside>
  <script>alert(1)</script></body></html>`;

const page = new DOMParser().parseFromString(framed(PAGE), "text/html");

describe("report page in its frame", () => {
  it("has links that tell the window which moment to play", () => {
    const link = page.querySelector("q")?.closest("a");
    expect(link?.getAttribute("href")).toBe("#seek=6410");
    expect(link?.target).toBe("_top");
    expect(link?.className).toBe("seek quote");
    expect(link?.textContent).toBe("我先等他说完");
  });

  it("has no script, no player and no button of its own", () => {
    expect(page.querySelector("script, video, button")).toBeNull();
  });

  it("may load nothing and run nothing", () => {
    const policy = page.querySelector("meta[http-equiv]")?.getAttribute("content");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|media-src|img-src/);
  });

  it("keeps language and style", () => {
    expect(page.documentElement.dataset.shown).toBe("zh-CN");
    expect(page.querySelector("style")?.textContent).toBe("main{display:none}");
  });
});
