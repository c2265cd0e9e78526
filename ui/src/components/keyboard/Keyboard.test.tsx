import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { useState, type ComponentProps } from "react";
import { I18nextProvider } from "react-i18next";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CATALOGUES, makeTexts, type Language } from "../../i18n";
import answers from "../../test/pinyin.json";
import { Keyboard, type Candidate, type PinyinCandidates } from "./index";

const zh = CATALOGUES["zh-CN"];

/** What the engine says; a test of the crate `ime` compares the file with it. */
const engine: PinyinCandidates = (pinyin) =>
  Promise.resolve((answers as Record<string, Candidate[]>)[pinyin] ?? []);

type FieldProps = ComponentProps<"textarea"> & { kind: string; line?: boolean; start?: string };

/** A field whose text lives in React's state, as those of the screens do. */
function Held({ kind, line, start, ...props }: FieldProps) {
  const [text, setText] = useState(start ?? "");
  const common = { "data-keyboard": kind, "aria-label": "answer", value: text } as const;
  return (
    <>
      {line ? (
        <input {...common} onChange={(event) => setText(event.target.value)} />
      ) : (
        <textarea {...common} {...props} onChange={(event) => setText(event.target.value)} />
      )}
      <output aria-label="state">{text}</output>
    </>
  );
}

function open({ start = "", ...props }: FieldProps, { ask = engine, language = "zh-CN" }: { ask?: PinyinCandidates; language?: Language } = {}) {
  const user = userEvent.setup();
  const page = render(
    <I18nextProvider i18n={makeTexts(language)}>
      <Held {...props} start={start} />
      <button>elsewhere</button>
      <Keyboard pinyinCandidates={ask} />
    </I18nextProvider>,
  );
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "answer" });
  act(() => {
    field.focus();
    field.setSelectionRange(start.length, start.length);
  });
  const key = (name: string | RegExp) => screen.getByRole("button", { name });
  const press = async (...names: (string | RegExp)[]) => {
    for (const name of names) await user.click(key(name));
  };
  const type = (letters: string) => press(...letters.split(""));
  const candidate = (text: string) => screen.findByRole("option", { name: text });
  return { user, page, field, key, press, type, candidate };
}

const state = () => screen.getByLabelText("state").textContent;
const named = (name: string) => new RegExp(`${zh[name] ?? name}$`);
const BACKSPACE = named("keyboard.backspace");
const SPACE = named("keyboard.space");
const DIGITS = named("keyboard.digits");

beforeEach(() => {
  window.innerWidth = 1280;
});

