import type { Fact, HealthCheck, Right } from "../../client";
import type { Fill, Key } from "../../i18n";
import type { DeskPlace } from "./place";

/** One sentence for each thing that the station can find. */
const SENTENCES: Record<Fact, Key> = {
  processor_fits: "health.fact.processor_fits",
  processor_old: "health.fact.processor_old",
  models_verified: "health.fact.models_verified",
  model_missing: "health.fact.model_missing",
  model_changed: "health.fact.model_changed",
  runtime_loads: "health.fact.runtime_loads",
  runtime_missing: "health.fact.runtime_missing",
  camera_found: "health.fact.camera_found",
  camera_none: "health.fact.camera_none",
  camera_away: "health.fact.camera_away",
  camera_unknown: "health.fact.camera_unknown",
  microphone_found: "health.fact.microphone_found",
  microphone_none: "health.fact.microphone_none",
  microphone_away: "health.fact.microphone_away",
  microphone_unknown: "health.fact.microphone_unknown",
  loudspeaker_found: "health.fact.loudspeaker_found",
  loudspeaker_none: "health.fact.loudspeaker_none",
  loudspeaker_away: "health.fact.loudspeaker_away",
  loudspeaker_unknown: "health.fact.loudspeaker_unknown",
  disk_hours: "health.fact.disk_hours",
  disk_full: "health.fact.disk_full",
  disk_unread: "health.fact.disk_unread",
  vault_opens: "health.fact.vault_opens",
  vault_none: "health.fact.vault_none",
  vault_shut: "health.fact.vault_shut",
  policy_shipped: "health.fact.policy_shipped",
  policy_signed: "health.fact.policy_signed",
  policy_refused: "health.fact.policy_refused",
  policy_unread: "health.fact.policy_unread",
  fonts_found: "health.fact.fonts_found",
  fonts_missing: "health.fact.fonts_missing",
  keys_passphrase: "health.fact.keys_passphrase",
  keys_simulated: "health.fact.keys_simulated",
  clock_agrees: "health.fact.clock_agrees",
  clock_off: "health.fact.clock_off",
  clock_alone: "health.fact.clock_alone",
  hrms_none: "health.fact.hrms_none",
  hrms_never: "health.fact.hrms_never",
  hrms_answers: "health.fact.hrms_answers",
  hrms_silent: "health.fact.hrms_silent",
  delivery_clear: "health.fact.delivery_clear",
  delivery_waits: "health.fact.delivery_waits",
  delivery_parked: "health.fact.delivery_parked",
};

/** The sentence of a check, and what is filled in. */
export function sentence({ fact, number, named }: HealthCheck): [key: Key, fill: Fill] {
  const fill = { n: Math.abs(number), name: named };
  if (named === "") {
    if (fact === "microphone_found") return ["health.fact.microphone_default", fill];
    if (fact === "loudspeaker_found") return ["health.fact.loudspeaker_default", fill];
  }
  if (fact === "hrms_answers" && number === 0) return ["health.fact.hrms_now", fill];
  if (fact === "clock_off") {
    // The HR system is ahead of a clock that is slow.
    return [number > 0 ? "health.fact.clock_off" : "health.fact.clock_fast", { n: Math.round(fill.n / 60) }];
  }
  return [SENTENCES[fact], fill];
}

/** Nothing is wrong, but something is not as at a station in use. */
const NOTES: Fact[] = ["vault_none", "keys_simulated", "clock_alone", "hrms_none", "hrms_never", "delivery_waits"];

export type Tone = "good" | "note" | "warning" | "missing";

/** How much a finding weighs. */
export function tone({ finding, fact }: HealthCheck): Tone {
  return finding === "good" && NOTES.includes(fact) ? "note" : finding;
}

/** What mends a finding, or leads to where it is mended. */
export type Remedy =
  | { text: Key; right: Right; go: DeskPlace }
  | { text: Key; right: Right; run: "connection" | "delivery" };

const settings = (part: "devices" | "models" | "policy" | "hrms" | "storage"): Remedy => ({
  text: "health.remedy.settings",
  right: "settings",
  go: { desk: "settings", part },
});
const TEST: Remedy = { text: "sync.test", right: "send", run: "connection" };

const REMEDIES: Partial<Record<Fact, Remedy>> = {
  model_missing: { ...settings("models"), text: "health.remedy.models" },
  model_changed: { ...settings("models"), text: "health.remedy.models" },
  camera_none: settings("devices"),
  camera_away: settings("devices"),
  camera_unknown: settings("devices"),
  microphone_none: settings("devices"),
  microphone_away: settings("devices"),
  microphone_unknown: settings("devices"),
  loudspeaker_none: settings("devices"),
  loudspeaker_away: settings("devices"),
  loudspeaker_unknown: settings("devices"),
  disk_full: { ...settings("storage"), text: "health.remedy.storage" },
  policy_refused: settings("policy"),
  policy_unread: settings("policy"),
  clock_off: { ...TEST, text: "health.remedy.clock" },
  clock_alone: { ...TEST, text: "health.remedy.clock" },
  hrms_none: settings("hrms"),
  hrms_never: TEST,
  hrms_silent: TEST,
  delivery_waits: { text: "sync.send", right: "send", run: "delivery" },
  delivery_parked: { text: "health.remedy.sync", right: "sync", go: { desk: "sync" } },
};

/** The one button of a check; none where it is as it should be, or nobody here may press it. */
export function remedy(check: HealthCheck, all: HealthCheck[], may: (right: Right) => boolean): Remedy | "again" | null {
  const found = REMEDIES[check.fact];
  // Clocks are compared with the HR system: without one there is nothing to press.
  if (check.fact === "clock_alone" && all.some(({ fact }) => fact === "hrms_none")) return null;
  if (found && may(found.right)) return found;
  return check.finding === "good" ? null : "again";
}
