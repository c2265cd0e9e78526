import type { BodyAction, CardField, JudgedLine, KioskView, LivenessStage, QuestionView, Receipt, ReviewRow, Screen, SpeakerCheck, StaffView } from "../client";
import type { Language } from "../i18n";

/** A snapshot of the journey in quiet order; `change` says what is different. */
export function kioskView(screen: Screen, change: Partial<KioskView> = {}): KioskView {
  return {
    seq: 1,
    language: "zh-CN",
    step: STEPS[screen.name] ?? 0,
    screen,
    lamp: "off",
    needs: { time: "usual", typed: false, hide_self: false, read_aloud: false, companion: false },
    volume: { step: 3, steps: 5, percent: 100 },
    devices: { camera: "live", microphone: "live", attempt: 0, retry_in_s: 0 },
    help: "none",
    staff: null,
    receipt: null,
    idle_left_s: null,
    simulated: [],
    problem: null,
    ...change,
  };
}

const STEPS: Partial<Record<Screen["name"], number>> = {
  needs: 1,
  consent: 2,
  judged: 2,
  other_way: 2,
  booking: 3,
  card: 3,
  liveness: 3,
  device_check: 4,
  practice: 5,
  question: 6,
  cap_reached: 6,
  suspended: 6,
  review: 7,
  finishing: 7,
  thanks: 7,
  deleted: 7,
};

/** A question of the teller position; the think clock runs. */
export function questionScreen(language: Language, change: Partial<QuestionView> = {}): Extract<Screen, { name: "question" }> {
  return {
    name: "question",
    stage: "think",
    nth: 3,
    total: 8,
    kind: "behavioural",
    text:
      language === "en"
        ? "Tell me about a time a customer lost their temper at your window. What exactly did you say?"
        : "请讲一次客户在窗口对您发火的经历，您当时说了哪些话？",
    follow_up: 0,
    left_s: 38,
    total_s: 45,
    think_more_left: 10,
    more_left: true,
    recorded_s: 0,
    notice: "",
    retakes_left: 1,
    hold: "",
    later_left: true,
    typed: null,
    reading: false,
    going_on: false,
    ...change,
  };
}

const ANSWER: Partial<QuestionView> = { stage: "answer", left_s: 112, total_s: 180, recorded_s: 68 };

const PURPOSES = ["record", "face", "score", "send", "pool"];

function line(key: string): JudgedLine {
  return { key: `judged.${key}`, n: null };
}

function consent(given: (boolean | null)[], missing = false): Screen {
  const items = PURPOSES.map((purpose, at) => ({ purpose, given: given[at] ?? null }));
  return { name: "consent", items, missing, retention_months: 6 };
}

const TELLER = { code: "teller", name_zh: "柜员", name_en: "Teller" };
const WALK_IN = [
  TELLER,
  { code: "relationship_manager", name_zh: "客户经理", name_en: "Relationship manager" },
  { code: "risk_manager", name_zh: "风险经理", name_en: "Risk manager" },
  { code: "lobby_manager", name_zh: "大堂经理", name_en: "Lobby manager" },
];

const field = (name: string, shown: string, change: Partial<CardField> = {}): CardField => ({ name, shown, unsure: [], edited: false, ok: true, ...change });

/** What was read from an invented card. */
export const CARD_FIELDS: CardField[] = [
  field("name", "林晓岚", { unsure: [2] }),
  field("id_number", "5301**********0028"),
  field("birth", "1998-05-12"),
  field("sex", "女"),
  field("valid_until", "2038-05-12"),
];

export function reviewRow(change: Partial<ReviewRow> = {}): ReviewRow {
  return { nth: 1, number: change.nth ?? 1, follow_up: 0, question: "", text: "", failed: false, typed: false, seconds: 112, takes: 1, chosen: 1, disputed: false, note: "", ...change };
}

