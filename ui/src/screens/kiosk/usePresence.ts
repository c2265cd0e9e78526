import { useEffect, useRef } from "react";
import type { Intent } from "../../client";

/** A touch or key is reported at most this often. */
const LEAST_GAP_MS = 10_000;

/**
 * Tells the station that somebody is at the screen: reading, scrolling and typing send no wishes of
 * their own. Not while the question "are you still there" stands, since its buttons answer it.
 */
export function usePresence(send: (intent: Intent) => void, isOn: boolean) {
  const saidAt = useRef(-Infinity);
  useEffect(() => {
    if (!isOn) return;
    const seen = (event: Event) => {
      if (event.timeStamp - saidAt.current < LEAST_GAP_MS) return;
      saidAt.current = event.timeStamp;
      send({ do: "still_here" });
    };
    const kinds = ["pointerdown", "keydown", "wheel"] as const;
    for (const kind of kinds) document.addEventListener(kind, seen, { capture: true, passive: true });
    return () => {
      for (const kind of kinds) document.removeEventListener(kind, seen, { capture: true });
    };
  }, [send, isOn]);
}
