import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, describe, expect, it, vi } from "vitest";
import { App } from "../../App";
import { ClientProvider, type Intent, type QuestionView } from "../../client";
import { CATALOGUES, makeTexts } from "../../i18n";
import { fakeClient, fakeKiosk } from "../../test/fake";
import { button, openKiosk, said, title } from "../../test/openKiosk";
import { kioskView, questionScreen, reviewRow, SCENES } from "../../test/scenes";

const asked = (change: Partial<QuestionView>) => kioskView(questionScreen("en", change), { language: "en" });
const ANSWERING = { stage: "answer", total_s: 180 } as const;

describe("question", () => {
  it("is thought about: more time, another hearing, and off", async () => {
    const { user, sent } = openKiosk("question-think");
    await user.click(button("q.think.more", { seconds: 30 }));
    await user.click(button("q.again"));
    await user.click(button("q.start"));
    expect(sent).toEqual([{ do: "think_more" }, { do: "hear", text: title().textContent }, { do: "start_answer" }]);
  });

  it("offers no more thinking time when it is used up, nor where there is no limit", () => {
    const { show } = openKiosk("question-no-limit");
    const more = () => screen.queryByRole("button", { name: said("q.think.more", { seconds: 30 }) });
    expect(more()).toBeNull();
    show(asked({ think_more_left: 0 }));
    expect(more()).toBeNull();
  });

  it("has nothing to press while it counts down, and counts politely", async () => {
    const { user, sent, show } = openKiosk("question-countdown");
    expect(screen.getByText(said("q.countdown")).closest("[role=status]")?.textContent).toContain("3");
    await user.keyboard("{Enter}");
    show(SCENES["question-answer"]("en"));
    expect(sent).toEqual([]);
    expect(document.activeElement).toBe(title());
  });

  it("is answered: a minute more, a pause, typing, the end", async () => {
    const { user, sent } = openKiosk("question-answer");
    await user.click(button("q.more"));
    await user.click(button("q.pause"));
    await user.click(button("q.type"));
    await user.click(button("q.done"));
    expect(sent.map((intent) => intent.do)).toEqual(["more_time", "pause", "type_instead", "finish_answer"]);
  });

  it("says the time left at 60, 30, 15 and 5 seconds and at no other", () => {
    const { show } = openKiosk("question-answer");
    const calls: string[] = [];
    for (let left = 112; left >= 0; left -= 1) {
      show(asked({ ...ANSWERING, left_s: left }));
      const call = screen.getByTestId("time-calls").textContent;
      if (call !== "" && call !== calls.at(-1)) calls.push(call);
    }
    expect(calls).toEqual(["1 minute left", "30 seconds left", "15 seconds left", "5 seconds left"]);
    expect(screen.getByTestId("time-calls").getAttribute("role")).toBe("status");
  });

  it("says notices politely", () => {
    openKiosk("question-grace");
    expect(screen.getByText(said("q.grace", { seconds: 7 })).closest("[role=status]")).toBeTruthy();
  });

  it("goes on with sound where only the camera is gone", () => {
    const { show } = openKiosk("question-camera-lost");
    expect(screen.getByText(said("lost.cam.goOn"))).toBeTruthy();
    expect(button("q.done")).toBeTruthy();
    show({ ...SCENES["question-camera-lost"]("en"), screen: questionScreen("en") });
    expect(screen.getByText(said("lost.soundOnly"))).toBeTruthy();
  });

  it("hides the own picture on request", async () => {
    const { user, sent } = openKiosk("question-answer");
    await user.click(button("q.hideSelf"));
    expect(sent).toEqual([{ do: "set_needs", needs: { ...SCENES.needs("en").needs, hide_self: true } }]);
  });

  it("is safe, may be answered once more, and leads on", async () => {
    const { user, sent, show } = openKiosk("question-saved");
    await user.click(button("q.retake"));
    await user.click(button("q.next"));
    show(asked({ stage: "saved", nth: 8, retakes_left: 0 }));
    expect(screen.queryByRole("button", { name: said("q.retake") })).toBeNull();
    expect(button("q.review")).toBeTruthy();
    expect(sent.map((intent) => intent.do)).toEqual(["retake", "next_question"]);
  });

  it("promises another answer only where there is one, and that only then two are kept", () => {
    const { show } = openKiosk("question-saved");
    expect(screen.getByText(said("q.short"))).toBeTruthy();
    expect(screen.getByText(/^If you answer again, both are kept/)).toBeTruthy();
    show(asked({ stage: "saved", notice: "short", recorded_s: 12, retakes_left: 2 }));
    expect(screen.getByText(/^If you answer again, all are kept/)).toBeTruthy();
    show(asked({ stage: "saved", notice: "short", recorded_s: 12, retakes_left: 0 }));
    expect(screen.getByText(said("q.short.last"))).toBeTruthy();
    expect(screen.queryByText(/^If you answer again/)).toBeNull();
  });

  it("says that it goes on while the last words are made out, and takes no second tap", async () => {
    const { user, sent, show } = openKiosk("question-saved");
    show(asked({ stage: "saved", going_on: true }));
    expect(screen.getByText(said("q.goingOn"))).toBeTruthy();
    await user.click(button("q.next"));
    expect(sent).toEqual([]);
  });

  it("is safe without a microphone, which is nobody's concern any more", () => {
    const { show } = openKiosk("question-saved", { devices: { camera: "live", microphone: "lost", attempt: 1, retry_in_s: 3 } });
    show(asked({ stage: "saved", hold: "microphone" }));
    expect(button("q.next")).toBeTruthy();
  });

  it("counts characters where it was typed, and both where it was spoken as well", () => {
    const { show } = openKiosk("question-saved-typed");
    expect(screen.getByText(said("q.saved.length", { length: "8 characters" }))).toBeTruthy();
    show(asked({ stage: "saved", typed: "Then I waited.", recorded_s: 65 }));
    expect(screen.getByText(said("q.saved.both", { time: "1 minute 5 seconds", count: "14 characters" }))).toBeTruthy();
  });

  it("says nothing of a recording to who will type", () => {
    const { show } = openKiosk("question-think", { needs: { ...SCENES.needs("en").needs, typed: true } });
    expect(screen.getByText(said("q.think.typed.note"))).toBeTruthy();
    show({ ...asked({ stage: "countdown", left_s: 3 }), needs: { ...SCENES.needs("en").needs, typed: true } });
    expect(screen.getByText(said("q.countdown.typed"))).toBeTruthy();
  });

  it("may be left out where it is a follow-up", async () => {
    const { user, sent } = openKiosk("question-follow-up");
    await user.click(button("q.follow.skip"));
    expect(sent).toEqual([{ do: "skip_follow_up" }]);
  });

  it("stands still during a pause and says where", async () => {
    const { user, sent } = openKiosk("question-paused");
    expect(title().textContent).toBe(said("q.paused", { time: "1 minute 52 seconds" }));
    await user.keyboard("{Enter}");
    expect(sent).toEqual([{ do: "resume" }]);
  });

  it("says what is safe when the microphone is gone, and has ways that need no waiting", async () => {
    const { user, sent } = openKiosk("question-no-microphone");
    expect(screen.getByText(said("lost.saved", { time: "1 minute 8 seconds" }))).toBeTruthy();
    expect(screen.getByText(said("lost.retry", { n: 2, seconds: 3 }))).toBeTruthy();
    await user.click(screen.getByRole("button", { name: new RegExp(said("lost.later.title")) }));
    await user.click(screen.getByRole("button", { name: new RegExp(said("lost.type")) }));
    expect(sent).toEqual([{ do: "answer_later" }, { do: "type_instead" }]);
  });

  it("is not put off twice", () => {
    const { show } = openKiosk("question-no-microphone");
    show(asked({ ...ANSWERING, hold: "microphone", later_left: false }));
    expect(screen.queryByRole("button", { name: new RegExp(said("lost.later.title")) })).toBeNull();
    expect(screen.getByRole("button", { name: new RegExp(said("lost.type")) })).toBeTruthy();
  });
});