function review(language: Language): ReviewRow[] {
  const said = (zh: string, en: string) => (language === "en" ? en : zh);
  return [
    reviewRow({
      nth: 1,
      question: questionScreen(language).text,
      text: said(
        "我先请他坐下，倒了一杯水，跟他说这件事我来跟到底。",
        "I asked him to sit down, gave him a glass of water and told him that I would see it through.",
      ),
      takes: 2,
      chosen: 2,
      note: said("“跟到底”听成了“跟得”", "It says “seat” once, I said “see it”"),
    }),
    reviewRow({
      nth: 2,
      number: 1,
      follow_up: 1,
      question: said("后来结果怎么样？您是怎么知道的？", "How did it turn out in the end, and how did you know?"),
      text: said("第二天我打电话问过，她已经收到了。", "I called the next day, and she had received it."),
      seconds: 24,
    }),
    reviewRow({
      nth: 3,
      number: 2,
      question: said("说一次您在柜台做得不够周到、后来改过来的事。", "Describe a time when your service at the counter fell short and you changed it afterwards."),
      text: null,
      seconds: 95,
    }),
    reviewRow({
      nth: 4,
      number: 3,
      question: said("请讲一次您凭数字不对劲发现问题的经历。", "Tell me about a time a figure that did not look right led you to a problem."),
      text: null,
      failed: true,
      seconds: 61,
    }),
    reviewRow({
      nth: 5,
      number: 4,
      question: said("请讲一次您劝住或者没能劝住客户转账的经历。", "Tell me about a time you managed, or failed, to talk a customer out of a transfer."),
      text: said("去年腊月，一位阿姨要转八万块给“公安”。我请她先喝口水。", "Last winter a lady wanted to send 80,000 to “the police”. I asked her to have some water first."),
      typed: true,
      disputed: true,
    }),
  ];
}

const card = (hint: string, read: boolean, may_read = true): Screen => ({ name: "card", hint, read, may_read, fields: read ? CARD_FIELDS : [] });

const live = (stage: LivenessStage, action: BodyAction | null = null, hint = "", numbers: number[] = []): Screen => ({
  name: "liveness",
  stage,
  action,
  nth: 2,
  total: 3,
  left_s: 5,
  tries_left: 3,
  hint,
  numbers,
  may_read_numbers: true,
});

const check = (speaker: SpeakerCheck, ...states: [name: string, ok: boolean | null, advice?: string][]): ScreenNamed<"device_check"> => ({
  name: "device_check",
  rows: states.map(([name, ok, advice = ""]) => ({ name, ok, advice })),
  heard: states.every(([name, ok]) => name === "speaker" || ok !== null),
  playable: states.every(([name, ok]) => name === "speaker" || ok !== null),
  playing: false,
  speaker,
  storage_low: false,
});

const practice = (stage: "ready" | "speaking" | "done", language: Language, heard: string | null = null, typed: string | null = null): Screen => ({
  name: "practice",
  stage,
  question: language === "en" ? "How did you come here today?" : "今天您是怎么过来的？",
  seconds: stage === "ready" ? 0 : 12,
  heard,
  playable: heard !== null,
  typed,
});

type ScreenNamed<Name extends Screen["name"]> = Extract<Screen, { name: Name }>;

const thanks = (candidate_name: string | null, offline = false, sealed = false): ScreenNamed<"thanks"> => ({
  name: "thanks",
  candidate_name,
  answers: 8,
  reference: "YS-20261125-7K3M42",
  offline,
  sealed,
  result_within_days: candidate_name === null ? null : 7,
  contact: candidate_name === null ? null : "010-6655 1234",
  clear_in_s: 24,
});

type Scene = (language: Language) => KioskView;

const plain = (screen: Screen, change: Partial<KioskView> = {}): Scene => {
  return (language) => kioskView(screen, { ...change, language });
};
const asked = (question: Partial<QuestionView>, change: Partial<KioskView> = {}): Scene => {
  return (language) => kioskView(questionScreen(language, question), { ...change, language });
};

/** The PIN pad, before the first try. */
export const STAFF: StaffView = {
  open: false,
  tries_left: 5,
  locked_s: 0,
  may_confirm_identity: false,
  may_resume: false,
  may_add_minutes: 0,
  added_minutes: 0,
  may_suspend: false,
  storage_low: false,
  devices: null,
};

/** Staff at an answer that runs, with all that they can do there. */
const STAFF_HELPS: StaffView = {
  ...STAFF,
  open: true,
  may_add_minutes: 5,
  added_minutes: 2,
  may_suspend: true,
  devices: {
    cameras: [{ id: "0", name: "Integrated Camera", chosen: false }],
    microphones: [
      { id: "m1", name: "Integrated Microphone", chosen: false },
      { id: "m2", name: "USB Headset", chosen: true },
    ],
    incomplete: false,
  },
};

/** What was consented to, to all but one purpose. */
export const RECEIPT: Receipt = {
  reference: "YS-20261125-7K3M42",
  policy: "CN 2026.2",
  sheet: "5b0c91d2",
  rows: PURPOSES.map((purpose, at) => ({ purpose, given: purpose !== "pool", at: `2026-11-25T06:3${at}:00Z`, text: "a1b2c3d4" })),
};

