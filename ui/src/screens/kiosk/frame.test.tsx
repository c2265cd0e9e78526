import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Client, Intent } from "../../client";
import { CATALOGUES } from "../../i18n";
import { button, openKiosk, said, title } from "../../test/openKiosk";
import { kioskView, SCENES, STAFF, type SceneName } from "../../test/scenes";
import { screenText } from "./frame/screenText";

describe("attract", () => {
  it("starts in the language of the button", async () => {
    const { user, sent } = openKiosk("attract");
    await user.click(button("attract.start"));
    await user.click(screen.getByRole("button", { name: "用中文开始" }));
    expect(sent).toEqual([
      { do: "start", language: "en" },
      { do: "start", language: "zh-CN" },
    ]);
  });

  it("takes display aids back when the person has left", async () => {
    const { user, show } = openKiosk("attract");
    await user.click(screen.getByRole("button", { name: "Large text" }));
    await user.click(button("frame.contrast"));
    const page = document.documentElement.dataset;
    expect(page).toMatchObject({ text: "large", theme: "contrast" });
    show(SCENES.needs("en"));
    expect(page).toMatchObject({ text: "large", theme: "contrast" });
    show(SCENES.attract("en"));
    expect(page.text ?? page.theme).toBeUndefined();
  });
});

describe("frame", () => {
  const scenes = Object.keys(SCENES).filter((name) => name !== "attract" && !/^(idle|question-help|question-no-help)$/.test(name)) as SceneName[];

  it.each(scenes)("gives the title of %s the focus", (scene) => {
    const { show } = openKiosk("attract");
    show(SCENES[scene]("en"));
    const focused = document.activeElement;
    if (scene === "consent-missing") expect(focused?.closest("[data-purpose]")?.getAttribute("data-purpose")).toBe("face");
    else expect(focused?.tagName).toBe("H1");
  });

  it("leaves the focus where it is while the screen stays the same", async () => {
    const { user, show } = openKiosk("practice");
    await user.tab();
    const focused = document.activeElement;
    expect(focused).not.toBe(title());
    show({ ...SCENES.practice("en"), seq: 2 });
    expect(document.activeElement).toBe(focused);
  });

  it("draws nothing that is older than what it shows", () => {
    const { show } = openKiosk("practice");
    show({ ...SCENES.needs("en"), seq: 9 });
    show({ ...SCENES.practice("en"), seq: 8 });
    expect(title().textContent).toBe(said("needs.title"));
  });

  it("takes Enter for the primary action and Esc for the way back", async () => {
    const { user, sent } = openKiosk("needs");
    await user.keyboard("{Enter}{Escape}");
    expect(sent).toEqual([{ do: "continue" }, { do: "back" }]);
  });

  it("leaves the keys of a composition to the input method", async () => {
    const { sent } = openKiosk("needs");
    for (const key of ["Enter", "Escape"]) {
      fireEvent.keyDown(document.body, { key, isComposing: true });
      // What WebKit says of the Enter that ends a composition.
      fireEvent.keyDown(document.body, { key, keyCode: 229 });
    }
    fireEvent.keyDown(document.body, { key: "Enter", keyCode: 13 });
    await waitFor(() => expect(sent).toEqual([{ do: "continue" }]));
  });

  it("makes the station louder and softer, and stays within its steps", async () => {
    const { user, sent, show } = openKiosk("needs");
    await user.click(button("display.open"));
    await user.click(button("volume.louder"));
    await user.click(button("volume.softer"));
    const volume = { step: 5, steps: 5, percent: 398 };
    show({ ...SCENES.needs("en"), seq: 2, volume });
    // Its last step leaves the key the focus, and says that it leads no further.
    button("volume.louder").focus();
    await user.keyboard("{Enter}");
    await user.click(button("volume.louder"));
    expect(button("volume.louder").getAttribute("aria-disabled")).toBe("true");
    expect(button("volume.softer").getAttribute("aria-disabled")).not.toBe("true");
    expect(document.activeElement).toBe(button("volume.louder"));
    show({ ...SCENES.needs("en"), seq: 3, volume: { step: 1, steps: 5, percent: 40 } });
    await user.click(button("volume.softer"));
    expect(sent).toEqual([4, 2].map((step) => ({ do: "set_volume", step })));
  });

  it.each(["en", "zh-CN"] as const)("says how loud it is as one sentence, and its keys by name, in %s", async (language) => {
    const { user } = openKiosk("needs", { language });
    const text = (key: string) => CATALOGUES[language][key] ?? key;
    await user.click(screen.getByRole("button", { name: text("display.open") }));
    const said = screenText(screen.getByRole("dialog"), language);
    const step = text("volume.step").replace("{step}", "3").replace("{steps}", "5");
    expect(said).toContain([step, text("volume.softer"), text("volume.louder")].join(language === "en" ? ". " : "。"));
  });

  it("does not run through screens while a key is held down", () => {
    const { sent } = openKiosk("needs");
    fireEvent.keyDown(title(), { key: "Enter", repeat: true });
    expect(sent).toEqual([]);
  });

  it("leaves Enter to a button that has the focus", async () => {
    const { user, sent } = openKiosk("practice");
    button("frame.help").focus();
    await user.keyboard("{Enter}");
    expect(sent).toEqual([{ do: "call_staff" }]);
  });

  it("changes the language at any step, and follows the station", async () => {
    const { user, sent, show } = openKiosk("question-answer");
    await user.click(button("app.language.label"));
    expect(sent).toEqual([{ do: "set_language", language: "zh-CN" }]);
    show(SCENES["question-answer"]("zh-CN"));
    await waitFor(() => expect(document.documentElement.lang).toBe("zh-CN"));
    expect(screen.getByText("正在录制")).toBeTruthy();
  });

  it("shows the lamp as the station says, and what is simulated as long as anything is", () => {
    const { show } = openKiosk("question-answer");
    expect(screen.getByText(said("frame.lamp.on"))).toBeTruthy();
    expect(screen.getByTestId("simulated").textContent).toBe("Simulated: camera, microphone");
    show(SCENES["question-paused"]("en"));
    expect(screen.getByText(said("frame.lamp.hold"))).toBeTruthy();
    expect(screen.queryByTestId("simulated")).toBeNull();
  });

  it("says what did not work, with its code and without technical words", () => {
    openKiosk("problem");
    expect(screen.getByRole("alert").textContent).toContain("hrms.unreachable");
  });

  it("says that a wish could not be taken, until one is", async () => {
    const failure = Object.assign(new Error("secret"), { code: "internal.state", detail: "secret", response: "retry" });
    const kioskIntent = vi.fn<Client["kioskIntent"]>((intent) => (intent.do === "continue" ? Promise.reject(failure) : Promise.resolve()));
    const { user } = openKiosk("needs", {}, { kioskIntent });
    await user.click(button("needs.none"));
    expect((await screen.findByRole("alert")).textContent).toContain("internal.state");
    expect(screen.queryByText(/secret/)).toBeNull();
    await user.click(button("frame.help"));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("shows nothing that may be untrue before the station has answered", () => {
    openKiosk("needs", {}, { watchKiosk: () => () => undefined });
    expect(screen.getByTestId("waiting")).toBeTruthy();
    expect(screen.queryByText(said("frame.lamp.off"))).toBeNull();
  });

  it("opens no menu on a long press", () => {
    openKiosk("needs");
    expect(fireEvent.contextMenu(title())).toBe(false);
  });

  it("reports that somebody is there, not more than every ten seconds", () => {
    const kioskIntent = vi.fn().mockResolvedValue(undefined);
    openKiosk("needs", {}, { kioskIntent });
    fireEvent.pointerDown(title());
    fireEvent.wheel(title());
    expect(kioskIntent.mock.calls).toEqual([[{ do: "still_here" }]]);
  });
});

describe("reading aloud", () => {
  it("reads title, content and choices in order, and stops", async () => {
    const { user, sent } = openKiosk("other-way");
    await user.click(button("frame.readAloud"));
    expect(sent).toEqual([{ do: "hear", text: expect.stringMatching(/^There is another way\. Then an interviewer/) as string }]);
    await user.click(button("frame.stopReading"));
    expect(sent[1]).toEqual({ do: "stop_hearing" });
  });

  it("reads every new screen where that was asked for, but speaks into no recording", async () => {
    const needs = { ...SCENES.needs("en").needs, read_aloud: true };
    const { sent, show } = openKiosk("needs", { needs });
    await waitFor(() => expect(sent).toHaveLength(1));
    show({ ...SCENES["question-answer"]("en"), needs });
    show({ ...SCENES["question-saved"]("en"), needs });
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toMatchObject({ do: "hear", text: expect.stringContaining("This answer is saved") as string });
  });

  const listening = { ...SCENES.needs("en").needs, read_aloud: true };
  const heard = (sent: Intent[]) => sent.flatMap((intent) => (intent.do === "hear" ? [intent.text] : []));

  it("reads what holds the time, and whether anybody is there", async () => {
    const { sent, show } = openKiosk("question-answer", { needs: listening });
    show({ ...SCENES["question-paused"]("en"), needs: listening });
    await waitFor(() => expect(heard(sent)).toEqual([expect.stringMatching(/^Paused/)]));
    show({ ...SCENES["question-no-microphone"]("en"), needs: listening });
    await waitFor(() => expect(heard(sent)).toHaveLength(2));
    show({ ...SCENES["question-answer"]("en"), needs: listening, idle_left_s: 22 });
    await waitFor(() => expect(heard(sent)[2]).toMatch(/^Are you still there\?/));
    expect(heard(sent)).toHaveLength(3);
  });

  it("reads a dialog that is opened while recording, and stops with it", async () => {
    const { user, sent } = openKiosk("question-answer", { needs: listening });
    await user.click(button("frame.stop"));
    await waitFor(() => expect(heard(sent)).toEqual([expect.stringContaining(said("stop.pause"))]));
    await user.click(button("stop.continue"));
    await waitFor(() => expect(sent.at(-1)).toEqual({ do: "stop_hearing" }));
  });

  it("says a new hint alone, and an action before it is over", async () => {
    const { sent, show } = openKiosk("card", { needs: listening });
    await waitFor(() => expect(heard(sent)).toHaveLength(1));
    const card = SCENES.card("en");
    show({ ...card, needs: listening, screen: { name: "card", hint: "blur", read: false, fields: [], may_read: true } });
    await waitFor(() => expect(heard(sent)[1]).toBe(said("id.blur")), { timeout: 3000 });
    show({ ...SCENES["liveness-left"]("en"), needs: listening });
    await waitFor(() => expect(heard(sent)[2]).toBe(`${said("live.turnLeft")}.`));
  });

  it("ends at a whole sentence, within what the station takes", () => {
    const page = document.createElement("main");
    page.innerHTML = Array.from({ length: 160 }, (_, n) => `<p>Sentence number ${n} of this page</p><span aria-hidden="true">no</span>`).join("");
    const text = screenText(page, "en");
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(text).toMatch(/^Sentence number 0 of this page\. .*of this page\.$/);
    expect(text).not.toContain("no.");
  });
});

describe("dialogs", () => {
  it("ask whether anybody is there; the answer has the focus", async () => {
    const { user, sent, show } = openKiosk("idle");
    expect(screen.getByRole("alertdialog", { name: said("idle.title") })).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(button("idle.here")));
    await user.keyboard("{Enter}");
    await user.click(button("idle.rest"));
    expect(sent).toEqual([{ do: "stop_and_pause" }]);
    show(SCENES.practice("en"));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  });

  it("hold an open question for a break", async () => {
    const { user, sent } = openKiosk("question-answer", { idle_left_s: 12 });
    await user.click(button("idle.rest"));
    expect(sent).toEqual([{ do: "pause" }]);
  });

  it.each([
    ["stop.pause", "stop_and_pause"],
    ["stop.leave", "stop_and_keep"],
  ])("stop: %s", async (key, intent) => {
    const { user, sent } = openKiosk("question-answer");
    await user.click(button("frame.stop"));
    await waitFor(() => expect(document.activeElement).toBe(button("stop.continue")));
    await user.click(button(key));
    expect(sent).toEqual([{ do: intent }]);
  });

  it.each(["needs", "consent", "booking"] as const)("stop: leave from %s, where nothing is kept that could be deleted", async (scene) => {
    const { user, sent } = openKiosk(scene, { language: "en" });
    await user.click(button("frame.stop"));
    expect(screen.getByText(said("stop.nothing"))).toBeTruthy();
    expect(screen.queryByRole("button", { name: said("stop.withdraw") })).toBeNull();
    await user.click(button("stop.leaveNow"));
    expect(sent).toEqual([{ do: "stop_and_pause" }]);
  });

  it("delete only after a second answer, whose safe choice has the focus", async () => {
    const { user, sent } = openKiosk("question-answer");
    await user.click(button("frame.stop"));
    await user.click(button("stop.withdraw"));
    await waitFor(() => expect(document.activeElement).toBe(button("stop.continue")));
    expect(sent).toEqual([]);
    await user.click(button("stop.sure.delete"));
    expect(sent).toEqual([{ do: "stop_and_delete" }]);
  });

  it("go away with Esc, which does not go back as well", async () => {
    const { user, sent } = openKiosk("practice");
    await user.click(button("frame.stop"));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent).toEqual([]);
  });

  it("say that staff were called, and name another way when nobody comes", async () => {
    const { user, sent, show } = openKiosk("question-help");
    expect(screen.getByRole("dialog", { name: said("help.title") }).textContent).toContain(`${said("help.stay")} ${said("help.time")}`);
    await user.click(button("help.over"));
    show(SCENES["question-no-help"]("en"));
    await user.click(button("stop.pause"));
    expect(sent).toEqual([{ do: "help_over" }, { do: "stop_and_pause" }]);
  });

  it("leave who waits for staff the screen, and come back when asked or when nobody comes", async () => {
    const { user, sent, show } = openKiosk("card-staff", { help: "called" });
    const dialog = () => screen.queryByRole("dialog");
    expect(dialog()?.textContent).toContain(said("help.meanwhile"));
    expect(dialog()?.textContent).not.toContain(said("help.time"));
    await waitFor(() => expect(document.activeElement).toBe(button("help.wait")));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(dialog()).toBeNull());
    expect(sent).toEqual([]);
    expect(title().textContent).toBe(said("id.staff"));
    await user.click(button("help.called"));
    expect(dialog()).toBeTruthy();
    await user.click(button("help.wait"));
    await waitFor(() => expect(dialog()).toBeNull());
    show({ ...SCENES["card-staff"]("en"), help: "no_answer" });
    expect(screen.getByRole("dialog", { name: said("help.noAnswer.title") })).toBeTruthy();
    await user.click(button("help.wait"));
    show(SCENES["card-staff"]("en"));
    show({ ...SCENES["card-staff"]("en"), help: "called" });
    expect(screen.getByRole("dialog", { name: said("help.title") })).toBeTruthy();
  });

  it("leave a question standing still while somebody waits for staff", async () => {
    const { user, sent, show } = openKiosk("question-help");
    await user.click(button("help.wait"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(title().textContent).toBe(said("help.title"));
    await waitFor(() => expect(document.activeElement).toBe(title()));
    expect(screen.getByText(`${said("help.stay")} ${said("help.time")}`)).toBeTruthy();
    expect(screen.queryByRole("button", { name: said("q.done") })).toBeNull();
    await user.click(button("help.over"));
    expect(sent).toEqual([{ do: "help_over" }]);
    show(SCENES["question-answer"]("en"));
    expect(button("q.done")).toBeTruthy();
  });

  it.each(["question-typed", "question-saved", "question-no-limit"] as const)("say nothing of time over %s, where none runs", (scene) => {
    openKiosk(scene, { help: "called" });
    const dialog = screen.getByRole("dialog");
    expect(dialog.textContent).toContain(said("help.stay"));
    expect(dialog.textContent).not.toContain(said("help.time"));
  });
});

describe("a pause", () => {
  it("gives a number to come back with, and time to note it down", async () => {
    const { user, sent } = openKiosk("suspended-goes-on");
    expect(screen.getByText((_, element) => element?.tagName === "P" && element.textContent === "7K3M42")).toBeTruthy();
    expect(screen.getByText(said("suspended.code"))).toBeTruthy();
    expect(screen.getByText(said("done.clear", { seconds: 27 }))).toBeTruthy();
    await user.click(button("done.keep"));
    expect(sent).toEqual([{ do: "keep_screen" }]);
  });

  it("gives no number where nothing goes on", () => {
    openKiosk("suspended");
    expect(screen.queryByText(said("suspended.code"))).toBeNull();
    expect(screen.getByText(said("done.stays"))).toBeTruthy();
    expect(screen.queryByRole("button", { name: said("done.keep") })).toBeNull();
  });
});

describe("staff", () => {
  it("open the lock with keys or the pad, and leave", async () => {
    const { user, sent } = openKiosk("suspended");
    await user.click(button("attract.staff"));
    expect(screen.queryByText(said("suspended.title"))).toBeNull();
    for (const digit of ["4", "7", "1"]) await user.click(screen.getByRole("button", { name: digit }));
    await user.click(button("staff.pin.erase"));
    await user.type(screen.getByLabelText(said("staff.pin")), "12{Enter}");
    expect(sent).toEqual([{ do: "staff_unlock", pin: "4712" }]);
    await user.click(button("staff.leave"));
    expect(sent[1]).toEqual({ do: "staff_leave" });
    expect(screen.getByText(said("suspended.title"))).toBeTruthy();
  });

  it("see how many tries are left, and for how long the pad is locked", () => {
    const { show } = openKiosk("staff-pin");
    expect(screen.getByText(said("staff.pin.wrong", { n: 3 }))).toBeTruthy();
    const staff = { ...STAFF, tries_left: 0, locked_s: 41 };
    show(kioskView({ name: "suspended", reason: "pause", code: "7K3M42", clear_in_s: 20 }, { language: "en", staff }));
    expect(screen.getByText(said("staff.pin.locked", { seconds: 41 }))).toBeTruthy();
    expect(button("staff.unlock").hasAttribute("disabled")).toBe(true);
  });

  it("confirm an identity with name and reason, never without", async () => {
    const { user, sent } = openKiosk("staff-open");
    expect(button("staff.confirm").hasAttribute("disabled")).toBe(true);
    await user.type(screen.getByLabelText(said("staff.name")), "Bai Yun");
    await user.type(screen.getByLabelText(said("staff.override.reason")), "card seen");
    await user.click(button("staff.confirm"));
    await user.click(button("staff.resume"));
    await user.click(button("staff.clear"));
    expect(sent).toEqual([{ do: "staff_confirm_identity", name: "Bai Yun", reason: "card seen" }, { do: "staff_resume" }, { do: "staff_clear" }]);
  });
});