describe("typed answer", () => {
  afterEach(() => vi.useRealTimers());

  it("is saved every two seconds, with the end, and when something covers it", async () => {
    vi.useFakeTimers();
    const station = fakeKiosk(asked({ ...ANSWERING, left_s: null, typed: "" }));
    render(
      <I18nextProvider i18n={makeTexts("en")}>
        <ClientProvider value={fakeClient(station.client)}>
          <App />
        </ClientProvider>
      </I18nextProvider>,
    );
    const write = (value: string) => fireEvent.change(screen.getByLabelText(said("q.typed.label")), { target: { value } });
    const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
    const typed = () => station.sent.filter((intent) => intent.do === "typed").map((intent) => intent.text);
    write("One");
    await pass(1999);
    expect(typed()).toEqual([]);
    await pass(1);
    expect(typed()).toEqual(["One"]);
    await pass(6000);
    expect(typed()).toEqual(["One"]);
    write("One two");
    act(() => station.show(asked({ ...ANSWERING, left_s: null, typed: "One", hold: "pause" })));
    await pass(0);
    expect(typed()).toEqual(["One", "One two"]);
  });

  it("begins with what the station has, finishes with all of it, or goes on aloud", async () => {
    const { user, sent } = openKiosk("question-typed");
    const field = screen.getByLabelText<HTMLTextAreaElement>(said("q.typed.label"));
    expect(field.value).toMatch(/^去年腊月/);
    await user.type(field, " End");
    await user.click(button("q.typed.done"));
    expect(sent.map((intent) => intent.do)).toEqual(["typed", "finish_answer"]);
    expect(sent[0]).toMatchObject({ text: expect.stringMatching(/ End$/) as string });
    await user.click(button("q.speak"));
    expect(sent.at(-1)).toEqual({ do: "speak_instead" });
  });

  it("may stay empty, but not by a slip of the finger", async () => {
    const { user, sent, show } = openKiosk("question-typed-empty");
    await user.click(button("q.typed.done"));
    expect(screen.getByRole("dialog", { name: said("q.typed.empty") }).textContent).toContain(said("q.typed.empty.lead"));
    await waitFor(() => expect(document.activeElement).toBe(button("q.typed.empty.write")));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent).toEqual([]);
    await user.click(button("q.typed.done"));
    await user.click(button("q.typed.empty.goOn"));
    expect(sent).toEqual([{ do: "finish_answer" }]);
    show(SCENES["question-saved-nothing"]("en"));
    expect(screen.getByText(said("q.saved.nothing"))).toBeTruthy();
  });

  it("says that what was spoken before stays where nothing is written", async () => {
    const { user } = openKiosk("question-typed", { screen: questionScreen("en", { ...ANSWERING, left_s: null, typed: "", recorded_s: 9 }) });
    await user.click(button("q.typed.done"));
    expect(screen.getByRole("dialog").textContent).toContain(said("q.typed.empty.spoken"));
  });

  it("offers to speak only into a microphone that is there", () => {
    openKiosk("question-typed", { devices: { camera: "live", microphone: "lost", attempt: 1, retry_in_s: 3 } });
    expect(screen.queryByRole("button", { name: said("q.speak") })).toBeNull();
  });

  it("sends nothing that overtakes what was written", async () => {
    const sent: string[] = [];
    let arrived = () => {};
    const kioskIntent = (intent: Intent) => {
      if (intent.do !== "still_here") sent.push(intent.do);
      return intent.do === "typed" ? new Promise<void>((resolve) => (arrived = resolve)) : Promise.resolve();
    };
    const { user } = openKiosk("question-typed", {}, { kioskIntent });
    await user.type(screen.getByLabelText(said("q.typed.label")), " End");
    await user.click(button("q.typed.done"));
    expect(sent).toEqual(["typed"]);
    arrived();
    await act(() => Promise.resolve());
    expect(sent).toEqual(["typed", "finish_answer"]);
  });

  it("takes Enter as a new line", async () => {
    const { user, sent } = openKiosk("question-typed");
    await user.type(screen.getByLabelText(said("q.typed.label")), "{Enter}");
    expect(sent.filter((intent) => intent.do === "finish_answer")).toEqual([]);
  });
});

