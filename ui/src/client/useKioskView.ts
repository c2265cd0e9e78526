import { useCallback, useRef, useSyncExternalStore } from "react";
import { useClient } from "./index";
import type { KioskView } from "./bindings";

/** The newest snapshot of the journey; none before the station has answered. */
export function useKioskView(): KioskView | null {
  const client = useClient();
  const newest = useRef<KioskView | null>(null);
  const subscribe = useCallback(
    (changed: () => void) =>
      client.watchKiosk((view) => {
        // Large snapshots go another way than small ones and may come after newer ones.
        if (newest.current !== null && view.seq < newest.current.seq) return;
        newest.current = view;
        changed();
      }),
    [client],
  );
  return useSyncExternalStore(subscribe, () => newest.current);
}
