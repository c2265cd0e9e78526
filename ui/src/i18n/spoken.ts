import type { Texts } from "./index";

type T = Texts["t"];

/** A time as a person would say it: `45 秒`, `3 分钟`, `1 分 52 秒`, `1 minute 52 seconds`. */
export function spokenTime(seconds: number, t: T): string {
  const whole = Math.max(0, Math.round(seconds));
  const [m, s] = [Math.floor(whole / 60), whole % 60];
  if (m === 0) return t("time.seconds", { n: s });
  return s === 0 ? t("time.minutes", { n: m }) : `${t("time.minutes.and", { n: m })} ${t("time.seconds", { n: s })}`;
}

/** `1:12`: a place in a recording. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
