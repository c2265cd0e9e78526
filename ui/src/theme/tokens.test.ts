import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tokensCss } from "../../tools/tokens";
import tokens from "./tokens.json";

const file = "src/theme/tokens.css";

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe("tokens", () => {
  it("are what the style sheet says", () => {
    const css = tokensCss(tokens);
    if (process.env.UPDATE_TOKENS) writeFileSync(file, css);
    expect(readFileSync(file, "utf8")).toBe(css);
  });

  it.each(["light", "dark", "contrast"] as const)("keep text and controls readable in %s", (theme) => {
    const color = tokens.color[theme];
    for (const pair of Object.keys(tokens.contrast[theme])) {
      const [front, back] = pair.split("/") as [keyof typeof color, keyof typeof color];
      const least = front === "control" || front === "focus" ? 3 : 4.5;
      expect(ratio(color[front], color[back]), pair).toBeGreaterThanOrEqual(least);
    }
  });
});
