import type { Client } from "./index";
import { commands } from "./bindings";
import { deskClient } from "./desk";

/** The station behind this window. */
export const tauriClient: Client = {
  ...deskClient,
  stationHealth: () => commands.stationHealth(),
};
