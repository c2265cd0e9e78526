import type { HealthCheck, StationHealth } from "../../client";
import { dayAndTime } from "../../i18n/format";
import type { Key, Texts } from "../../i18n";
import { sentence, tone, type Tone } from "./findings";

/** How a finding is called. */
export const TONE_TEXTS: Record<Tone, Key> = {
  good: "health.good",
  note: "health.note",
  warning: "health.warning",
  missing: "health.missing",
};

const NAMES = {
  processor: "doctor.processor",
  models: "doctor.models",
  runtime: "doctor.runtime",
  camera: "doctor.camera",
  microphone: "doctor.microphone",
  loudspeaker: "doctor.loudspeaker",
  disk: "doctor.disk",
  vault: "doctor.vault",
  policy: "doctor.policy",
  paper: "doctor.paper",
  keys: "doctor.keys",
  clock: "doctor.clock",
  hrms: "doctor.hrms",
  delivery: "doctor.delivery",
} as const satisfies Record<string, Key>;

/** What a check is called. */
export const nameOf = (name: string, t: Texts["t"]) => (name in NAMES ? t(NAMES[name as keyof typeof NAMES]) : name);

/** All checks as one sentence. */
export function summary({ ok, checks }: StationHealth, t: Texts["t"]): string {
  const open = checks.filter(({ finding }) => finding !== "good").length;
  return open === 0 ? t("health.sum.good") : t(ok ? "health.sum.warning" : "health.sum.missing", { n: open });
}

/** When the checks were made. */
export const checkedAt = ({ at_unix_ms }: StationHealth, now: Date, texts: Texts) =>
  texts.t("health.checked", { time: dayAndTime(new Date(at_unix_ms).toISOString(), now, texts) });

/** The same in a text that may be read on another day. */
const checkedOn = ({ at_unix_ms }: StationHealth, { t, language }: Texts) =>
  t("health.checked", { time: new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "long" }).format(at_unix_ms) });

/**
 * What somebody who helps on the phone asks for, to be read aloud or pasted: numbered, so that both can
 * name a line. It is made of the checks alone, which know nothing of candidates.
 */
export function diagnosis(health: StationHealth, texts: Texts): string {
  const { t } = texts;
  const line = (check: HealthCheck, at: number) => {
    const [key, fill] = sentence(check);
    const code = check.code === "" ? "" : ` [${check.code}]`;
    return t("health.copied.line", { n: at + 1, name: nameOf(check.name, t), state: t(TONE_TEXTS[tone(check)]), words: t(key, fill) }) + code;
  };
  return [
    t("health.copied.head", { app: t("app.name"), station: health.station_id ?? t("health.copied.unenrolled") }),
    t("health.copied.versions", { program: health.program, rubric: health.rubric }),
    checkedOn(health, texts),
    summary(health, t),
    "",
    ...health.checks.map(line),
    "",
  ].join("\n");
}
