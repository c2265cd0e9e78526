import { useSyncExternalStore } from "react";
import { useKiosk } from "../kiosk";

const UPRIGHT = "(orientation: portrait)";

function subscribe(changed: () => void): () => void {
  const query = matchMedia(UPRIGHT);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** Whether the screen stands upright: its controls then lie in the lower half. */
export function useUpright(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(UPRIGHT).matches);
}

/** Whether controls lie low: on upright screens, and where somebody asked for it. */
export function useLow(): boolean {
  const upright = useUpright();
  return useKiosk().display.low || upright;
}