describe("pinyin", () => {
  it("composes in the field and puts the chosen word in the place of the letters", async () => {
    const { field, type, user, candidate } = open({ kind: "pinyin", start: "我说" });
    await type("nihao");
    expect(state()).toBe("我说nihao");
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("nihao");
    expect(await screen.findByText("ni hao")).toBeTruthy();
    await user.click(await candidate("你好"));
    expect(state()).toBe("我说你好");
    expect(field.selectionStart).toBe(4);
    expect(screen.queryAllByRole("option")).toEqual([]);
    expect(document.activeElement).toBe(field);
  });

  it("goes on with the letters that a choice leaves", async () => {
    const { type, user, candidate, press } = open({ kind: "pinyin" });
    await type("nihao");
    await user.click(await candidate("拟"));
    expect(state()).toBe("拟hao");
    await candidate("好");
    await press(SPACE);
    expect(state()).toBe("拟好");
  });

  it("takes letters back, and text only after them", async () => {
    const { type, press } = open({ kind: "pinyin", start: "好" });
    await type("ni");
    await press(BACKSPACE);
    expect(state()).toBe("好n");
    await press(BACKSPACE, BACKSPACE);
    expect(state()).toBe("");
  });

  it("cuts syllables apart", async () => {
    const { type, press, candidate } = open({ kind: "pinyin" });
    await type("xi");
    await press(named("keyboard.separator"));
    await type("an");
    await candidate("西安");
    await press(SPACE);
    expect(state()).toBe("西安");
  });

  it("keeps the order of keys that are faster than the engine", async () => {
    const held: (() => void)[] = [];
    const slow: PinyinCandidates = (pinyin) =>
      new Promise((resolve) => held.push(() => void engine(pinyin).then(resolve)));
    const { type, press } = open({ kind: "pinyin" }, { ask: slow });
    await type("nihao");
    await press(SPACE, "逗号");
    await type("ma");
    await press(SPACE);
    expect(state()).toBe("nihao");
    await waitFor(() => {
      held.splice(0).forEach((answer) => answer());
      expect(state()).toBe("你好，吗");
    });
  });

  it("settles what is composed before a sign", async () => {
    const { type, press } = open({ kind: "pinyin" });
    await type("nihao");
    await press("句号");
    await waitFor(() => expect(state()).toBe("你好。"));
  });

  it("turns pages, and space takes the first of the page", async () => {
    const { type, press, candidate } = open({ kind: "pinyin" });
    await type("shi");
    await candidate("是");
    await press(named("keyboard.candidates.more"));
    const first = screen.getAllByRole("option")[0];
    expect(first?.getAttribute("aria-selected")).toBe("true");
    expect(Number(first?.getAttribute("aria-posinset"))).toBeGreaterThan(5);
    expect(first?.textContent).not.toBe("是");
    await press(named("keyboard.candidates.previous"));
    expect(screen.getAllByRole("option")[0]?.textContent).toBe("是");
    await press(named("keyboard.candidates.more"), SPACE);
    expect(state()).toBe(first?.textContent);
  });

  it("moves the choice with the arrows", async () => {
    const { type, press, candidate } = open({ kind: "pinyin" });
    await type("huifang");
    await candidate("回放");
    await press(named("keyboard.right"), SPACE);
    expect(state()).toBe("回放");
  });

  it("lets letters stand that mean nothing, and says so", async () => {
    const { type, press } = open({ kind: "pinyin" });
    await type("v");
    expect(await screen.findByText(zh["keyboard.candidates.none"] ?? "")).toBeTruthy();
    await press(SPACE);
    expect(state()).toBe("v");
  });

  it("names a failure of the engine and stays usable", async () => {
    const failure = { code: "ime.dictionary", detail: "", response: "degrade" };
    const failing = vi.fn<PinyinCandidates>().mockRejectedValue(failure);
    const { type, press } = open({ kind: "pinyin" }, { ask: failing });
    await type("ni");
    expect(await screen.findByText(zh["error.ime.dictionary"] ?? "")).toBeTruthy();
    await press(named("keyboard.enter"));
    expect(state()).toBe("ni");
  });

  it("leaves the letters when the field is left", async () => {
    const { type, user } = open({ kind: "pinyin" });
    await type("ni");
    await user.click(screen.getByRole("button", { name: "elsewhere" }));
    await waitFor(() => expect(screen.queryByRole("group", { name: zh["keyboard.label"] ?? "" })).toBeNull());
    expect(state()).toBe("ni");
  });

  it("reads the candidates out when typing pauses", async () => {
    const { type } = open({ kind: "pinyin" });
    await type("nihao");
    expect(await screen.findByText(/“你好”.*1 你好，2 你/)).toBeTruthy();
  });

  it("keeps to the length that the field allows", async () => {
    const { type, press, candidate } = open({ kind: "pinyin", maxLength: 1 });
    await type("nihao");
    await candidate("你好");
    await press(SPACE);
    expect(state()).toBe("你");
  });
});

