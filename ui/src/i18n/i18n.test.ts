import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUES, makeTexts, sentences, textOf, type Fill, type Key } from "./index";
import { dayAndTime, dayIn, length } from "./format";
import { spokenTime } from "./spoken";

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
    // What is said of one is asked for by the name of what is said of many.
    expect(Object.keys(own ?? {}).filter((key) => !isAsked(key) && !isAsked(key.replace(/\.one$/, "")))).toEqual([]);
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

describe("a text that counts", () => {
  const said = (key: Key, fill?: Fill, language: "zh-CN" | "en" = "en") => textOf(makeTexts(language), key, fill);

  it("has a form of its own for exactly one", () => {
    expect(said("desk.answers", { n: 1 })).toBe("1 answer");
    expect(said("desk.answers", { n: 0 })).toBe("0 answers");
    expect(said("review.missing", { n: 1 })).toBe("1 ability has no level yet");
    expect(said("review.missing", { n: 2 })).toBe("2 abilities have no level yet");
    expect(said("review.missing", { n: 1 }, "zh-CN")).toBe(said("review.missing", { n: 2 }, "zh-CN").replace("2", "1"));
  });

  it("counts the value named n before all others", () => {
    expect(said("interview.length", { n: 1, m: 5 })).toBe("1 question, 5 min");
    expect(said("interview.length", { n: 5, m: 1 })).toBe("5 questions, 1 min");
    expect(said("ranking.facts", { n: 4, unranked: 1 })).toBe("4 people with a score, 1 not ranked");
  });

  it("counts the only number where none is named n", () => {
    expect(said("done.clear", { seconds: 1 })).toBe("This screen clears itself in 1 second");
    expect(said("live.time", { tries: 1 })).toContain("1 try.");
    expect(said("settings.storage.free.value", { gb: "1", hours: 1 })).toBe("1 GB, about 1 hour of recording");
    expect(said("sync.timely", { within: 1, of: 1, minutes: 1, seconds: 1 })).toContain("1 of the last 1");
  });

  it("stays as it is where it has no such form, and without values", () => {
    expect(said("desk.bar.unsent", { n: 1 })).toBe("1 to send");
    expect(said("list.select", {})).toBe("Choose");
  });

  it("says times of one and of many", () => {
    const times = (language: "zh-CN" | "en") => [1, 30, 60, 61, 125].map((seconds) => spokenTime(seconds, (key, fill) => said(key, fill, language)));
    expect(times("en")).toEqual(["1 second", "30 seconds", "1 minute", "1 minute 1 second", "2 minutes 5 seconds"]);
    expect(times("zh-CN")).toEqual(["1 秒", "30 秒", "1 分钟", "1 分 1 秒", "2 分 5 秒"]);
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

  it("are counted in days, over the end of a month and of a year", () => {
    expect(dayIn(7, new Date(2026, 10, 25, 23, 59), "zh-CN")).toBe("12月2日");
    expect(dayIn(10, new Date(2026, 11, 25), "en")).toBe("January 4");
  });

  it("that can't be read are shown as they are", () => {
    const texts = { t: (key: string) => key, language: "en" } as const;
    expect(dayAndTime("soon", now, texts)).toBe("soon");
  });

  it("of a recording count minutes, and hours where there are any", () => {
    expect([0, 59.6, 401, 3729].map(length)).toEqual(["00:00", "01:00", "06:41", "1:02:09"]);
  });
});
