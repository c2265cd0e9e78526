import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { button, openKiosk, said, title } from "../../test/openKiosk";
import { SCENES } from "../../test/scenes";

const USUAL = SCENES.needs("en").needs;

describe("needs", () => {
  it("have nothing preselected, and send all of them with each change", async () => {
    const { user, sent } = openKiosk("needs");
    expect(screen.getAllByRole("checkbox").filter((box) => (box as HTMLInputElement).checked)).toEqual([]);
    await user.click(screen.getByRole("checkbox", { name: new RegExp(said("needs.typed")) }));
    await user.click(screen.getByRole("radio", { name: said("needs.time.double") }));
    await user.click(button("needs.none"));
    expect(sent).toEqual([
      { do: "set_needs", needs: { ...USUAL, typed: true } },
      { do: "set_needs", needs: { ...USUAL, time: "double" } },
      { do: "continue" },
    ]);
  });

  it("keep the lower buttons in the window, and say that something was chosen", async () => {
    const { user, sent } = openKiosk("needs");
    await user.click(screen.getByRole("checkbox", { name: new RegExp(said("frame.lowControls")) }));
    expect(sent).toEqual([]);
    await user.click(button("needs.go"));
    expect(sent).toEqual([{ do: "continue" }]);
  });

  it("take more time back with its box", async () => {
    const { user, sent } = openKiosk("needs-chosen");
    await user.click(screen.getByRole("checkbox", { name: new RegExp(said("needs.time.title")) }));
    expect(sent[0]).toMatchObject({ do: "set_needs", needs: { time: "usual", typed: true } });
  });
});

describe("what is judged", () => {
  it("is listed in words before any consent, and leads on and back", async () => {
    const { user, sent } = openKiosk("judged");
    expect(title().textContent).toBe(said("judged.title"));
    expect(screen.getByText("If a part is missing you are asked for it, at most 2 times a question, by one rule for everybody, and you may skip it")).toBeTruthy();
    expect(screen.getAllByRole("listitem")).toHaveLength(13);
    expect(screen.getByText(said("judged.may.cap", { n: 45 }))).toBeTruthy();
    await user.click(button("frame.back"));
    await user.click(button("frame.continue"));
    expect(sent).toEqual([{ do: "back" }, { do: "continue" }]);
  });
});

describe("consent", () => {
  it("sends each answer by itself and shows the other way of a refusal", async () => {
    const { user, sent } = openKiosk("consent");
    const pool = screen.getByRole("radiogroup", { name: "Contact me about other positions" });
    await user.click(within(pool).getByRole("radio", { name: said("consent.no") }));
    expect(sent).toEqual([{ do: "consent", purpose: "pool", given: false }]);
    expect(screen.getByText(said("consent.face.no"))).toBeTruthy();
    expect(screen.getByText(said("consent.count", { done: 4, open: 1 }))).toBeTruthy();
  });

  it("goes on with Enter from an answer", async () => {
    const { user, sent } = openKiosk("consent-missing");
    await user.keyboard("{Enter}");
    expect(sent).toEqual([{ do: "continue" }]);
  });

  it("moves to the first open row when some are missing, and says how many", () => {
    openKiosk("consent-missing");
    expect(document.activeElement?.closest("[data-purpose]")?.getAttribute("data-purpose")).toBe("face");
    expect(screen.getByText(said("consent.missing", { n: 3 })).closest("[role=status]")).toBeTruthy();
  });

  it("shows the whole text", async () => {
    const { user } = openKiosk("consent");
    await user.click(button("consent.full", { minutes: 2 }));
    expect(within(screen.getByRole("dialog")).getByText(said("consent.text.send", { months: 6 }))).toBeTruthy();
  });

  it("names the other way where the station can't do without", async () => {
    const { user, sent } = openKiosk("other-way");
    expect(screen.getByText(said("consent.record.no"))).toBeTruthy();
    await user.click(button("done.clearNow"));
    await user.click(button("frame.back"));
    expect(sent).toEqual([{ do: "clear_now" }, { do: "back" }]);
  });
});

