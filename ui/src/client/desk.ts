import { Channel, invoke } from "@tauri-apps/api/core";
import { commands } from "./bindings";

type DeskCall =
  | "addAttachment"
  | "addNote"
  | "addPerson"
  | "captions"
  | "changeOwnPin"
  | "changePerson"
  | "compare"
  | "decide"
  | "deskPerson"
  | "exportPdf"
  | "exportSheet"
  | "exportStatistics"
  | "exportZip"
  | "handIn"
  | "kioskMode"
  | "leaveKiosk"
  | "listInterviews"
  | "logLines"
  | "mediaUrl"
  | "newPersonPin"
  | "openReview"
  | "peopleSetUp"
  | "policyPack"
  | "rankings"
  | "rate"
  | "removeAttachment"
  | "removeNote"
  | "removePerson"
  | "removeView"
  | "renameView"
  | "reportPage"
  | "saveAttachment"
  | "saveView"
  | "savedViews"
  | "searchInterviews"
  | "sendNow"
  | "setStaffPin"
  | "setTags"
  | "shutDoor"
  | "signIn"
  | "signOut"
  | "staffPeople"
  | "statistics"
  | "syncQueue"
  | "tagInterviews"
  | "testConnection"
  | "tryDoor"
  | "undoDecision"
  | "verifyLog";

/** What the desk asks of the station, as the commands say it. */
export type DeskClient = Pick<typeof commands, DeskCall> & {
  /** Calls whenever the list of interviews has become another, until unsubscribed. */
  watchList: (onChange: () => void) => () => void;
};

/** The station behind this window. */
export const deskClient: DeskClient = { ...commands, watchList };

function watchList(onChange: () => void): () => void {
  let watching = true;
  const channel = new Channel<number>();
  channel.onmessage = () => {
    if (watching) onChange();
  };
  // Who may not list interviews is told so by the list itself.
  void invoke("watch_list", { changes: channel }).catch(() => undefined);
  return () => {
    watching = false;
  };
}
