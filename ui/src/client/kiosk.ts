/** Language of the interface, by the codes of the catalogues. */
export type KioskLanguage = "zh-CN" | "en";

/** The journey at one moment. */
export type KioskView = {
  /** Rises with every change. */
  seq: number;
  /** Language of everything that is shown and spoken. */
  language: KioskLanguage;
  /**
   * Step of seven: 1 needs, 2 consent, 3 identity, 4 devices, 5 practice, 6 questions, 7 review and
   * thanks. 0 where nobody has begun.
   */
  step: number;
  /** What is shown. */
  screen: Screen;
  /** The recording lamp. */
  lamp: Lamp;
  /** What the candidate asked for. */
  needs: Needs;
  /** Camera and microphone. */
  devices: Devices;
  /** Staff were called, or are here. */
  help: Help;
  /** Staff stand at the screen: the candidate's screen is covered. */
  staff: StaffView | null;
  /** Nobody has done anything for a while: whole seconds until the session is suspended. */
  idle_left_s: number | null;
  /** Parts that are simulated, by the names of the report; shown, never hidden. */
  simulated: string[];
  /** A step that failed and can be tried again: a code of the catalogues. */
  problem: string | null;
};

/** The recording lamp. It follows frames and samples, never wishes. */
export type Lamp = "off" | "on" | "hold";

/** More time, by what was chosen under needs. */
export type MoreTime = "usual" | "one_and_half" | "double" | "no_limit";

/** What a candidate asked for. Kept from reviewers. */
export type Needs = {
  time: MoreTime;
  /** Answers are typed from the start. */
  typed: boolean;
  /** The own picture is hidden. */
  hide_self: boolean;
  /** Everything spoken is shown as text. */
  captions: boolean;
  /** Every screen is read aloud. */
  read_aloud: boolean;
  /** A member of staff is to be there. */
  companion: boolean;
};

/** State of a device. */
export type DeviceState = "off" | "opening" | "live" | "lost" | "absent";

/** Camera and microphone. */
export type Devices = {
  camera: DeviceState;
  microphone: DeviceState;
  /** Attempts to open a lost device so far. */
  attempt: number;
  /** Whole seconds until the next attempt. */
  retry_in_s: number;
};

/** Help by staff. */
export type Help = "none" | "called" | "no_answer";

/** What staff see. Never an answer. */
export type StaffView = {
  /** Whether the PIN was right; until then only the PIN pad is shown. */
  open: boolean;
  /** Tries left before the pad is locked for a while. */
  tries_left: number;
  /** Whole seconds until the next try is allowed. */
  locked_s: number;
  /** Whether identity can be confirmed by hand at this step. */
  may_confirm_identity: boolean;
  /** Whether a session stands still and may go on. */
  may_resume: boolean;
};

/** One screen. Texts are keys of the catalogues unless they come from position or candidate. */
export type Screen =
  /** Nobody is here. */
  | { name: "attract" }
  /** What would suit you best. */
  | { name: "needs" }
  /** Separate consents; `missing`: Continue was pressed while rows were open. */
  | { name: "consent"; items: ConsentRow[]; missing: boolean; retention_months: number }
  /** A consent was refused that this station can't do without. */
  | { name: "other_way"; purpose: string }
  /** The booking is looked for. */
  | ({ name: "booking" } & Booking)
  /** The card is read. */
  | ({ name: "card" } & CardView)
  /** A living person is here. */
  | ({ name: "liveness" } & LivenessView)
  /** Picture and sound are checked. */
  | ({ name: "device_check" } & DeviceCheck)
  /** One question that is neither kept nor scored; `heard` proves that the machine hears. */
  | { name: "practice"; stage: PracticeStage; question: string; seconds: number; heard: string | null }
  /** A question is asked. */
  | ({ name: "question" } & QuestionView)
  /** All answers, before they are handed in. */
  | { name: "review"; answers: ReviewRow[] }
  /** Words, scores and report are made. */
  | { name: "finishing" }
  /** It is over. */
  | ({ name: "thanks" } & ThanksView)
  /** The session stands still and is kept. */
  | { name: "suspended"; reason: string }
  /** Everything was deleted. */
  | { name: "deleted"; certificate: string }
  /** Nothing can begin here: a code of the catalogues. */
  | { name: "out_of_use"; code: string };

/** One purpose; `consent.<purpose>` is its text. */
export type ConsentRow = { purpose: string; given: boolean | null };

/** Search for a booking. */
export type Booking = {
  /** What was found, for the candidate to confirm. */
  found: FoundBooking | null;
  /** Searches without result so far; after three staff helps. */
  misses: number;
  /** Whether the list comes from this station because the HRMS can't be reached. */
  offline: boolean;
  /** Positions that a person without a booking may be interviewed for here. */
  walk_in: PositionChoice[];
};

/** A position of the walk-in list. */
export type PositionChoice = { code: string; name_zh: string; name_en: string };

/** A booking. */
export type FoundBooking = {
  /** Never the whole name before the card was seen. */
  name_hint: string;
  position: PositionChoice;
  /** Appointed time, RFC 3339; none where there is none. */
  at: string | null;
  /** `early`, `late` or `on_time`. */
  punctual: string;
};

/** Card step. */
export type CardView = {
  /** `place`, `glare`, `blur`, `expired`, `mismatch`, `read`; empty: none. */
  hint: string;
  /** Whether the card was read and the fields can be checked. */
  read: boolean;
  fields: CardField[];
};