/** Every screen and state of the journey. */
export const SCENES = {
  attract: plain({ name: "attract" }),
  needs: plain({ name: "needs" }),
  "needs-chosen": plain({ name: "needs" }, { needs: { time: "double", typed: true, hide_self: false, read_aloud: false, companion: true } }),
  judged: plain({
    name: "judged",
    judged: [line("words"), line("anchors"), { key: "judged.followUps", n: 2 }, line("people")],
    not_judged: ["looks", "expression.off", "voice.noted", "typing", "time", "identity"].map((key) => line(`not.${key}`)),
    offered: [
      { key: "judged.may.retake", n: 1 },
      { key: "judged.may.minutes", n: 1 },
      { key: "judged.may.cap", n: 45 },
    ],
  }),
  consent: plain(consent([true, false, true, true, null])),
  "consent-missing": plain(consent([true, null, true, null, null], true)),
  "other-way": plain({ name: "other_way", purpose: "record" }),
  booking: plain({ name: "booking", found: null, misses: 0, locked_s: 0, offline: false, walk_in: WALK_IN }),
  "booking-missed": plain({ name: "booking", found: null, misses: 3, locked_s: 47, offline: true, walk_in: WALK_IN }, { devices: { camera: "absent", microphone: "live", attempt: 0, retry_in_s: 0 } }),
  "booking-found": plain({
    name: "booking",
    found: { name_hint: "林••", position: TELLER, at: "2026-11-25T06:30:00Z", punctual: "late", goes_on: { at: "beginning" } },
    misses: 0,
    locked_s: 0,
    offline: false,
    walk_in: WALK_IN,
  }),
  "booking-goes-on": plain({
    name: "booking",
    found: { name_hint: "林••", position: TELLER, at: null, punctual: "on_time", goes_on: { at: "question", nth: 3 } },
    misses: 0,
    locked_s: 0,
    offline: false,
    walk_in: WALK_IN,
  }),
  "booking-goes-on-review": plain({
    name: "booking",
    found: { name_hint: "", position: TELLER, at: null, punctual: "on_time", goes_on: { at: "review" } },
    misses: 0,
    locked_s: 0,
    offline: false,
    walk_in: WALK_IN,
  }),
  card: plain(card("glare", false)),
  "card-staff": plain(card("staff", false, false)),
  "card-read": plain(card("read", true), { simulated: ["id_card", "camera"] }),
  "liveness-ready": plain(live("ready")),
  "liveness-left": plain(live("action", "turn_left")),
  "liveness-right": plain(live("action", "turn_right", "again")),
  "liveness-mouth": plain(live("action", "open_mouth", "two_faces")),
  "liveness-nod": plain(live("action", "nod")),
  "liveness-blink": plain(live("action", "blink", "dropped")),
  "liveness-numbers": plain(live("numbers", null, "", [4, 7, 2, 9])),
  "liveness-numbers-again": plain(live("numbers", null, "numbers_other", [0, 3, 8, 3])),
  "liveness-weighing": plain(live("weighing", null, "", [4, 7, 2, 9])),
  "liveness-comparing": plain(live("comparing")),
  "liveness-again": plain(live("again", null, "dropped")),
  "liveness-passed": plain(live("passed")),
  "device-check": plain(check("untried", ["picture", true], ["light", false, "dark"], ["place", true], ["sound", true], ["noise", true], ["speaker", null])),
  "device-check-asked": plain(check("asked", ["picture", true], ["light", true], ["place", true], ["sound", true], ["noise", true], ["speaker", null])),
  "device-check-heard": plain(check("heard", ["picture", true], ["light", true], ["place", true], ["sound", true], ["noise", true], ["speaker", true])),
  "device-check-unheard": plain(check("unheard", ["picture", true], ["light", true], ["place", true], ["sound", true], ["noise", true], ["speaker", false, "unheard"])),
  "device-check-full": plain({ ...check("untried", ["picture", true], ["light", true], ["place", true], ["sound", true], ["noise", true], ["speaker", null]), storage_low: true }),
  "device-check-none": plain(check("absent", ["picture", false, "noCamera"], ["light", null], ["place", null], ["sound", false, "noMic"], ["noise", null], ["speaker", false, "noSpeaker"]), {
    devices: { camera: "absent", microphone: "absent", attempt: 0, retry_in_s: 0 },
  }),
  practice: (language) => kioskView(practice("ready", language), { language }),
  "practice-speaking": (language) => kioskView(practice("speaking", language), { language }),
  "practice-done": (language) =>
    kioskView(practice("done", language, language === "en" ? "I took the number six bus and walked the rest." : "我坐六路公交车来的，下车又走了一段。"), { language }),
  "practice-typed": (language) => kioskView(practice("speaking", language, null, ""), { language, devices: { camera: "live", microphone: "absent", attempt: 0, retry_in_s: 0 } }),
  "practice-typed-done": (language) => kioskView(practice("done", language, null, language === "en" ? "By bus." : "坐公交车来的。"), { language }),
  "question-think": asked({}),
  "question-follow-up": (language) =>
    kioskView(questionScreen(language, { follow_up: 1, text: language === "en" ? "What was he really angry about?" : "他真正生气的是什么？" }), { language }),
  "question-no-limit": asked({ left_s: null, total_s: 0 }),
  "question-countdown": asked({ stage: "countdown", left_s: 3, total_s: 3 }),
  "question-answer": asked(ANSWER, { lamp: "on", simulated: ["camera", "microphone"] }),
  "question-finish": asked({ ...ANSWER, left_s: 0, notice: "finish", more_left: false }, { lamp: "on" }),
  "question-grace": asked({ ...ANSWER, left_s: 7, notice: "grace", more_left: false }, { lamp: "on" }),
  "question-hidden": asked({ ...ANSWER, notice: "silent" }, { lamp: "on", needs: { ...kioskView({ name: "needs" }).needs, hide_self: true } }),
  "question-saved": asked({ stage: "saved", recorded_s: 12, notice: "short" }),
  "question-saved-last": asked({ stage: "saved", recorded_s: 92, retakes_left: 0 }),
  "question-saved-twice": asked({ stage: "saved", recorded_s: 92, retakes_left: 2 }),
  "question-saved-typed": asked({ stage: "saved", typed: "我请她先喝口水。" }),
  "question-saved-nothing": asked({ stage: "saved" }),
  "question-typed": asked({ ...ANSWER, left_s: null, typed: "去年腊月，一位阿姨要转八万块给“公安”。我请她先喝口水，问她对方让不让她挂电话，她说不让。" }),
  "question-typed-empty": asked({ ...ANSWER, left_s: null, recorded_s: 0, typed: "" }),
  "question-paused": asked({ ...ANSWER, hold: "pause" }, { lamp: "hold" }),
  "question-no-microphone": asked({ ...ANSWER, hold: "microphone" }, { lamp: "hold", devices: { camera: "live", microphone: "lost", attempt: 2, retry_in_s: 3 } }),
  "question-camera-lost": asked(ANSWER, { lamp: "on", devices: { camera: "lost", microphone: "live", attempt: 1, retry_in_s: 4 } }),
  "question-help": asked({ ...ANSWER, hold: "help" }, { lamp: "hold", help: "called" }),
  "question-no-help": asked({ ...ANSWER, hold: "help" }, { lamp: "hold", help: "no_answer" }),
  "cap-reached": plain({ name: "cap_reached", answered: 8, left: 4 }),
  idle: (language) => kioskView(practice("ready", language), { language, idle_left_s: 22 }),
  review: (language) => kioskView({ name: "review", answers: review(language) }, { language }),
  finishing: plain({ name: "finishing" }),
  thanks: (language) => kioskView(thanks(language === "en" ? "Lin Xiaolan" : "林晓岚"), { language, receipt: RECEIPT }),
  "thanks-offline": plain({ ...thanks(null, true), reference: "walk-in-01a22c2e-712b-73e9-8c1d-5f20c47a9b36" }),
  "thanks-sealed": plain(thanks(null, false, true)),
  suspended: plain({ name: "suspended", reason: "identity", code: null, clear_in_s: null }),
  "suspended-goes-on": plain({ name: "suspended", reason: "pause", code: "7K3M42", clear_in_s: 27 }),
  "suspended-staff": plain({ name: "suspended", reason: "staff", code: "7K3M42", clear_in_s: 30 }),
  deleted: plain({ name: "deleted", certificate: "DEL-20261125-7K3M42", clear_in_s: 24 }),
  "out-of-use": plain({ name: "out_of_use", code: "models.missing", clear_in_s: 21 }),
  problem: plain({ name: "needs" }, { problem: "hrms.unreachable" }),
  "staff-pin": plain({ name: "suspended", reason: "identity", code: null, clear_in_s: null }, { staff: { ...STAFF, tries_left: 3 } }),
  "staff-helps": asked(
    { ...ANSWER, hold: "help" },
    { lamp: "hold", help: "called", staff: STAFF_HELPS, needs: { time: "double", typed: false, hide_self: true, read_aloud: false, companion: true } },
  ),
  "staff-full-disk": plain(check("untried", ["picture", true]), { help: "called", staff: { ...STAFF, open: true, may_suspend: true, storage_low: true } }),
  "staff-open": plain({ name: "suspended", reason: "identity", code: null, clear_in_s: null }, { staff: { ...STAFF, open: true, may_confirm_identity: true, may_resume: true } }),
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof SCENES;
