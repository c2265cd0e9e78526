import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";

/** Nobody has touched anything for so long: whoever sat at the desk has gone (ui.md, section 7). */
const AWAY_MS = 5 * 60_000;
/** How long before that it is said, so that somebody who only reads can stay. */
const WARN_MS = 30_000;
const LOOK_MS = 1000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;

/**
 * Calls when nobody has done anything for five minutes. A recording that plays is somebody who looks.
 * Gives the whole seconds that are left once there are fewer than thirty, and the way to stay: from
 * then on only that counts, not a mouse that was pushed by chance.
 */
export function useAway(isOn: boolean, onAway: () => void): [leftS: number | null, stay: () => void] {
  const [leftS, setLeftS] = useState<number | null>(null);
  const lastSign = useRef(0);
  const away = useEffectEvent(onAway);
  const stay = useCallback(() => {
    lastSign.current = Date.now();
    setLeftS(null);
  }, []);
  useEffect(() => {
    if (!isOn) return undefined;
    let warned = false;
    lastSign.current = Date.now();
    // The time of day, not a long timer: those stand still while the machine sleeps.
    const look = () => {
      const video = document.querySelector("video");
      if (video && !video.paused) lastSign.current = Date.now();
      const leftMs = lastSign.current + AWAY_MS - Date.now();
      warned = leftMs <= WARN_MS;
      setLeftS(warned && leftMs > 0 ? Math.ceil(leftMs / 1000) : null);
      if (leftMs <= 0) {
        lastSign.current = Date.now();
        away();
      }
    };
    const onSign = () => {
      if (!warned) lastSign.current = Date.now();
    };
    const timer = window.setInterval(look, LOOK_MS);
    for (const sign of SIGNS) document.addEventListener(sign, onSign, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      setLeftS(null);
      for (const sign of SIGNS) document.removeEventListener(sign, onSign, { capture: true });
    };
  }, [isOn]);
  return [leftS, stay];
}
