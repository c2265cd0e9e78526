import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Client, DeskPerson } from "../../client";
import { deskPerson, interviewRow, reviewPage, reviewReport } from "../../test/fake";
import { button, openDesk, openInterview, said, video } from "../../test/openDesk";

type User = Awaited<ReturnType<typeof openDesk>>["user"];

/** A station that knows who sits at it, as the real one does. */
function sitting(first: DeskPerson | null = deskPerson("administrator")) {
  let person = first;
  const signOut = vi.fn<Client["signOut"]>(() => {
    person = null;
    return Promise.resolve(null);
  });
  return {
    signOut,
    deskPerson: () => Promise.resolve(person),
    signIn: (name: string) => Promise.resolve((person = { ...deskPerson("administrator"), name, id: `id-${name}` })),
  };
}

async function signIn(user: User, name: string) {
  await user.type(await screen.findByLabelText(said("signin.name")), name);
  await user.click(await button("signin.go"));
}

const tab = (key: "panel.review" | "panel.notes" | "panel.abilities") => screen.findByRole("tab", { name: new RegExp(`^${said(key)}`) });
const written = (key: "desk.reason" | "notes.new") => screen.getByLabelText<HTMLTextAreaElement>(said(key)).value;
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe("the keyboard on the screen", () => {
  const atKiosk = {
    kioskMode: () => Promise.resolve(true),
    tryDoor: () => Promise.resolve({ open: true, set: true, tries_left: 5, locked_s: 0 }),
  };
  const shown = () => screen.queryByRole("group", { name: said("keyboard.label") });

  it("comes at a kiosk for every field of the desk in which words or figures are written", async () => {
    const { user } = await openDesk({ ...atKiosk, ...sitting(null) });
    await user.click(await button("signin.go"));
    await signIn(user, "陆婉清");
    expect(shown()).toBeNull();
    await user.click(await screen.findByLabelText(said("desk.search")));
    await waitFor(() => expect(shown()?.dataset.layout).toBe("pinyin"));
    await user.click(await screen.findByText("林晓岚"));
    await waitFor(() => expect(shown()).toBeNull());
    for (const [where, field] of [
      ["panel.review", "desk.reason"],
      ["panel.notes", "notes.new"],
      ["panel.notes", "notes.tag.new"],
    ] as const) {
      await user.click(await tab(where));
      await user.click(await screen.findByLabelText(said(field)));
      await waitFor(() => expect(shown()?.dataset.layout).toBe("pinyin"));
    }
    await user.click(await button("desk.nav.settings"));
    for (const field of await screen.findAllByLabelText(said("settings.pin.new"))) {
      await user.click(field);
      await waitFor(() => expect(shown()?.dataset.layout).toBe("digits"));
    }
  });

  it("stays away where there is a keyboard to type on", async () => {
    const { user } = await openDesk();
    await user.click(await screen.findByLabelText(said("desk.search")));
    expect(shown()).toBeNull();
  });

  it("has no text field at the desk without a layout", async () => {
    const { user } = await openInterview();
    const fields = () => [...document.querySelectorAll<HTMLElement>("input:is(:not([type]), [type=text], [type=search], [type=password]), textarea")];
    for (const where of ["panel.review", "panel.notes"] as const) {
      await user.click(await tab(where));
      expect(fields().length).toBeGreaterThan(1);
      expect(fields().filter((field) => !field.dataset.keyboard)).toEqual([]);
    }
  });
});

describe("what was written and not handed in", () => {
  it("outlives the tab it was written in", async () => {
    const { user } = await openInterview();
    await user.click(await tab("panel.review"));
    await user.click(screen.getByText(said("outcome.talent_pool")));
    await user.type(screen.getByLabelText(said("desk.reason")), "先听后说");
    await user.click(await tab("panel.notes"));
    await user.type(screen.getByLabelText(said("notes.new")), "再听第二题");
    await user.click(await tab("panel.review"));
    expect(written("desk.reason")).toBe("先听后说");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: new RegExp(`^${said("outcome.talent_pool")}`) }).checked).toBe(true);
    await user.click(await tab("panel.notes"));
    expect(written("notes.new")).toBe("再听第二题");
  });

  it("belongs to its interview", async () => {
    const rows = [interviewRow(), interviewRow({ id: "2", name: "吴立新" })];
    const { user } = await openInterview({ listInterviews: () => Promise.resolve(rows) });
    await user.click(await tab("panel.notes"));
    await user.type(screen.getByLabelText(said("notes.new")), "再听第二题");
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("j");
    await waitFor(() => expect(written("notes.new")).toBe(""));
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("k");
    await waitFor(() => expect(written("notes.new")).toBe("再听第二题"));
  });

  it("stays in its field when it could not be kept, and goes when it was", async () => {
    const addNote = vi.fn<Client["addNote"]>().mockRejectedValueOnce({ code: "vault.full", detail: "", response: "retry" }).mockResolvedValue(reviewPage());
    const { user } = await openInterview({ addNote });
    await user.click(await tab("panel.notes"));
    const field = screen.getByLabelText<HTMLTextAreaElement>(said("notes.new"));
    await user.type(field, "再听第二题");
    const add = screen.getAllByRole("button", { name: said("notes.add") }).at(-1) as HTMLElement;
    await user.click(add);
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(field.value).toBe("再听第二题");
    await user.click(add);
    await waitFor(() => expect(field.value).toBe(""));
  });

  it.each([
    ["陆婉清", "先听后说"],
    ["段凯文", ""],
  ])("waits for who wrote it and for nobody else: %s", async (name, left) => {
    const { user } = await openInterview(sitting());
    await user.click(await tab("panel.review"));
    await user.type(screen.getByLabelText(said("desk.reason")), "先听后说");
    await user.click(await button("desk.nav.candidate"));
    await user.click(await button("attract.staff"));
    await signIn(user, name);
    await user.click(await screen.findByText("林晓岚"));
    await user.click(await tab("panel.review"));
    expect(written("desk.reason")).toBe(left);
  });
});