describe("review", () => {
  it("lets takes be chosen, answers disputed and notes written", async () => {
    const { user, sent } = openKiosk("review");
    await user.click(screen.getByRole("radio", { name: said("review.take", { n: 1 }) }));
    await user.click(screen.getByRole("button", { name: `${said("review.dispute")}, Question 1` }));
    await user.click(screen.getByRole("button", { name: `${said("review.note")}, Question 1, follow-up 1` }));
    await user.type(screen.getByLabelText(`${said("review.note")}, Question 1, follow-up 1`), "I was nervous");
    await user.click(button("id.save"));
    expect(sent).toEqual([
      { do: "choose_take", nth: 1, take: 1 },
      { do: "dispute", nth: 1, disputed: true },
      { do: "note", nth: 2, text: "I was nervous" },
    ]);
  });

  it.each([
    ["en", "latin"],
    ["zh-CN", "pinyin"],
  ] as const)("takes notes in %s with the keyboard for it", async (language, keyboard) => {
    const { user } = openKiosk("review", { language });
    const [note] = screen.getAllByRole("button", { name: new RegExp(`^${CATALOGUES[language]["review.note"] ?? ""}`) });
    if (note) await user.click(note);
    expect(screen.getByRole("textbox").getAttribute("data-keyboard")).toBe(keyboard);
  });

  it("names the question whose words could not be made out", () => {
    openKiosk("review");
    expect(screen.getByText(said("review.failed", { n: 3 }))).toBeTruthy();
    expect(screen.getByText(said("review.working"))).toBeTruthy();
  });

  it("says of an answer without words that nothing was heard, or nothing written", () => {
    const { show } = openKiosk("review");
    const row = (typed: boolean) => show(kioskView({ name: "review", answers: [reviewRow({ typed })] }, { language: "en", seq: 2 }));
    row(true);
    expect(screen.getByText(said("review.nothing.typed"))).toBeTruthy();
    row(false);
    expect(screen.getByText(said("review.nothing"))).toBeTruthy();
  });

  it("plays the chosen take from the address of the station, and says where there is none", async () => {
    const { user } = openKiosk("review");
    await user.click(screen.getByRole("button", { name: `${said("review.play")}, Question 1` }));
    const video = await screen.findByLabelText("Question 1", { selector: "video" });
    expect(video.getAttribute("src")).toBe("http://127.0.0.1:9/1/2");
    await user.click(screen.getByRole("button", { name: `${said("review.stop")}, Question 1` }));
    expect(screen.queryByLabelText("Question 1", { selector: "video" })).toBeNull();
  });

  it("plays a take as loud as the station speaks, also while it plays, and never louder than it is", async () => {
    const at = (seq: number, step: number, percent: number) => ({ ...SCENES.review("en"), seq, volume: { step, steps: 5, percent } });
    const { user, show } = openKiosk("review", at(1, 1, 25));
    await user.click(screen.getByRole("button", { name: `${said("review.play")}, Question 1` }));
    const video = await screen.findByLabelText<HTMLVideoElement>("Question 1", { selector: "video" });
    expect(video.volume).toBe(0.25);
    show(at(2, 2, 50));
    expect(video.volume).toBe(0.5);
    show(at(3, 5, 398));
    expect(video.volume).toBe(1);
  });

  it("hands in, and says beforehand that it is final", async () => {
    const { user, sent } = openKiosk("review");
    expect(screen.getByText(said("review.warn"))).toBeTruthy();
    await user.click(button("review.submit"));
    expect(sent).toEqual([{ do: "hand_in" }]);
  });
});

