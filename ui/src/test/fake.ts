import type {
  Ability,
  Answer,
  AttachmentView,
  Client,
  DecisionLine,
  DeskPerson,
  DeviceSettings,
  Fact,
  HealthCheck,
  HrmsSettings,
  Intent,
  InterviewRow,
  KioskView,
  PositionFigures,
  Queued,
  ReportLine,
  ReviewPage,
  ReviewReport,
  Right,
  StaffRole,
  PeopleView,
  StationHealth,
  StationModel,
} from "../client";
import { SCENES } from "./scenes";

/** What a report says in one line; `change` says what is different. */
export function reportLine(change: Partial<ReportLine> = {}): ReportLine {
  return {
    rev: 1,
    score: { score: 82, low: 79, high: 85 },
    scoring_refused: false,
    hidden: false,
    required: 70,
    below: [],
    identity: "passed",
    recognition: 94,
    reviewed: false,
    reviewers: 0,
    wants_third: false,
    outcome: null,
    ...change,
  };
}

/** A line of the list with a report; `change` says what is different. */
export function interviewRow(change: Partial<InterviewRow> = {}): InterviewRow {
  return {
    id: "0193a1b2-0000-7000-8000-000000000001",
    reference: "YS-20261125-7K3M42",
    name: "林晓岚",
    code: "teller",
    position: { zh: "柜员", en: "Teller" },
    started: "2026-11-25T06:30:00Z",
    state: "ready",
    answers: 8,
    seconds: 1398,
    synthetic: false,
    report: reportLine(),
    tags: [],
    delivery: "done",
    ...change,
  };
}

/** An answer of two sentences, quoted, with an unclear word. */
export function answer(change: Partial<Answer> = {}): Answer {
  const word = (text: string, start_ms: number, end_ms: number, more: { unclear?: boolean; quoted?: boolean } = {}) => ({
    text,
    start_ms,
    end_ms,
    unclear: false,
    quoted: false,
    ...more,
  });
  return {
    number: 1,
    counts_with: null,
    question: "讲一次您安抚客户的经历。",
    competency: "communication",
    ability: { zh: "沟通能力", en: "Communication" },
    start_ms: 4000,
    end_ms: 20_000,
    coverage: 96,
    recognition: 94,
    score: 84,
    reason: null,
    typed: false,
    disputed: false,
    remark: null,
    paragraphs: [
      { start_ms: 4000, words: [word("他当场", 4000, 4800), word("就发火了。", 4800, 6000, { unclear: true })] },
      { start_ms: 6410, words: [word("我先等他", 6410, 7200, { quoted: true }), word("说完。", 7200, 8000, { quoted: true })] },
    ],
    quotes: [quote()],
    ...change,
  };
}

const quote = () => ({ text: "我先等他说完", raises: true, behaviour: "先听完，再用自己的话复述确认", question: 1, start_ms: 6410, end_ms: 8000, levels: 0.6 });

/** The ability of that answer. */
export function ability(change: Partial<Ability> = {}): Ability {
  return {
    key: "communication",
    name: { zh: "沟通能力", en: "Communication" },
    definition: "听懂对方真正关心的事。",
    weight: 100,
    required: 70,
    suggested: { score: 84, low: 80, high: 88 },
    grade: 4,
    confidence: 92,
    hidden: false,
    reason: null,
    anchors: [
      { level: 1, text: "欺瞒、推诿" },
      { level: 3, text: "态度得体，但笼统" },
      { level: 5, text: "先听后说，有明确结果" },
    ],
    quotes: [quote()],
    questions: [1],
    own: null,
    others: [],
    ...change,
  };
}

/** A report with one ability and one answer. */
export function reviewReport(change: Partial<ReviewReport> = {}): ReviewReport {
  return {
    rev: 1,
    fingerprint: "4f9c21b7e80d5a36c2f45d18910be77a4f9c21b7e80d5a36c2f45d18910be77a",
    position_version: 1,
    rubric: "2026.11.1",
    rates_first: false,
    overall: { score: 82, low: 79, high: 85 },
    overall_hidden: false,
    scoring_refused: false,
    required: 70,
    summary: { professional: null, general: 84, culture: null },
    coverage: 96,
    recognition: 94,
    abilities: [ability()],
    answers: [answer()],
    silences: [{ start_ms: 400, end_ms: 3600 }],
    notices: [{ code: "several_faces", question: 1, share: 8, at_ms: 4000 }],
    identity: [
      { name: "card", result: "not_performed", simulated: false, reason: "identity.card_expired" },
      { name: "identity_service", result: "passed", simulated: true, reason: "" },
    ],
    not_used: ["prosody"],
    modules_off: ["expression"],
    simulated: ["identity_service"],
    what_if: [
      { kind: "video", of: "", overall: 82 },
      { kind: "question", of: "1", overall: 85 },
    ],
    feedback: {
      strengths: [{ competency: "communication", quote: "先听他说完，再把他的话重复了一遍", question: 1, start_ms: 6410 }],
      advice: "result",
    },
    human: {
      reviews: [],
      handed_in: false,
      draft: false,
      missing: 1,
      wants_third: [],
      decision: null,
      proposed: "second_round",
      min_reason: 10,
    },
    ...change,
  };
}