describe("booking", () => {
  it("looks up a whole code with Enter, in capitals", async () => {
    const { user, sent } = openKiosk("booking");
    const field = screen.getByLabelText(said("booking.code"));
    expect(field.getAttribute("data-keyboard")).toBe("code");
    await user.type(field, "7k3m4{Enter}");
    expect(sent).toEqual([]);
    await user.type(field, "2{Enter}");
    expect(sent).toEqual([{ do: "booking_code", code: "7K3M42" }]);
  });

  it("looks up by name and the last four", async () => {
    const { user, sent } = openKiosk("booking");
    await user.click(screen.getByRole("tab", { name: said("booking.way.name") }));
    await user.type(screen.getByLabelText(said("booking.name.name")), "林晓岚");
    await user.type(screen.getByLabelText(said("booking.name.lastFour")), "002x");
    await user.click(button("booking.find"));
    expect(sent).toEqual([{ do: "booking_name", name: "林晓岚", last_four: "002X" }]);
  });

  it("goes on without one", async () => {
    const { user, sent } = openKiosk("booking");
    await user.click(screen.getByRole("tab", { name: said("booking.way.none") }));
    await user.click(screen.getByRole("radio", { name: "Teller" }));
    await user.click(button("frame.continue"));
    expect(sent).toEqual([{ do: "walk_in", position: "teller" }]);
  });

  it("says that nothing was found, politely, and that the list is local", () => {
    openKiosk("booking-missed");
    expect(screen.getByText(said("booking.locked")).closest("[role=status]")).toBeTruthy();
    expect(screen.getByText(said("booking.offline"))).toBeTruthy();
  });

  it("looks for nothing while it is locked, and says for how long", async () => {
    const { user, show } = openKiosk("booking-missed");
    await user.type(screen.getByLabelText(said("booking.code")), "7k3m42");
    expect(button("booking.find").hasAttribute("disabled")).toBe(true);
    expect(screen.getByText(said("booking.locked.wait", { seconds: 47 }))).toBeTruthy();
    const missed = SCENES["booking-missed"]("en");
    if (missed.screen.name !== "booking") throw new Error("not the booking");
    show({ ...missed, screen: { ...missed.screen, locked_s: 0 } });
    expect(button("booking.find").hasAttribute("disabled")).toBe(false);
    expect(screen.getByText(said("booking.none"))).toBeTruthy();
  });

  it("asks whether it is the right one", async () => {
    const { user, sent } = openKiosk("booking-found");
    expect(screen.getByText("林••")).toBeTruthy();
    await user.click(button("booking.mine"));
    expect(sent).toEqual([{ do: "continue" }]);
  });
});

describe("an interview that was paused", () => {
  it("says at which question it goes on", async () => {
    const { user, sent } = openKiosk("booking-goes-on");
    expect(screen.getByText(said("booking.goesOn", { n: 3 }))).toBeTruthy();
    await user.click(button("booking.mine"));
    expect(sent).toEqual([{ do: "continue" }]);
  });

  it("goes on with the answers where all are given, and shows no name that nobody knows", () => {
    openKiosk("booking-goes-on-review");
    expect(screen.getByText(said("booking.goesOn.review"))).toBeTruthy();
    expect(screen.queryByText(said("id.field.name"))).toBeNull();
  });
});

describe("card", () => {
  it("marks what was unclear, and is corrected in place", async () => {
    const { user, sent } = openKiosk("card-read");
    expect(screen.getByText(said("id.unsure", { char: "岚" }))).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Name 林晓岚/ }));
    const field = screen.getByLabelText(said("id.field.name"));
    expect(document.activeElement).toBe(field);
    await user.clear(field);
    await user.type(field, "林晓蓝{Enter}");
    expect(sent).toEqual([{ do: "card_field", name: "name", value: "林晓蓝" }]);
  });

  it("says what is covered and kept as its language has it", () => {
    openKiosk("card-read", { language: "zh-CN" });
    expect(screen.getByText("画面上的证件号码和住址已经盖住。证件图像只用来核对身份，核对完即删除，不会出现在面试报告里。")).toBeTruthy();
  });

  it("never shows the masked number for editing, and Esc leaves it as it was", async () => {
    const { user, sent } = openKiosk("card-read");
    await user.click(screen.getByRole("button", { name: /^ID number/ }));
    expect(screen.getByLabelText<HTMLInputElement>(said("id.field.number")).value).toBe("");
    await user.keyboard("{Escape}");
    expect(screen.getByRole("button", { name: /^ID number/ })).toBeTruthy();
    expect(sent).toEqual([]);
  });

  it("has a way for those without a card", async () => {
    const { user, sent } = openKiosk("card");
    await user.click(button("id.noCard"));
    await user.click(button("id.again"));
    expect(sent).toEqual([{ do: "no_card" }, { do: "card_again" }]);
  });

  it("asks for no card where staff look at it, and offers nothing that does not work", () => {
    openKiosk("card-staff");
    expect(title().textContent).toBe(said("id.staff"));
    expect(screen.queryByText(said("id.place"))).toBeNull();
    for (const key of ["id.again", "id.noCard"]) expect(screen.queryByRole("button", { name: said(key) })).toBeNull();
  });
});

