import { createContext, useContext } from "react";
import type { CommandError, Intent, KioskView, PinyinCandidate, StationHealth } from "./bindings";
import type { DeskClient } from "./desk";

export type * from "./bindings";

/** Everything the interface asks of the station. Rejects with a `CommandError`. */
export interface Client extends DeskClient {
  stationHealth(): Promise<StationHealth>;

  /** Hands over the newest snapshot of the journey, at once and after every change, until unsubscribed. */
  watchKiosk(onView: (view: KioskView) => void): () => void;
  /** What the person at the screen asks for. */
  kioskIntent(intent: Intent): Promise<void>;
  /**
   * The newest preview picture: 8 bytes little-endian frame number, then a JPEG. Empty where none is
   * newer than frame `after`.
   */
  previewFrame(after: number): Promise<ArrayBuffer>;
  /** Level of the microphone now, 0–1. */
  soundLevel(): Promise<number>;
  /**
   * Address under which a take may be played before it is handed in; `nth` 0 is the practice. Empty
   * where there is nothing to play.
   */
  takeUrl(nth: number, take: number): Promise<string>;
  /** Words for a pinyin input, best first. */
  pinyinCandidates: (pinyin: string) => Promise<PinyinCandidate[]>;
}

/** What was thrown, as a typed failure; something else than one is a fault of ours. */
export function failureOf(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "response" in thrown) {
    return thrown as CommandError;
  }
  return { code: "internal.window", detail: String(thrown), response: "call_operator" };
}

const ClientContext = createContext<Client | null>(null);

export const ClientProvider = ClientContext.Provider;

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error("no client around this component");
  return client;
}
