import { describe, expect, it } from "vitest";
import { interviewRow } from "../../test/fake";
import { knownOf, understood, without } from "./searched";

const risk = { code: "risk_manager", position: { zh: "风险经理", en: "Risk manager" } };
const known = knownOf([interviewRow(), interviewRow({ ...risk, name: "吴立新" }), interviewRow({ ...risk, name: null })]);
const asked = (typed: string) => {
  const { position, least, words } = understood(typed, known);
  return [position?.code ?? null, least, words];
};

describe("a search", () => {
  it("takes a position and a number 40 to 100 for what they are, in any order", () => {
    expect(asked("林晓岚 柜员 80")).toEqual(["teller", 80, "林晓岚"]);
    expect(asked("80 TELLER")).toEqual(["teller", 80, ""]);
    expect(asked("risk manager 利率 ７０分以上")).toEqual(["risk_manager", 70, "利率"]);
    expect(asked("≥100")).toEqual([null, 100, ""]);
  });

  it("leaves other numbers, a second position and a second number among the words", () => {
    expect(asked("39 101 2026")).toEqual([null, null, "39 101 2026"]);
    expect(asked("柜员 风险经理 80 90")).toEqual(["teller", 80, "风险经理 90"]);
  });

  it("cuts Chinese without spaces only where a name of the list, or nothing, is left", () => {
    expect(asked("林晓岚柜员80")).toEqual(["teller", 80, "林晓岚"]);
    expect(asked("风险经理吴立新")).toEqual(["risk_manager", null, "吴立新"]);
    expect(asked("柜员80分")).toEqual(["teller", 80, ""]);
    expect(asked("林晓岚80")).toEqual([null, 80, "林晓岚"]);
    expect(asked("利率80")).toEqual([null, null, "利率80"]);
    expect(asked("柜员说")).toEqual([null, null, "柜员说"]);
  });

  it("looks for quoted words as they are, side by side", () => {
    expect(asked('"80" 「柜员」 “OK I called”')).toEqual([null, null, "80 柜员 OK,I,called"]);
    expect(asked('"')).toEqual([null, null, ""]);
  });

  it("takes a name that two positions share for neither", () => {
    const both = knownOf([interviewRow(), interviewRow({ code: "teller_night" })]);
    expect(understood("柜员", both).position).toBeNull();
  });

  it("can be asked again without one of its parts", () => {
    const meant = understood('林晓岚柜员80 "OK"', known);
    expect(without("least", meant)).toBe('林晓岚 柜员 "OK"');
    expect(without("position", meant)).toBe('林晓岚 80 "OK"');
    expect(without("word", meant)).toBe("柜员 80");
  });
});