describe("liveness", () => {
  it("begins when the person is ready, begins again, and has other ways", async () => {
    const { user, sent, show } = openKiosk("liveness-ready");
    await user.keyboard("{Enter}");
    show(SCENES["liveness-left"]("en"));
    await user.click(button("live.restart"));
    await user.click(screen.getByRole("button", { name: new RegExp(said("live.other.blink")) }));
    await user.click(screen.getByRole("button", { name: new RegExp(said("live.staff")) }));
    expect(sent).toEqual([
      { do: "liveness_start" },
      { do: "liveness_start" },
      { do: "liveness_other", way: "blink" },
      { do: "liveness_other", way: "staff" },
    ]);
  });

  it("lets a person rest between two challenges, and says why", () => {
    openKiosk("liveness-again");
    expect(screen.getByRole("heading", { name: said("live.soon") })).toBeTruthy();
    expect(screen.getByText(said("live.dropped"))).toBeTruthy();
    expect(screen.getByText(said("live.alt"))).toBeTruthy();
  });

  it("keeps the other ways open while it compares: a camera may never deliver", async () => {
    const { user, sent } = openKiosk("liveness-comparing");
    await user.click(screen.getByRole("button", { name: new RegExp(said("live.staff")) }));
    expect(sent).toEqual([{ do: "liveness_other", way: "staff" }]);
  });

  it("goes on by itself when all is well", () => {
    openKiosk("liveness-passed");
    for (const key of ["frame.continue", "frame.back"]) expect(screen.queryByRole("button", { name: said(key) })).toBeNull();
  });

  it("lets numbers be read aloud instead, where the rules and the microphone allow it", async () => {
    const { user, sent, show } = openKiosk("liveness-left");
    await user.click(screen.getByRole("button", { name: new RegExp(said("live.other.numbers")) }));
    expect(sent).toEqual([{ do: "liveness_other", way: "numbers" }]);
    show(SCENES["liveness-numbers"]("en"));
    expect(screen.getByRole("heading", { name: said("live.numbers") })).toBeTruthy();
    expect(screen.getByText(/^4/).textContent).toBe("4, ");
    // Other ways stay, but not the one that is being taken.
    expect(screen.queryByText(said("live.other.numbers"))).toBeNull();
    expect(screen.getByText(said("live.other.blink"))).toBeTruthy();
    await user.click(button("live.restart.numbers"));
    expect(sent.at(-1)).toEqual({ do: "liveness_start" });
    show(SCENES["liveness-weighing"]("en"));
    expect(screen.getByRole("heading", { name: said("live.weighing") })).toBeTruthy();
    const left = SCENES["liveness-left"]("en");
    if (left.screen.name !== "liveness") throw new Error("not the check");
    show({ ...left, screen: { ...left.screen, may_read_numbers: false } });
    expect(screen.queryByText(said("live.other.numbers"))).toBeNull();
  });

  it("says each hint politely", () => {
    openKiosk("liveness-blink");
    expect(screen.getByText(said("live.dropped")).closest("[role=status]")).toBeTruthy();
  });
});

