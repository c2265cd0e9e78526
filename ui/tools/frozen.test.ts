// @vitest-environment node
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build, type Plugin } from "vite";
import { describe, expect, it } from "vitest";
import { loadsFrozen } from "./frozen";

const CHARTS = fileURLToPath(new URL("../src/screens/desk/board/charts.ts", import.meta.url));
const NO_CHARTS = fileURLToPath(new URL("../src/screens/desk/board/months.ts", import.meta.url));

/** One script of a file and all that it takes from libraries. */
async function scriptOf(entry: string, plugins: Plugin[]): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins,
    build: { write: false, lib: { entry, formats: ["iife"], name: "built" } },
  });
  const outputs = Array.isArray(built) ? built : [built];
  return outputs.flatMap((each) => ("output" in each ? [each.output[0].code] : [])).join();
}

/** Runs a script as the window does: strict, as modules are, and with nothing to add to what every object inherits. */
const runFrozen = (script: string) => void runInNewContext(`"use strict";Object.freeze(Object.prototype);${script}`);

/** A library after an update that wrote the same in other words. */
const rewritten: Plugin = {
  name: "rewritten",
  enforce: "pre",
  transform: (code) => code.replaceAll("target[name_1] = noop", "target[key] = noop"),
};

describe("the chart library", () => {
  it("loads where every object's prototype is frozen", async () => {
    const script = await scriptOf(CHARTS, [loadsFrozen()]);
    expect(() => runFrozen(script)).not.toThrow();
  });

  it("would not load as it comes: the day it does, the mend can go", async () => {
    const script = await scriptOf(CHARTS, []);
    expect(() => runFrozen(script)).toThrow(/Cannot assign to read only property 'constructor'/);
  });

  it("fails the build when the mended place was rewritten", async () => {
    await expect(scriptOf(CHARTS, [rewritten, loadsFrozen()])).rejects.toThrow(/0 times, not once/);
  });

  it("fails the build when the mended file is gone", async () => {
    await expect(scriptOf(NO_CHARTS, [loadsFrozen()])).rejects.toThrow(/no file like/);
  });
});
