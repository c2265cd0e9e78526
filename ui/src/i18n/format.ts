import type { Language, Texts } from "./index";

const DAY_MS = 86_400_000;

/** Ways to write a moment. Making one costs more than a whole line of a list: each is kept. */
const FORMS = {
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { day: "numeric" },
  dayOfYear: { day: "numeric", year: "numeric" },
  dayInFull: { day: "numeric", month: "long" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const made = new Map<string, Intl.DateTimeFormat>();

function written(date: Date, form: keyof typeof FORMS, language: Language): string {
  const name = `${form} ${language}`;
  const month = form === "clock" ? {} : { month: language === "en" ? "short" : "long" } as const;
  const format = made.get(name) ?? new Intl.DateTimeFormat(language, { ...month, ...FORMS[form] });
  made.set(name, format);
  return format.format(date);
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** `今天 14:30`, `昨天 09:15`, `11 月 20 日 10:30`: a moment as a person at the desk would say it. */
export function dayAndTime(started: string, now: Date, { t, language }: Pick<Texts, "t" | "language">): string {
  const date = new Date(started);
  if (Number.isNaN(date.getTime())) return started;
  const time = written(date, "clock", language);
  // Days of a change to summer time have 23 or 25 hours: rounded.
  const days = Math.round((startOfDay(now) - startOfDay(date)) / DAY_MS);
  if (days === 0) return t("time.today", { time });
  if (days === 1) return t("time.yesterday", { time });
  const sameYear = date.getFullYear() === now.getFullYear();
  const day = written(date, sameYear ? "day" : "dayOfYear", language);
  return `${day} ${time}`;
}

/** `12月8日`, `December 8`: the day that comes `days` after `now`; a voice takes a short month for another word. */
export function dayIn(days: number, now: Date, language: Language): string {
  return written(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days), "dayInFull", language);
}

/** Names one after the other. */
export function listed(names: string[], language: Language): string {
  return names.join(language === "en" ? ", " : "、");
}

/** `420 KB`, `2.5 MB`: the size of a file, as file managers say it. */
export function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `06:41`, `1:02:09`. */
export function length(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

/** Digits of an ID number that stand together: district, year, day, the rest. */
const NUMBER = /^(.{4})(.{4})(.{4})(.{2})(.{4})$/;

/** A field of an ID card as people write it: a masked number in groups, a day in words; all else as it is. */
export function cardText(shown: string, language: Language): string {
  if (shown.includes("*")) return shown.replaceAll("*", "•").replace(NUMBER, "$1 $2 $3 $4 $5");
  const [whole, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(shown) ?? [];
  if (whole === undefined) return shown;
  if (language === "zh-CN") return `${Number(year)} 年 ${Number(month)} 月 ${Number(day)} 日`;
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${whole}T00:00:00Z`));
}