/** A paper that somebody attached. */
export function attachmentView(change: Partial<AttachmentView> = {}): AttachmentView {
  return {
    id: "0193a1b2-0000-7000-8000-0000000000a1",
    name: "简历.pdf",
    kind: "pdf",
    bytes: 420_000,
    note: "",
    added_by: "陆婉清",
    at: "2026-11-25T08:10:00Z",
    ...change,
  };
}

/** An interview with a recording and a report. */
export function reviewPage(change: Partial<ReviewPage> = {}): ReviewPage {
  return { row: interviewRow(), parts: [{ name: "main", seconds: 401 }], report: reviewReport(), impossible: null, found: [], notes: [], others_hidden: false, attachments: [], ...change };
}

export const GOOD_HEALTH: StationHealth = {
  ok: true,
  at_unix_ms: Date.now(),
  program: "0.1.0",
  rubric: "2026.11.2",
  station_id: "cuihu-02",
  checks: [{ name: "disk", finding: "good", code: "", fact: "disk_hours", number: 212, named: "" }],
};

/** Every check once: most are good, some are to be seen to, some worth knowing. */
export const MIXED_HEALTH: StationHealth = {
  ok: true,
  at_unix_ms: Date.now(),
  program: "0.1.0",
  rubric: "2026.11.2",
  station_id: "cuihu-02",
  checks: [
    check("processor", "processor_fits"),
    check("models", "models_verified", { number: 14 }),
    check("runtime", "runtime_loads"),
    check("camera", "camera_away", { finding: "warning", code: "device.not_found", named: "Room camera" }),
    check("microphone", "microphone_found", { named: "USB headset" }),
    check("loudspeaker", "loudspeaker_found"),
    check("disk", "disk_hours", { number: 212 }),
    check("vault", "vault_opens"),
    check("policy", "policy_signed", { named: "CN 2026.3" }),
    check("paper", "fonts_missing", { finding: "warning", code: "paper.no_font" }),
    check("keys", "keys_simulated"),
    check("clock", "clock_off", { finding: "warning", code: "hrms.clock_skew", number: 244 }),
    check("hrms", "hrms_answers", { number: 3 }),
    check("delivery", "delivery_waits", { number: 3 }),
  ],
};

/** A check that is good unless `change` says otherwise. */
export function check(name: string, fact: Fact, change: Partial<HealthCheck> = {}): HealthCheck {
  return { name, finding: "good", code: "", fact, number: 0, named: "", ...change };
}

/** Figures of a position with one low month, one ability with enough people and one without. */
export function positionFigures(): PositionFigures {
  const low = { month: "2026-11", share: 27, decided: 11 };
  return {
    code: "teller",
    position: { zh: "柜员", en: "Teller" },
    people: 12,
    months: [low],
    spreads: [
      { key: "communication", name: { zh: "沟通能力", en: "Communication" }, required: 70, scores: Array.from({ length: 12 }, (_, n) => 60 + n), quartiles: [62.75, 65.5, 68.25] },
      { key: "integrity", name: { zh: "诚信", en: "Integrity" }, required: 70, scores: [], quartiles: null },
    ],
    behaviours: [{ competency: "communication", text: "先听完，再用自己的话复述确认", share: 46, trend: [46] }],
    low,
    agreement: [
      { key: null, name: null, interviews: 12, kappa: 0.71, within_one: 96 },
      { key: "communication", name: { zh: "沟通能力", en: "Communication" }, interviews: 12, kappa: null, within_one: 100 },
      { key: "integrity", name: { zh: "诚信", en: "Integrity" }, interviews: null, kappa: null, within_one: null },
    ],
  };
}

/** An interview whose report the HRMS refused. */
export function queued(): Queued {
  const row = { kind: "report", state: "parked", reason: "hrms.revoked", attempts: 3, bytes: 120_000 } as const;
  return { row: interviewRow({ delivery: "parked" }), rows: [row] };
}

const ALL_RIGHTS: Right[] = [
  "list", "search", "read", "play", "compare", "rate", "note", "tag", "decide", "export", "send", "sync", "decisions", "log", "health", "settings", "people",
];

