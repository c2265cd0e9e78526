import { useCallback, useState } from "react";
import type { Help } from "../../client";

interface Waiting {
  /** The dialog of the call is put away, and the call goes on. */
  waits: boolean;
  wait: () => void;
  /** The dialog comes back. */
  ask: () => void;
}

/** Whether somebody waits for the staff who were called. A call that nobody answers asks anew. */
export function useWaiting(help: Help): Waiting {
  const [waitsAt, setWaitsAt] = useState<Help>("none");
  // The next call begins with its dialog.
  if (help === "none" && waitsAt !== "none") setWaitsAt("none");
  return {
    waits: help !== "none" && waitsAt === help,
    wait: () => setWaitsAt(help),
    ask: useCallback(() => setWaitsAt("none"), []),
  };
}
