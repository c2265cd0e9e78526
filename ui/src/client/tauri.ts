import type { Client } from "./index";
import { commands } from "./bindings";
import { tauriKiosk } from "./tauriKiosk";

/** The station behind this window. */
export const tauriClient: Client = {
  listInterviews: () => commands.listInterviews(),
  openInterview: (id) => commands.openInterview(id),
  reportPage: (id, language) => commands.reportPage(id, language),
  mediaUrl: (id, part) => commands.mediaUrl(id, part),
  stationHealth: () => commands.stationHealth(),
  ...tauriKiosk,
};