const RIGHTS: Record<StaffRole, Right[]> = {
  administrator: ALL_RIGHTS,
  recruiter: ALL_RIGHTS.filter((right) => !["log", "settings", "people"].includes(right)),
  interviewer: ["list", "search", "read", "play", "rate", "note"],
  auditor: ["list", "sync", "decisions", "log", "health"],
};

/** Who sits at the desk, with the rights that the station gives this role. */
export function deskPerson(role: StaffRole): DeskPerson {
  return { name: "陆婉清", id: `id-${role}`, role, rights: RIGHTS[role], viewing: false };
}

/** A decision that stands. */
export function decisionLine(change: Partial<DecisionLine> = {}): DecisionLine {
  return {
    id: "0193a1b2-0000-7000-8000-000000000001",
    by: "段凯文",
    at_unix_ms: Date.parse("2025-11-25T08:10:00Z"),
    outcome: "second_round",
    reason: "沟通扎实，例子具体，建议复试",
    undone_at_unix_ms: null,
    ...change,
  };
}

/** Two people who were set up, and two positions. */
export function peopleView(): PeopleView {
  return {
    people: [
      { id: "id-administrator", name: "陆婉清", role: "administrator", positions: [] },
      { id: "id-duan", name: "段凯文", role: "interviewer", positions: ["teller"] },
    ],
    positions: [
      { code: "risk_manager", name: { zh: "风险经理", en: "Risk manager" } },
      { code: "teller", name: { zh: "柜员", en: "Teller" } },
    ],
  };
}

/** A camera that is plugged in, a chosen microphone that is not, and a driver that does not answer. */
export function deviceSettings(): DeviceSettings {
  const room = { id: "0", name: "Room camera" };
  const headset = { id: "usb-headset", name: "Headset" };
  const desk = { id: "usb-desk", name: "Desk microphone" };
  return {
    camera: { found: [room], unknown: false, chosen: null, away: false },
    microphone: { found: [headset], unknown: false, chosen: desk, away: true },
    loudspeaker: { found: [], unknown: true, chosen: null, away: false },
  };
}

/** A model that is as it should be, one that is not, and one that nobody installed. */
export function stationModels(): StationModel[] {
  const speech: StationModel = {
    id: "whisper-base",
    role: "speech-recognition",
    version: "whisper-base 1.0.0",
    licence: "MIT",
    bytes: 148_000_000,
    sha256: "4f9c21b7e80d5a36c2f45d18910be77a4f9c21b7e80d5a36c2f45d18910be77a",
    present: true,
    verified: true,
    optional: false,
  };
  return [
    speech,
    { ...speech, id: "face-embed", role: "face-embedding", verified: false },
    { ...speech, id: "expression", role: "facial-expression", present: false, verified: false, optional: true },
  ];
}

/** A station that is enrolled. */
export function hrmsSettings(): HrmsSettings {
  return {
    address: "https://hr.example",
    station_id: "cuihu-02",
    fingerprint: "Qv7hTz2cVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    enrolled_at_unix_ms: Date.parse("2025-11-18T02:30:00Z"),
    last_contact_unix_ms: Date.parse("2025-11-21T02:30:00Z"),
  };
}