describe("a real keyboard", () => {
  it("types straight into the field", async () => {
    const { user } = open({ kind: "pinyin" });
    await user.keyboard("nihao 1");
    expect(state()).toBe("nihao 1");
  });

  it("chooses while letters from the screen wait", async () => {
    const { user, type, candidate } = open({ kind: "pinyin" });
    await type("nih");
    await user.keyboard("ao");
    await candidate("你好");
    await user.keyboard("2");
    expect(state()).toBe("你hao");
    await candidate("好");
    await user.keyboard("{Backspace}o ");
    await waitFor(() => expect(state()).toBe("你好"));
  });

  it("takes letters out with Escape, which then goes no further", async () => {
    const { user, type } = open({ kind: "pinyin", start: "好" });
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    await type("ni");
    await user.keyboard("{Escape}");
    document.removeEventListener("keydown", heard);
    expect(state()).toBe("好");
    expect(heard).not.toHaveBeenCalled();
  });

  it("reaches no key with Tab: the field needs none of them", async () => {
    const { user } = open({ kind: "latin" });
    await user.tab();
    expect(document.activeElement?.textContent).toBe("elsewhere");
  });
});

describe("latin", () => {
  it("writes one capital, then all, then small letters again", async () => {
    const { press } = open({ kind: "latin" });
    const shift = named("keyboard.shift");
    await press(shift, "A", "b", shift, shift);
    expect(screen.getByRole("button", { name: named("keyboard.shift.lock") }).getAttribute("aria-pressed")).toBe("true");
    await press("C", "D", named("keyboard.shift.lock"), "e", SPACE, "f");
    expect(state()).toBe("AbCDe f");
  });

  it("changes between pinyin and Latin letters", async () => {
    const { type, press, candidate } = open({ kind: "pinyin" });
    await press(named("keyboard.language.latin"));
    await type("ok");
    await press(named("keyboard.language.pinyin"));
    await type("ni");
    await candidate("你");
    await press(SPACE);
    expect(state()).toBe("ok你");
  });

  it("breaks lines in a text, and submits a field of one line", async () => {
    const { press } = open({ kind: "latin" });
    await press("a", named("keyboard.enter"), "b");
    expect(state()).toBe("a\nb");
  });

  it("puts itself away after a field of one line, and comes back when it is touched", async () => {
    const { press, user, field } = open({ kind: "latin", line: true });
    await press("a", named("keyboard.done"));
    expect(screen.queryByRole("button", { name: "a" })).toBeNull();
    expect(document.activeElement).toBe(field);
    await user.click(field);
    await user.click(await screen.findByRole("button", { name: "b" }));
    expect(state()).toBe("ab");
  });
});

