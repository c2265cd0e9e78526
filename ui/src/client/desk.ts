import { Channel, invoke } from "@tauri-apps/api/core";
import { commands } from "./bindings";

type DeskCall =
  | "addAttachment"
  | "addNote"
  | "addPerson"
  | "captions"
  | "changeOwnPin"
  | "changePerson"
  | "chooseDevices"
  | "compare"
  | "copyDiagnosis"
  | "decide"
  | "decisions"
  | "deskPerson"
  | "deviceSettings"
  | "enrolStation"
  | "exportFeedback"
  | "exportPdf"
  | "exportSheet"
  | "exportStatistics"
  | "exportZip"
  | "filing"
  | "handIn"
  | "hrmsAway"
  | "hrmsSettings"
  | "kioskMode"
  | "leaveKiosk"
  | "listInterviews"
  | "logLines"
  | "mediaUrl"
  | "newPersonPin"
  | "openReview"
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
  | "signInByHrms"
  | "signOut"
  | "staffPeople"
  | "stationModels"
  | "statistics"
  | "storageState"
  | "syncQueue"
  | "tagInterviews"
  | "testConnection"
  | "tryDoor"
  | "undoDecision"
  | "verifyLog"
  | "viewAs"
  | "waysIn";

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
