import type { Client } from "./index";
import { commands } from "./bindings";
import { tauriKiosk } from "./tauriKiosk";
import { deskClient } from "./desk";

/** The station behind this window. */
export const tauriClient: Client = {
  ...deskClient,
  stationHealth: () => commands.stationHealth(),
  ...tauriKiosk,
};