describe("digits and signs", () => {
  it("write an ID number with its X", async () => {
    const { press } = open({ kind: "digits", line: true });
    await press(..."11010519491231002".split(""), "X");
    expect(state()).toBe("11010519491231002X");
    await press(BACKSPACE);
    expect(state()).toBe("11010519491231002");
  });

  it.each([1280, 1080])("stand above capital letters for a code, at a width of %i, and nothing has to be changed between them", async (width) => {
    window.innerWidth = width;
    const { key, press } = open({ kind: "code", line: true });
    const rows = screen.getAllByRole("button", { name: /^[0-9A-Z]$/ }).map((each) => each.textContent);
    expect(rows.slice(0, 10).join("")).toBe("1234567890");
    expect(rows.slice(10).sort().join("")).toBe("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    await press("7", "K", "3", "M", "4", "4", BACKSPACE, "2");
    expect(state()).toBe("7K3M42");
    for (const name of ["left", "right", "hide", "done"]) expect(key(named(`keyboard.${name}`))).toBeTruthy();
    expect(screen.queryByRole("button", { name: SPACE })).toBeNull();
  });

  it("stand behind the letters", async () => {
    const { press } = open({ kind: "pinyin" });
    await press(DIGITS, "8", "点", "5", "百分号", named("keyboard.letters.pinyin"));
    await press(named("keyboard.signs"), "左书名号", "右书名号", "省略号");
    await press(named("keyboard.signs.latin"), "at 符号", "和号");
    expect(state()).toBe("8.5%《》……@&");
  });
});

describe("editing", () => {
  it("moves the caret by whole characters and deletes them whole", async () => {
    const { press, field } = open({ kind: "latin", start: "a👩‍💼b" });
    act(() => field.setSelectionRange(7, 7));
    await press(named("keyboard.left"), BACKSPACE, "c");
    expect(state()).toBe("acb");
  });

  it("repeats backspace while it is held, and nothing else", async () => {
    const { key, user } = open({ kind: "latin", start: "abcd" });
    await user.pointer({ keys: "[MouseLeft>]", target: key(BACKSPACE) });
    expect(state()).toBe("abc");
    await waitFor(() => expect(state()).toBe(""));
    await user.pointer({ keys: "[/MouseLeft]", target: key(BACKSPACE) });
    await user.pointer({ keys: "[MouseLeft>]", target: key("x") });
    await new Promise((resolve) => setTimeout(resolve, 800));
    await user.pointer({ keys: "[/MouseLeft]", target: key("x") });
    expect(state()).toBe("x");
  });

  it("writes over what is selected, and asks the field first", async () => {
    const { press, field } = open({ kind: "latin", start: "abc" });
    act(() => field.setSelectionRange(0, 2));
    await press("x");
    expect(state()).toBe("xc");
    field.addEventListener("beforeinput", (event) => event.preventDefault());
    await press("y", BACKSPACE);
    expect(state()).toBe("xc");
  });
});

describe("presence", () => {
  it.each(["none", ""])("is not there for a field that asks for %j", (kind) => {
    open({ kind });
    expect(screen.queryByRole("group")).toBeNull();
  });

  it("goes with a field that is taken away", async () => {
    const { page } = open({ kind: "latin" });
    expect(screen.getByRole("group")).toBeTruthy();
    page.rerender(
      <I18nextProvider i18n={makeTexts()}>
        <Keyboard pinyinCandidates={engine} />
      </I18nextProvider>,
    );
    await waitFor(() => expect(screen.queryByRole("group")).toBeNull());
  });

  it("is put away by its key and leaves the focus in the field", async () => {
    const { press, field } = open({ kind: "pinyin" });
    await press(named("keyboard.hide"));
    expect(screen.queryByRole("group")).toBeNull();
    expect(document.activeElement).toBe(field);
  });

  it.each([1280, 1080])("has the same keys at a width of %i", (width) => {
    window.innerWidth = width;
    const { key } = open({ kind: "pinyin" });
    for (const name of [..."qwertyuiopasdfghjklzxcvbnm".split(""), "逗号", "句号", BACKSPACE, SPACE, DIGITS]) expect(key(name)).toBeTruthy();
    for (const name of ["enter", "hide", "left", "right", "signs", "language.latin"]) expect(key(named(`keyboard.${name}`))).toBeTruthy();
  });
});

describe("accessibility", () => {
  const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };

  it.each(["zh-CN", "en"] as const)("has no violations in %s, in any layout", async (language) => {
    const texts = CATALOGUES[language];
    const { page, type, press, candidate } = open({ kind: "pinyin" }, { language });
    const check = async () => {
      const { violations } = await axe.run(page.container, { rules });
      expect(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join()}`)).toEqual([]);
      for (const button of within(screen.getByRole("group")).getAllByRole("button")) {
        expect(button.getAttribute("aria-label") ?? button.textContent).not.toBe("");
      }
    };
    await check();
    await type("nihao");
    await candidate("你好");
    await check();
    await press(new RegExp(`${texts["keyboard.space"] ?? ""}$`));
    for (const name of ["signs", "signs.latin", "digits", "letters.pinyin", "language.latin"]) {
      await press(new RegExp(`${texts[`keyboard.${name}`] ?? name}$`));
      await check();
    }
  });
});
