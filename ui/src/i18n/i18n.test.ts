import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUES, makeTexts, sentences } from "./index";
import { dayAndTime, length } from "./format";

const COMMAND = /station (?:enroll|list|models|policy|staff-pin|verify)/;
const fills = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "").sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes(".test."))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

describe("catalogues", () => {
  const { "zh-CN": zh, en } = CATALOGUES;

  it("have the same keys in both languages", () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it("fill in the same values in both languages", () => {
    for (const [key, text] of Object.entries(zh)) expect(fills(text), key).toEqual(fills(en[key] ?? ""));
  });

  it("leave no text empty", () => {
    for (const texts of [zh, en]) {
      for (const [key, text] of Object.entries(texts)) {
        // What was told needs no word beside it.
        if (key !== "report.mode.told") expect(text.trim(), key).not.toBe("");
      }
    }
  });

  it("have every key that the code names", () => {
    const groups = [...new Set(Object.keys(zh).map((key) => key.split(".")[0]))].join("|");
    const named = new RegExp(`"((?:${groups})\\.[\\w.]+)"`, "g");
    const used = sources("src").flatMap((text) => [...text.matchAll(named)].map((found) => found[1] ?? ""));
    expect(used.length).toBeGreaterThan(60);
    // A code of an error has its texts under `error.`.
    const known = (key: string) => key in zh || `error.${key}` in zh;
    expect(used.filter((key) => !known(key) && key !== "internal.window")).toEqual([]);
  });

  it("hold no interface text that nothing uses", () => {
    const all = sources("src").join("\n");
    const [own, shared] = ["ui.en", "en"].map((name) => JSON.parse(readFileSync(`../assets/i18n/${name}.json`, "utf8")) as Record<string, string>);
    // What says a shared text in the window's own way is asked for where that is.
    const isAsked = (key: string) => key in (shared ?? {}) || all.includes(`"${key}"`);
    expect(Object.keys(own ?? {}).filter((key) => !isAsked(key))).toEqual([]);
  });

  it("send nobody in a window to a command line", () => {
    // The two of commands alone, and one whose way out is a command on purpose.
    const allowed = new Set(["error.models.unknown_id.hint", "error.policy.signing_key.hint", "error.staff.pin_unset.hint"]);
    for (const texts of [zh, en]) {
      const sent = Object.entries(texts).filter(([key, text]) => key.startsWith("error.") && COMMAND.test(text) && !allowed.has(key));
      expect(sent).toEqual([]);
    }
  });

  it("fill in values as they are", () => {
    const texts = makeTexts("en");
    expect(texts.t("desk.required.test", { defaultValue: "{n} of <b>", n: "<5>" })).toBe("<5> of <b>");
  });
});

describe("sentences", () => {
  it("stand one after the other as the language has it", () => {
    expect(sentences(["密码不对", "请再试一次。"], "zh-CN")).toBe("密码不对。请再试一次。");
    expect(sentences(["The PIN is wrong", "Please try again."], "en")).toBe("The PIN is wrong. Please try again.");
    expect(sentences(["Saved", ""], "en")).toBe("Saved");
  });
});

describe("moments", () => {
  const now = new Date(2026, 10, 25, 15, 0);
  const said = (language: "zh-CN" | "en", ...at: [number, number, number, number, number]) => {
    const texts = makeTexts(language);
    const t = (key: string, fill?: Record<string, string | number>) => texts.t(key, fill ?? {});
    return dayAndTime(new Date(...at).toISOString(), now, { t, language });
  };

  it("are said as people say them", () => {
    expect(said("zh-CN", 2026, 10, 25, 14, 30)).toBe("今天 14:30");
    expect(said("zh-CN", 2026, 10, 24, 0, 5)).toBe("昨天 00:05");
    expect(said("zh-CN", 2026, 10, 20, 9, 0)).toBe("11月20日 09:00");
    expect(said("en", 2026, 10, 25, 14, 30)).toBe("Today 14:30");
    expect(said("en", 2025, 0, 2, 8, 0)).toContain("2025");
  });

  it("that can't be read are shown as they are", () => {
    const texts = { t: (key: string) => key, language: "en" } as const;
    expect(dayAndTime("soon", now, texts)).toBe("soon");
  });

  it("of a recording count minutes, and hours where there are any", () => {
    expect([0, 59.6, 401, 3729].map(length)).toEqual(["00:00", "01:00", "06:41", "1:02:09"]);
  });
});