describe("how the desk looks and answers", () => {
  it("is the station's: the theme and the switch of single keys outlive signing out", async () => {
    const { user } = await openDesk(sitting());
    await screen.findByText("林晓岚");
    const before = document.documentElement.dataset.theme;
    await user.click(screen.getByRole("button", { name: said("desk.theme", { now: said("desk.theme.light"), next: said("desk.theme.dark") }) }));
    await user.click(await button("desk.nav.settings"));
    await user.click(await screen.findByLabelText(said("desk.keys.on")));
    await user.click(await button("desk.nav.candidate"));
    expect(document.documentElement.dataset.theme).toBe(before);
    await user.click(await button("attract.staff"));
    await signIn(user, "段凯文");
    await screen.findByText("林晓岚");
    expect(document.documentElement.dataset.theme).toBe("dark");
    await user.keyboard("?");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  });
});

describe("nobody at the desk", () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
  afterEach(() => vi.useRealTimers());

  const move = () => fireEvent.pointerMove(document.body);
  const warning = () => screen.queryByRole("alertdialog");

  it("locks after five minutes, not at a kiosk only, and keeps place and words for who comes back", async () => {
    const station = sitting();
    const { user } = await openInterview(station);
    await user.click(await tab("panel.review"));
    await user.type(screen.getByLabelText(said("desk.reason")), "先听后说");
    await pass(5 * 60_000 + 1000);
    expect(station.signOut).toHaveBeenCalledOnce();
    expect(await screen.findByText(said("signin.locked"))).toBeTruthy();
    expect(screen.queryByText("林晓岚")).toBeNull();
    await signIn(user, "陆婉清");
    await user.click(await tab("panel.review"));
    expect(written("desk.reason")).toBe("先听后说");
  });

  it("gives nobody else the place that was locked", async () => {
    const { user } = await openInterview(sitting());
    await pass(5 * 60_000 + 1000);
    await signIn(user, "段凯文");
    expect(await screen.findByRole("heading", { level: 1, name: said("desk.nav.interviews") })).toBeTruthy();
  });

  it("warns thirty seconds before, and stays on a word, not on a pushed mouse", async () => {
    const station = sitting();
    const { user } = await openDesk(station);
    await screen.findByText("林晓岚");
    move();
    await pass(4 * 60_000 + 29_000);
    expect(warning()).toBeNull();
    await pass(2_000);
    expect(warning()?.textContent).toMatch(/(29|30) 秒/);
    move();
    await pass(10_000);
    expect(warning()?.textContent).toMatch(/(19|20) 秒/);
    await user.click(await button("desk.away.stay"));
    expect(warning()).toBeNull();
    await pass(4 * 60_000);
    expect(station.signOut).not.toHaveBeenCalled();
    await pass(61_000);
    expect(station.signOut).toHaveBeenCalledOnce();
  });

  it("hears no single key behind the warning", async () => {
    const rate = vi.fn<Client["rate"]>(() => Promise.resolve(reviewPage({ report: reviewReport() })));
    const { user } = await openInterview({ ...sitting(), rate });
    await user.click(await tab("panel.review"));
    await pass(4 * 60_000 + 31_000);
    expect(warning()).toBeTruthy();
    await user.keyboard("4");
    expect(rate).not.toHaveBeenCalled();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(warning()).toBeNull());
  });

  it("takes a recording that plays for somebody who looks", async () => {
    const station = sitting();
    await openInterview(station);
    Object.defineProperty(await video(), "paused", { configurable: true, value: false });
    await pass(11 * 60_000);
    expect(station.signOut).not.toHaveBeenCalled();
  });
});
