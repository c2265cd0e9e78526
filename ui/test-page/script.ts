import type { Client, Intent, KioskView, QuestionView, Screen } from "../src/client";
import type { fakeKiosk } from "../src/test/fake";
import { CARD_FIELDS, kioskView, questionScreen, reviewRow, SCENES } from "../src/test/scenes";

type Station = ReturnType<typeof fakeKiosk>;

/** Two questions are enough to see that the next one begins anew. */
const QUESTIONS = 2;

/** How long "all is well" is shown. */
const PASSED_MS = 1500;

/** Seconds without a sign of anybody until the station asks, and then until it clears the screen. */
export const QUIET_S = 120;
export const ASKED_S = 30;
/** Seconds of an answer, and behind its soft end. */
export const ANSWER_S = 112;
export const GRACE_S = 10;

const NOT_DECIDED: Screen = {
  name: "consent",
  items: ["record", "face", "score", "send", "pool"].map((purpose) => ({ purpose, given: null })),
  missing: false,
  retention_months: 6,
};

/** A station that answers every wish as the real one does, in no time, for one whole journey; where
 * it `ticks`, the page's clock runs for it. */
export function follow(station: Station, ticks: boolean): Pick<Client, "kioskIntent"> {
  let view = kioskView({ name: "attract" });
  let nth = 0;
  const answers: string[] = [];
  const to = (screen: Screen, change: Partial<KioskView> = {}) => {
    view = { ...kioskView(screen, { language: view.language, needs: view.needs }), ...change, seq: view.seq };
  };
  const scene = (name: keyof typeof SCENES) => to(SCENES[name](view.language).screen);
  const ask = (change: Partial<QuestionView> = {}, more: Partial<KioskView> = {}) =>
    to(questionScreen(view.language, { nth, total: QUESTIONS, ...change }), more);
  const speak = () =>
    view.needs.typed
      ? ask({ stage: "answer", left_s: null, typed: answers[nth - 1] ?? "" })
      : ask({ stage: "answer", left_s: ANSWER_S, total_s: 180, recorded_s: 4 }, { lamp: "on" });
  // As the station does, it goes on by itself.
  const pass = () => {
    scene("liveness-passed");
    setTimeout(() => {
      scene("device-check");
      shown();
    }, PASSED_MS);
  };
  const shown = () => {
    view = { ...view, seq: view.seq + 1 };
    station.show(view);
  };
  const next = () => {
    nth += 1;
    if (nth <= QUESTIONS) ask();
    else to({ name: "review", answers: Array.from({ length: QUESTIONS }, (_, at) => reviewRow({ nth: at + 1, question: questionScreen(view.language).text, text: answers[at] ?? "" })) });
  };

  const onContinue = () => {
    const screen = view.screen;
    switch (screen.name) {
      case "needs":
        scene("judged");
        break;
      case "judged":
        to(NOT_DECIDED);
        break;
      case "consent":
        if (screen.items.some((item) => item.given === null)) view = { ...view, screen: { ...screen, missing: true } };
        else scene(screen.items[0]?.given ? "booking" : "other-way");
        break;
      case "booking":
        to({ name: "card", hint: "read", read: true, may_read: true, fields: CARD_FIELDS });
        break;
      case "card":
        scene("liveness-ready");
        break;
      case "device_check":
        scene("practice");
        break;
      case "practice":
        next();
        break;
      default:
        break;
    }
  };

  const onIntent = (intent: Intent) => {
    const screen = view.screen;
    switch (intent.do) {
      case "start":
        view = { ...kioskView({ name: "needs" }), language: intent.language };
        break;
      case "set_language":
        view = { ...view, language: intent.language };
        break;
      case "set_needs":
        view = { ...view, needs: intent.needs };
        break;
      case "continue":
        onContinue();
        break;
      case "back":
        to(screen.name === "other_way" ? NOT_DECIDED : { name: "attract" });
        break;
      case "consent":
        if (screen.name === "consent") {
          const items = screen.items.map((item) => (item.purpose === intent.purpose ? { ...item, given: intent.given } : item));
          view = { ...view, screen: { ...screen, items, missing: false } };
        }
        break;
      case "booking_code":
      case "booking_name":
      case "walk_in":
        scene("booking-found");
        break;
      case "liveness_start":
        if (screen.name === "liveness" && screen.stage === "ready") scene("liveness-left");
        else pass();
        break;
      case "liveness_other":
        if (screen.name === "liveness") scene(intent.way === "numbers" ? "liveness-numbers" : "liveness-blink");
        break;
      case "try_speaker":
        scene("device-check-asked");
        break;
      case "speaker_heard":
        scene(intent.heard ? "device-check-heard" : "device-check-unheard");
        break;
      case "start_answer":
        if (screen.name === "practice") scene("practice-speaking");
        else speak();
        break;
      case "typed":
        answers[nth - 1] = intent.text;
        if (screen.name === "question") ask({ ...screen, typed: intent.text });
        break;
      case "type_instead":
        if (screen.name === "question" && screen.stage === "answer") ask({ ...screen, left_s: null, typed: answers[nth - 1] ?? "" });
        break;
      case "pause":
        if (screen.name === "question") ask({ ...screen, hold: "pause" }, { lamp: "hold" });
        break;
      case "resume":
        speak();
        break;
      case "finish_answer":
        if (screen.name === "practice") scene("practice-done");
        else ask({ stage: "saved", recorded_s: 40, typed: screen.name === "question" && screen.typed !== null ? (answers[nth - 1] ?? "") : null });
        break;
      case "next_question":
        next();
        break;
      case "hand_in":
        scene("thanks");
        break;
      case "stop_and_delete":
        scene("deleted");
        break;
      case "clear_now":
        nth = 0;
        view = kioskView({ name: "attract" }, { seq: view.seq });
        break;
      default:
        break;
    }
    shown();
  };
  let quiet_s = 0;
  const tick = () => {
    const screen = view.screen;
    if (screen.name === "attract") return;
    quiet_s += 1;
    if (screen.name === "question" && screen.stage === "answer" && screen.left_s !== null) {
      const isGrace = screen.notice === "grace";
      if (screen.left_s > 1) ask({ ...screen, left_s: screen.left_s - 1 }, { lamp: "on" });
      else if (isGrace) ask({ stage: "saved", recorded_s: ANSWER_S + GRACE_S });
      else ask({ ...screen, left_s: GRACE_S, notice: "grace", more_left: false }, { lamp: "on" });
    } else if (screen.name === "thanks") {
      if (screen.clear_in_s !== null && screen.clear_in_s > 1) view = { ...view, screen: { ...screen, clear_in_s: screen.clear_in_s - 1 } };
      else onIntent({ do: "clear_now" });
    } else if (quiet_s >= QUIET_S + ASKED_S) {
      onIntent({ do: "clear_now" });
    } else if (quiet_s >= QUIET_S) {
      view = { ...view, idle_left_s: QUIET_S + ASKED_S - quiet_s };
    }
    shown();
  };
  if (ticks) setInterval(tick, 1_000);
  return {
    kioskIntent: (intent) => {
      quiet_s = 0;
      view = { ...view, idle_left_s: null };
      if (intent.do !== "still_here") station.sent.push(intent);
      onIntent(intent);
      return Promise.resolve();
    },
  };
}