/** A station for component tests; each call can be replaced. A person has sat down already. */
export function fakeClient(change: Partial<Client> = {}): Client {
  const page = (id: string) => Promise.resolve(reviewPage({ row: interviewRow({ id }) }));
  const written = () => Promise.resolve({ path: "/home/lu/Downloads/interviews-1.zip", bytes: 2_500_000 });
  const queue = () => Promise.resolve({ hrms: "https://hr.example", station_id: "cuihu-02", waiting: [queued()], withdrawals: [], delivered: 7, timely: { of: 7, within: 6, newest_s: 192 } });
  const people = () => Promise.resolve(peopleView());
  return {
    deskPerson: () => Promise.resolve(deskPerson("administrator")),
    waysIn: () => Promise.resolve({ people: false, hrms: false }),
    signIn: (name) => Promise.resolve({ ...deskPerson("administrator"), name }),
    signInByHrms: (name) => Promise.resolve({ ...deskPerson("administrator"), name }),
    viewAs: (role) => Promise.resolve(role === null ? deskPerson("administrator") : { ...deskPerson(role), viewing: true }),
    staffPeople: people,
    addPerson: people,
    changePerson: people,
    removePerson: people,
    newPersonPin: people,
    changeOwnPin: () => Promise.resolve(null),
    setStaffPin: () => Promise.resolve(true),
    signOut: () => Promise.resolve(null),
    kioskMode: () => Promise.resolve(false),
    tryDoor: () => Promise.resolve({ open: false, set: true, tries_left: 5, locked_s: 0 }),
    shutDoor: () => Promise.resolve(null),
    leaveKiosk: () => Promise.resolve(null),
    listInterviews: () => Promise.resolve([interviewRow()]),
    searchInterviews: () => Promise.resolve([]),
    watchList: () => () => undefined,
    hrmsAway: () => Promise.resolve(false),
    savedViews: () => Promise.resolve([]),
    saveView: () => Promise.resolve([]),
    renameView: () => Promise.resolve([]),
    removeView: () => Promise.resolve([]),
    tagInterviews: (ids) => Promise.resolve({ changed: ids.length, left_out: 0 }),
    openReview: page,
    captions: () => Promise.resolve("WEBVTT\nLanguage: zh-CN\n"),
    rate: page,
    handIn: page,
    decide: page,
    undoDecision: page,
    setTags: page,
    addNote: page,
    addAttachment: page,
    saveAttachment: written,
    removeAttachment: page,
    removeNote: page,
    compare: () => Promise.resolve({ people: [], abilities: [], position_version: 1, left_out: [], overlaps: [] }),
    rankings: () => Promise.resolve([]),
    statistics: () => Promise.resolve([]),
    logLines: () => Promise.resolve([]),
    verifyLog: () => Promise.resolve({ chains: 2, entries: 41, broken: [] }),
    syncQueue: queue,
    sendNow: () => queue().then((left) => ({ state: "parked", code: "", acked: 0, queue: left })),
    testConnection: () => Promise.resolve({ clock_ahead_ms: -400 }),
    deviceSettings: () => Promise.resolve(deviceSettings()),
    chooseDevices: () => Promise.resolve(deviceSettings()),
    filing: () => Promise.resolve([]),
    stationModels: () => Promise.resolve(stationModels()),
    hrmsSettings: () => Promise.resolve(hrmsSettings()),
    enrolStation: () => Promise.resolve(hrmsSettings()),
    storageState: () =>
      Promise.resolve({ folder: "/home/bank/station", free_bytes: 64e9, free_hours: 212, used_bytes: 3.2e9, interviews: 46, waiting: 3, retention_days: 180 }),
    decisions: () => Promise.resolve([decisionLine()]),
    policyPack: () =>
      Promise.resolve({
        region: "CN",
        version: "2026.3",
        modules: [{ name: "expression", on: false }],
        consents: ["record"],
        retention_days: 180,
        challenge_actions: 3,
        numbers_aloud: true,
        match_threshold: 0.4,
        sync_media: true,
        review_rate_first: true,
        follow_ups: 2,
        retakes: 1,
        extra_minutes: 1,
        extra_minutes_needed: 3,
        session_cap_minutes: 45,
        result_within_days: 7,
        contact: "010-6655 1234",
        sha256: "b7e80d5a36c2f45d18910be77a4f9c21b7e80d5a36c2f45d18910be77a4f9c21",
        signed_by: null,
        refused: null,
      }),
    exportFeedback: written,
    exportPdf: written,
    exportSheet: written,
    exportStatistics: written,
    exportZip: written,
    reportPage: (_id, language) => Promise.resolve(`<!doctype html><html lang="${language}"><body><p>report</p></body></html>`),
    mediaUrl: (_id, part) => Promise.resolve(`http://127.0.0.1:9/${part}`),
    stationHealth: () => Promise.resolve(GOOD_HEALTH),
    copyDiagnosis: () => Promise.resolve(null),
    ...fakeKiosk(SCENES.attract("zh-CN")).client,
    ...change,
  };
}

/** The candidate's half of a station that stands where it is put, and remembers what was asked for. */
export function fakeKiosk(first: KioskView) {
  let view = first;
  const watchers = new Set<(view: KioskView) => void>();
  const sent: Intent[] = [];
  return {
    /** Every wish so far; that somebody is there is left out. */
    sent,
    show: (next: KioskView) => {
      view = next;
      for (const onView of watchers) onView(view);
    },
    client: {
      watchKiosk: (onView) => {
        watchers.add(onView);
        onView(view);
        return () => watchers.delete(onView);
      },
      kioskIntent: (intent) => {
        if (intent.do !== "still_here") sent.push(intent);
        return Promise.resolve();
      },
      previewFrame: () => Promise.resolve(new ArrayBuffer(0)),
      soundLevel: () => Promise.resolve(0.4),
      takeUrl: (nth, take) => Promise.resolve(`http://127.0.0.1:9/${nth}/${take}`),
      pinyinCandidates: () => Promise.resolve([]),
    } satisfies Partial<Client>,
  };
}