describe("the end", () => {
  it("says by when there is a result and whom to ask, where the policy promises it", () => {
    const { show } = openKiosk("thanks");
    expect(screen.getByText(/^You get the result by [A-Z][a-z]{2,8} \d+$/)).toBeTruthy();
    expect(screen.getByText(said("done.reference.contact", { contact: "010-6655 1234" }))).toBeTruthy();
    show(SCENES["thanks-offline"]("en"));
    expect(screen.getByText(said("done.result.title"))).toBeTruthy();
    expect(screen.getByText(said("done.reference.use"))).toBeTruthy();
  });

  it("thanks, gives the reference, and clears", async () => {
    const { user, sent, show } = openKiosk("thanks");
    expect(title().textContent).toBe("Thank you, Lin Xiaolan");
    expect(screen.getByText((_, element) => element?.tagName === "P" && element.textContent === "7K3M42")).toBeTruthy();
    expect(screen.getByText(said("done.reference.whole", { reference: "YS-20261125-7K3M42" }))).toBeTruthy();
    await user.click(button("done.keep"));
    await user.click(button("done.clearNow"));
    expect(sent).toEqual([{ do: "keep_screen" }, { do: "clear_now" }]);
    show(SCENES["thanks-offline"]("en"));
    expect(title().textContent).toBe(said("done.title.noName"));
    expect(screen.getByText(said("done.offline"))).toBeTruthy();
  });

  it("promises nothing from HR to those who refused the transfer", () => {
    openKiosk("thanks-sealed");
    expect(screen.getByText(said("done.sealed"))).toBeTruthy();
    expect(screen.getByText(said("done.sealed.erased.title"))).toBeTruthy();
    for (const key of ["done.result.title", "done.offline", "done.saved"]) expect(screen.queryByText(said(key, { n: 8 }))).toBeNull();
  });

  it("names the certificate of a deletion", () => {
    openKiosk("deleted");
    expect(screen.getByText(said("done.clear", { seconds: 24 }))).toBeTruthy();
    expect(screen.getByRole("button", { name: said("done.keep") })).toBeTruthy();
    expect(screen.getByText("DEL-20261125-7K3M42")).toBeTruthy();
  });

  it("names the code to staff where nothing can begin, and no commands to candidates", () => {
    openKiosk("out-of-use");
    expect(screen.getByText("models.missing")).toBeTruthy();
    expect(screen.queryByText(/station models fetch/)).toBeNull();
  });

  it("says that the answers are safe while they are put in order", async () => {
    openKiosk("finishing");
    await waitFor(() => expect(screen.getByText(said("finishing.lead"))).toBeTruthy());
    expect(screen.queryByRole("button", { name: said("frame.stop") })).toBeNull();
  });
});
