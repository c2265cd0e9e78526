import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** What a style sheet of the desk says of a selector; a page without layout can't be measured. */
function rule(file: string, selector: string): Map<string, string> {
  const sheet = `\n${readFileSync(`src/screens/desk/${file}.module.css`, "utf8")}`;
  const start = sheet.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`no ${selector} in ${file}`);
  const lines = sheet.slice(sheet.indexOf("{", start) + 1, sheet.indexOf("}", start)).split(";");
  return new Map(lines.map((line) => line.split(":").map((part) => part.trim())).filter((parts) => parts.length === 2) as [string, string][]);
}

it.each([
  ["List", ".select", ["height", "max-width", "padding"]],
  ["List", ".arrow", ["width", "height", "margin-left"]],
  ["Desk", ".brand > svg", ["width", "height"]],
  ["Desk", ".item > svg", ["width", "height"]],
  ["Desk", ".tool > svg", ["width", "height"]],
  ["Desk", ".tool", ["width", "height"]],
  ["Desk", ".initial", ["width", "height"]],
  ["Desk", ".language > button", ["font-size"]],
])("%s %s grows with the text", (file, selector, properties) => {
  const said = rule(file, selector);
  for (const property of properties) expect(said.get(property), property).toMatch(/\dem/);
});

it.each([
  ["List", ".choice"],
  ["TopBar", ".bar"],
  ["TopBar", ".search"],
  ["Desk", ".item"],
])("%s %s is as high as its words need", (file, selector) => {
  const said = rule(file, selector);
  expect(said.get("height")).toBeUndefined();
  expect(said.get("min-height")).toBeTruthy();
});

it("pages that have no room are scrolled to, and the bar for it shows", () => {
  expect(rule("Desk", ".nav").get("overflow")).toBe("hidden auto");
  expect(rule("Desk", ".nav").get("min-height")).toBe("0");
  expect(rule("Desk", ".nav::-webkit-scrollbar").get("width")).toBe("8px");
});
