import { describe, expect, it } from "vitest";
import { adopt } from "./ReportFrame";

const PAGE = `<main><button class="lang" data-lang="en">English</button>
  <button class="seek quote" data-ms="6410" title="06:41"><q>我先等他说完</q></button></main>
  <aside class="dock"><video id="recording" src="media.webm"></video></aside>`;

function adopted(): Document {
  const report = new DOMParser().parseFromString(PAGE, "text/html");
  adopt(report);
  return report;
}

describe("report page in its frame", () => {
  it("has links that tell the window which moment to play", () => {
    const link = adopted().querySelector("q")?.closest("a");
    expect(link?.getAttribute("href")).toBe("#seek=6410");
    expect(link?.target).toBe("_top");
    expect(link?.className).toBe("seek quote");
  });

  it("loses its own player and language button, which can't work there", () => {
    expect(adopted().querySelector("video, button")).toBeNull();
  });
});
