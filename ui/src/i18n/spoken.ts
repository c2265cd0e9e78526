import type { Texts } from "./index";

type T = Texts["t"];

const secondsOf = (n: number, t: T) => t(n === 1 ? "time.second" : "time.seconds", { n });
const minutesOf = (n: number, t: T) => t(n === 1 ? "time.minute" : "time.minutes", { n });
/** The minutes of a time that has seconds too. */
const minutesBefore = (n: number, t: T) => t(n === 1 ? "time.minute.and" : "time.minutes.and", { n });

/** A time as a person would say it: `45 秒`, `3 分钟`, `1 分 52 秒`, `1 minute 52 seconds`. */
export function spokenTime(seconds: number, t: T): string {
  const whole = Math.max(0, Math.round(seconds));
  const [m, s] = [Math.floor(whole / 60), whole % 60];
  if (m === 0) return secondsOf(s, t);
  return s === 0 ? minutesOf(m, t) : `${minutesBefore(m, t)} ${secondsOf(s, t)}`;
}

/** `1:12`: a place in a recording. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
