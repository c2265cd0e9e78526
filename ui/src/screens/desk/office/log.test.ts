import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUES } from "../../../i18n";
import { ACTIONS } from "./LogPage";

/** Everything that writes into a log of the station. */
const SOURCES = ["src", "crates/station/src", "crates/vault/src"].map((folder) => join("../src-tauri", folder));
/** A call that writes an entry, up to its end. */
const CALL = /\b(?:audit|audit_by|append|append_by|append_anchored|revise|set_on_record|set_on_record_by|log_staff)\(([^;]*)/g;

function actions(): Set<string> {
  const found = new Set<string>();
  for (const folder of SOURCES) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".rs")) continue;
      // Tests of a module stand at its end and may write what they like.
      const [code = ""] = readFileSync(join(folder, name), "utf8").split("#[cfg(test)]");
      for (const [, call = ""] of code.matchAll(CALL)) {
        const [, action] = /"([a-z]+\.[a-z_]+)"/.exec(call) ?? [];
        if (action) found.add(action);
      }
    }
  }
  return found;
}

describe("the log", () => {
  it("has words for everything that the station writes, and for nothing else", () => {
    expect([...actions()].map((action) => `log.${action}`).sort()).toEqual([...ACTIONS].sort());
  });

  it("has them in both languages", () => {
    for (const texts of Object.values(CATALOGUES)) {
      expect(ACTIONS.filter((key) => !texts[key] || texts[key] === key)).toEqual([]);
    }
  });
});
