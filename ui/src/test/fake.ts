import type { Client, Intent, InterviewRow, KioskView, StationHealth } from "../client";
import { SCENES } from "./scenes";

/** A line of the list with a report; `change` says what is different. */
export function interviewRow(change: Partial<InterviewRow> = {}): InterviewRow {
  return {
    id: "0193a1b2-0000-7000-8000-000000000001",
    reference: "YS-20261125-7K3M42",
    name: "林晓岚",
    position: { zh: "柜员", en: "Teller" },
    started: "2026-11-25T06:30:00Z",
    state: "ready",
    answers: 8,
    synthetic: false,
    report: {
      rev: 1,
      score: { score: 82, low: 79, high: 85 },
      required: 70,
      below: [],
      identity: "passed",
    },
    delivery: "done",
    ...change,
  };
}

export const GOOD_HEALTH: StationHealth = {
  ok: true,
  station_id: "cuihu-02",
  checks: [{ name: "disk", finding: "good", code: "", detail: "64000 MB free" }],
};

/** A station for component tests; each call can be replaced. */
export function fakeClient(change: Partial<Client> = {}): Client {
  return {
    listInterviews: () => Promise.resolve([interviewRow()]),
    openInterview: (id) =>
      Promise.resolve({ row: interviewRow({ id }), parts: [{ name: "main", seconds: 401 }] }),
    reportPage: (_id, language) =>
      Promise.resolve(`<!doctype html><html lang="${language}"><body><p>report</p></body></html>`),
    mediaUrl: (_id, part) => Promise.resolve(`http://127.0.0.1:9/${part}`),
    stationHealth: () => Promise.resolve(GOOD_HEALTH),
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
      clockPlayback: (nth, take) => Promise.resolve(`http://127.0.0.1:9/${nth}/${take}`),
      pinyinCandidates: () => Promise.resolve([]),
    } satisfies Partial<Client>,
  };
}
