import { describe, expect, it, vi } from "vitest";
import { adopt } from "./ReportFrame";

const PAGE = `<main><button class="lang" data-lang="en">English</button>
  <button class="seek quote" data-ms="6410"><q>我先等他说完</q></button></main>
  <aside class="dock"><video id="recording" src="media.webm"></video></aside>`;

describe("report page in its frame", () => {
  it("seeks the recording beside it, wherever in a quote is pressed", () => {
    const report = new DOMParser().parseFromString(PAGE, "text/html");
    const onSeek = vi.fn();
    adopt(report, onSeek);
    report.querySelector("q")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(onSeek.mock.calls).toEqual([[6410]]);
    report.querySelector("main")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(onSeek).toHaveBeenCalledTimes(1);
  });

  it("loses its own player and language button, which can't work there", () => {
    const report = new DOMParser().parseFromString(PAGE, "text/html");
    adopt(report, () => undefined);
    expect(report.querySelector("video, button.lang")).toBeNull();
  });
});
