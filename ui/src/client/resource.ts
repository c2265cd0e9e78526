import { useCallback, useEffect, useState } from "react";
import { failureOf, type CommandError } from "./index";

/** Something that is being asked for, was answered, or failed. */
export type Resource<T> =
  | { state: "loading" }
  | { state: "ready"; value: T }
  | { state: "failed"; failure: CommandError };

const LOADING = { state: "loading" } as const;

/**
 * Asks when the component appears and whenever `ask` changes (wrap it in `useCallback`); an answer
 * belongs to its question and is never shown for the next one. `again` asks once more.
 */
export function useResource<T>(ask: () => Promise<T>): [Resource<T>, again: () => void] {
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<{ ask: () => Promise<T>; round: number; resource: Resource<T> }>();
  useEffect(() => {
    let current = true;
    const settle = (resource: Resource<T>) => {
      if (current) setAnswer({ ask, round, resource });
    };
    ask().then(
      (value) => settle({ state: "ready", value }),
      (thrown: unknown) => settle({ state: "failed", failure: failureOf(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [ask, round]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return [answer?.ask === ask && answer.round === round ? answer.resource : LOADING, again];
}

/** As `useResource`; while the same is asked for once more, the answer before stays. */
export function useKeptResource<T>(ask: () => Promise<T>): [Resource<T>, again: () => void] {
  const [now, again] = useResource(ask);
  const [kept, setKept] = useState<{ ask: () => Promise<T>; value: T }>();
  if (now.state === "ready" && (kept?.ask !== ask || kept.value !== now.value)) setKept({ ask, value: now.value });
  const stays = now.state === "loading" && kept?.ask === ask;
  return [stays ? { state: "ready", value: kept.value } : now, again];
}
