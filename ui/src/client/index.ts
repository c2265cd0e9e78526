import { createContext, useContext } from "react";
import type { CommandError, StationHealth } from "./bindings";
import type { DeskClient } from "./desk";

export type * from "./bindings";

/** Everything the interface asks of the station. Rejects with a `CommandError`. */
export interface Client extends DeskClient {
  stationHealth(): Promise<StationHealth>;
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