describe("devices and practice", () => {
  it("keeps nobody from going on", async () => {
    const { user, sent } = openKiosk("device-check-none");
    expect(screen.getAllByText(said("device.better"))).toHaveLength(2);
    // Beside its button the loudspeaker says it in words.
    expect(screen.getByText(said("device.noSpeaker"))).toBeTruthy();
    await user.click(button("device.go"));
    expect(sent).toEqual([{ do: "continue" }]);
  });

  it("tries the loudspeaker, and takes a no for an answer", async () => {
    const { user, sent, show } = openKiosk("device-check");
    await user.click(button("device.speaker.try"));
    show(SCENES["device-check-asked"]("en"));
    expect(screen.getByText(said("device.speaker.ask")).closest("[role=status]")).toBeTruthy();
    await user.click(button("device.speaker.no"));
    show(SCENES["device-check-unheard"]("en"));
    expect(screen.getByText(said("device.unheard"))).toBeTruthy();
    await user.click(button("device.speaker.louder"));
    show({ ...SCENES["device-check-unheard"]("en"), volume: { step: 5, steps: 5, percent: 398 } });
    // Where it can't be louder nobody is told to make it so.
    expect(screen.queryByText(said("device.unheard"))).toBeNull();
    expect(screen.getByText(said("device.speaker.loudest")).closest("[role=status]")).toBeTruthy();
    await user.click(button("device.speaker.again"));
    show(SCENES["device-check-asked"]("en"));
    await user.click(button("device.speaker.yes"));
    show(SCENES["device-check-heard"]("en"));
    expect(screen.getByText(said("device.fine.speaker"))).toBeTruthy();
    await user.click(button("device.go"));
    expect(sent).toEqual([
      { do: "try_speaker" },
      { do: "speaker_heard", heard: false },
      { do: "set_volume", step: 4 },
      { do: "try_speaker" },
      { do: "try_speaker" },
      { do: "speaker_heard", heard: true },
      { do: "continue" },
    ]);
  });

  it("plays the sentence back once there is one", async () => {
    const { user, sent, show } = openKiosk("device-check");
    await user.click(button("device.sentence.play"));
    expect(sent).toEqual([{ do: "play_sentence" }]);
    const check = SCENES["device-check"]("en");
    if (check.screen.name !== "device_check") throw new Error("not the check");
    show({ ...check, screen: { ...check.screen, playing: true } });
    expect(screen.getByText(said("device.sentence.playing")).closest("[role=status]")).toBeTruthy();
    expect(button("device.sentence.play").hasAttribute("disabled")).toBe(true);
    show({ ...check, screen: { ...check.screen, playable: false } });
    expect(screen.queryByText(said("device.sentence.play"))).toBeNull();
  });

  it("practises as often as wanted", async () => {
    const { user, sent, show } = openKiosk("practice");
    await user.click(button("q.start"));
    show(SCENES["practice-speaking"]("en"));
    await user.click(button("q.done"));
    show(SCENES["practice-done"]("en"));
    expect(screen.getByText(/I took the number six bus/)).toBeTruthy();
    await user.click(button("practice.again"));
    await user.click(button("practice.done"));
    expect(sent.map((intent) => intent.do)).toEqual(["start_answer", "finish_answer", "practice_again", "continue"]);
  });

  it("practises typing where there is no microphone", async () => {
    const { user, sent, show } = openKiosk("practice-typed");
    expect(screen.getByText(said("practice.noMic"))).toBeTruthy();
    expect(button("q.typed.done").hasAttribute("disabled")).toBe(true);
    await user.type(screen.getByLabelText(said("q.typed.label")), "By bus.");
    await user.click(button("q.typed.done"));
    expect(sent).toEqual([{ do: "typed", text: "By bus." }, { do: "finish_answer" }]);
    show(SCENES["practice-typed-done"]("en"));
    expect(screen.getByText(said("practice.wrote", { words: "By bus." }))).toBeTruthy();
    expect(screen.getByText(said("q.characters", { n: 7 }))).toBeTruthy();
  });

  it("offers to play the practice only where there is something to play", async () => {
    const play = { name: new RegExp(said("practice.play")) };
    const { show } = openKiosk("practice-done");
    expect(await screen.findByRole("button", play)).toBeTruthy();
    const done = SCENES["practice-done"]("en");
    if (done.screen.name !== "practice") throw new Error("not the practice");
    show({ ...done, screen: { ...done.screen, playable: false } });
    expect(screen.queryByRole("button", play)).toBeNull();
  });
});
