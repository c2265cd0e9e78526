import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Client } from "../../client";
import { ability, interviewRow, reviewPage, reviewReport } from "../../test/fake";
import { openDesk, openInterview, said } from "../../test/openDesk";

/** What an input method calls every key that it takes. */
const TAKEN = 229;

/** As an input method writes: letters stand in the field until a word is chosen. */
function compose(field: HTMLInputElement | HTMLTextAreaElement, letters: string) {
  field.focus();
  fireEvent.compositionStart(field);
  // Past React, which would not take an event for a change that it had noticed before.
  const write = (text: string) => Reflect.set(Object.getPrototypeOf(field) as object, "value", text, field);
  act(() => {
    write(field.value + letters);
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true, inputType: "insertCompositionText" }));
  });
  return {
    /** A key of the input method; some engines say so by its code alone. */
    press: (key: string) => {
      fireEvent.keyDown(field, { key, isComposing: true, keyCode: TAKEN });
      fireEvent.keyDown(field, { key, isComposing: false, keyCode: TAKEN });
    },
    end: (word: string) => {
      act(() => {
        write(field.value.slice(0, -letters.length) + word);
        field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromComposition" }));
      });
      fireEvent.compositionEnd(field, { data: word });
    },
  };
}

const later = () => act(() => new Promise((done) => setTimeout(done, 400)));

describe("composing at the desk", () => {
  it("in the search: nothing is searched and nothing cleared before the word is chosen", async () => {
    const searchInterviews = vi.fn<Client["searchInterviews"]>(() => Promise.resolve([]));
    await openDesk({ searchInterviews });
    const field = screen.getByLabelText<HTMLInputElement>(said("desk.search"));
    const word = compose(field, "lilv");
    await later();
    word.press("Enter");
    word.press("Escape");
    expect(field.value).toBe("lilv");
    expect(searchInterviews).not.toHaveBeenCalled();
    word.end("利率");
    await waitFor(() => expect(searchInterviews).toHaveBeenCalledWith("利率"));
    expect(searchInterviews).toHaveBeenCalledOnce();
  });

  it("in a tag, a note and a reason: Enter and Esc keep, submit and close nothing", async () => {
    const keep = { setTags: vi.fn<Client["setTags"]>(), addNote: vi.fn<Client["addNote"]>(), decide: vi.fn<Client["decide"]>(), rate: vi.fn<Client["rate"]>() };
    const { user } = await openInterview(keep);
    for (const [tab, name] of [
      ["panel.notes", "notes.tag.new"],
      ["panel.notes", "notes.new"],
      ["panel.review", "desk.reason"],
    ] as const) {
      await user.click(screen.getByRole("tab", { name: new RegExp(`^${said(tab)}`) }));
      const field = screen.getByLabelText<HTMLInputElement | HTMLTextAreaElement>(said(name));
      const word = compose(field, "zaikan");
      for (const key of ["1", "2", "j", " ", "?", "Escape", "Enter"]) word.press(key);
      expect(field.value).toBe("zaikan");
      word.end("再看");
      expect(field.value).toBe("再看");
      expect(document.activeElement).toBe(field);
    }
    expect(screen.queryByRole("dialog")).toBeNull();
    for (const call of Object.values(keep)) expect(call).not.toHaveBeenCalled();
  });

  it("in the note beside a level: only an Enter of one's own keeps it", async () => {
    const rate = vi.fn<Client["rate"]>(() => Promise.resolve(reviewPage()));
    const rated = reviewReport({ abilities: [ability({ own: { level: 4, note: "有例子" } })] });
    const { user } = await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: rated })), rate });
    await user.click(screen.getByRole("tab", { name: said("panel.review") }));
    const field = screen.getByLabelText<HTMLInputElement>(said("review.level.note"));
    const word = compose(field, "qingchu");
    word.press("Enter");
    expect(rate).not.toHaveBeenCalled();
    word.end("清楚");
    expect(rate).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: "Enter" });
    expect(rate).toHaveBeenCalledWith(interviewRow().id, "communication", 4, "有例子清楚");
  });

  it("hears no single key that belongs to an input method, wherever it arrives", async () => {
    const rate = vi.fn<Client["rate"]>(() => Promise.resolve(reviewPage()));
    const { user } = await openInterview({ rate });
    await user.click(screen.getByRole("tab", { name: said("panel.review") }));
    fireEvent.keyDown(document.body, { key: "4", keyCode: TAKEN });
    fireEvent.keyDown(document.body, { key: "4", isComposing: true });
    expect(rate).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: "4" });
    expect(rate).toHaveBeenCalledOnce();
  });

  it("with the keyboard of the screen: digits choose candidates, Esc ends the composition", async () => {
    const rate = vi.fn<Client["rate"]>(() => Promise.resolve(reviewPage()));
    const { user } = await openDesk({
      rate,
      kioskMode: () => Promise.resolve(true),
      tryDoor: () => Promise.resolve({ open: true, set: true, tries_left: 5, locked_s: 0 }),
      pinyinCandidates: () => Promise.resolve(["再看", "在看"].map((text) => ({ text, consumed: 6, spelling: "zai kan" }))),
    });
    await user.click(await screen.findByRole("button", { name: said("signin.go") }));
    await user.click(await screen.findByText("林晓岚"));
    await user.click(await screen.findByRole("tab", { name: said("panel.review") }));
    const field = screen.getByLabelText<HTMLTextAreaElement>(said("desk.reason"));
    await user.click(field);
    const keys = await screen.findByRole("group", { name: said("keyboard.label") });
    // Letters of the screen begin it; from then on the keys of a real keyboard choose too.
    const begin = async () => {
      await user.click(within(keys).getByRole("button", { name: "z" }));
      await user.keyboard("aikan");
      await within(keys).findByText("在看");
    };
    await begin();
    await user.keyboard("2");
    await waitFor(() => expect(field.value).toBe("在看"));
    await begin();
    await user.keyboard("{Escape}");
    expect(field.dataset.composing).toBeUndefined();
    expect(screen.getByRole("tab", { name: said("panel.review") }).getAttribute("aria-selected")).toBe("true");
    expect(rate).not.toHaveBeenCalled();
  });
});
