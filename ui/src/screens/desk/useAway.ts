import { useEffect, useEffectEvent } from "react";

/** Nobody has touched anything for so long: whoever sat at the desk has gone. */
const AWAY_MS = 5 * 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;

/** Calls when nobody has done anything for five minutes. A recording that plays is somebody who looks. */
export function useAway(isOn: boolean, onAway: () => void) {
  const away = useEffectEvent(onAway);
  useEffect(() => {
    if (!isOn) return undefined;
    let timer = 0;
    const again = () => {
      clearTimeout(timer);
      timer = window.setTimeout(look, AWAY_MS);
    };
    const look = () => {
      const video = document.querySelector("video");
      if (video && !video.paused) again();
      else away();
    };
    again();
    for (const sign of SIGNS) document.addEventListener(sign, again, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS) document.removeEventListener(sign, again, { capture: true });
    };
  }, [isOn]);
}