/** One field of the card. */
export type CardField = {
  /** `name`, `id_number`, `birth`, `sex`, `valid_until`. */
  name: string;
  /** As it may be shown: the number is masked. */
  shown: string;
  /** Positions of characters that were not clear. */
  unsure: number[];
  /** Whether the candidate changed it by hand; HR sees that. */
  edited: boolean;
  /** Whether it fits together (check digit, date). */
  ok: boolean;
};

/** Liveness step. */
export type LivenessView = {
  stage: LivenessStage;
  /** `blink`, `turn_left`, `turn_right`, `open_mouth`; empty before the first. */
  action: string;
  /** From 1. */
  nth: number;
  total: number;
  /** Whole seconds left for this action. */
  left_s: number;
  tries_left: number;
  /** `again`, `dropped`, `two_faces`, `no_face`; empty: none. */
  hint: string;
};

/** Stage of the liveness step. */
export type LivenessStage = "ready" | "action" | "comparing" | "passed";

/** What the device check found. */
export type DeviceCheck = {
  /** Rows `picture`, `light`, `place`, `sound`, `noise`. */
  rows: DeviceRow[];
  /** Whether the sentence was heard. */
  heard: boolean;
};

/** One row of the device check; `device.<advice>` is what could be better. */
export type DeviceRow = { name: string; ok: boolean | null; advice: string };

/** Stage of the practice. */
export type PracticeStage = "ready" | "speaking" | "done";

/** A question. */
export type QuestionView = {
  stage: QuestionStage;
  /** From 1. */
  nth: number;
  total: number;
  /** `behavioural`, `situational` or `professional`. */
  kind: string;
  /** The question in the language of the interface. */
  text: string;
  /** Whether this is a follow-up of the question before. */
  follow_up: boolean;
  /** Whole seconds left to think or to answer; none: no limit. */
  left_s: number | null;
  /** All seconds of this stage. */
  total_s: number;
  /** How often thinking time may still be added. */
  think_more_left: number;
  /** Whether a minute may still be added. */
  more_left: boolean;
  /** Seconds of the answer recorded so far. */
  recorded_s: number;
  /** `silent`, `left60`, `left15`, `grace`, `short`, `back`; empty: none. */
  notice: string;
  /** Whether this question may be answered once more. */
  retake_left: boolean;
  /** Why time stands still: `pause`, `help`, `microphone`, `camera`; empty: it runs. */
  hold: string;
  /** What was typed so far; none where the answer is spoken. */
  typed: string | null;
  /** The question is being read aloud. */
  reading: boolean;
};

/** Stage of a question. */
export type QuestionStage = "think" | "countdown" | "answer" | "saved";

/** One answer before it is handed in. */
export type ReviewRow = {
  /** From 1. */
  nth: number;
  question: string;
  /** What was understood; none while it is worked out. */
  text: string | null;
  /** Whether words could not be made out: the recording counts, not the text. */
  failed: boolean;
  typed: boolean;
  /** Seconds recorded. */
  seconds: number;
  takes: number;
  /** Chosen take, from 1. */
  chosen: number;
  /** "Not what I said". */
  disputed: boolean;
  /** Written note of the candidate. */
  note: string;
};

/** The last screen. */
export type ThanksView = {
  /** Name, where it is known. Not `name`: that is the tag of the screen. */
  candidate: string | null;
  answers: number;
  /** Reference by which a candidate can ask and withdraw. */
  reference: string;
  /** Whether it waits here for the network. */
  offline: boolean;
  /** Whole seconds until the screen is cleared. */
  clear_in_s: number;
};

/** One wish of the person at the screen. A wish that does not fit the screen is ignored. */
export type Intent =
  | { do: "start"; language: KioskLanguage }
  | { do: "set_language"; language: KioskLanguage }
  | { do: "set_needs"; needs: Needs }
  | { do: "continue" }
  | { do: "back" }
  | { do: "consent"; purpose: string; given: boolean }
  | { do: "booking_code"; code: string }
  | { do: "booking_name"; name: string; last_four: string }
  | { do: "walk_in"; position: string }
  | { do: "card_again" }
  | { do: "card_field"; name: string; value: string }
  | { do: "no_card" }
  | { do: "liveness_start" }
  | { do: "liveness_other"; way: string }
  | { do: "start_answer" }
  | { do: "finish_answer" }
  | { do: "practice_again" }
  | { do: "hear"; text: string }
  | { do: "stop_hearing" }
  | { do: "think_more" }
  | { do: "more_time" }
  | { do: "pause" }
  | { do: "resume" }
  | { do: "retake" }
  | { do: "next_question" }
  | { do: "skip_follow_up" }
  | { do: "type_instead" }
  | { do: "speak_instead" }
  | { do: "typed"; text: string }
  | { do: "answer_later" }
  | { do: "choose_take"; nth: number; take: number }
  | { do: "dispute"; nth: number; disputed: boolean }
  | { do: "note"; nth: number; text: string }
  | { do: "hand_in" }
  | { do: "call_staff" }
  | { do: "help_over" }
  | { do: "stop_and_pause" }
  | { do: "stop_and_keep" }
  | { do: "stop_and_delete" }
  | { do: "staff_unlock"; pin: string }
  | { do: "staff_confirm_identity"; name: string; reason: string }
  | { do: "staff_resume" }
  | { do: "staff_clear" }
  | { do: "staff_leave" }
  | { do: "still_here" }
  | { do: "keep_screen" }
  | { do: "clear_now" };

/** A word of the pinyin dictionary and how many letters of the input it stands for. */
export type PinyinCandidate = { text: string; consumed: number };
