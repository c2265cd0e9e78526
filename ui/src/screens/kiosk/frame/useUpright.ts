import { useSyncExternalStore } from "react";

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
