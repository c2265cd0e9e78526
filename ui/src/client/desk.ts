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
  | "exportFeedback"
  | "exportPdf"
  | "exportSheet"
  | "exportZip"
  | "handIn"
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
  | "reportPage"
  | "saveAttachment"
  | "searchInterviews"
  | "sendNow"
  | "setStaffPin"
  | "setTags"
  | "shutDoor"
  | "signIn"
  | "signInByHrms"
  | "signOut"
  | "staffPeople"
  | "statistics"
  | "syncQueue"
  | "testConnection"
  | "tryDoor"
  | "undoDecision"
  | "verifyLog"
  | "waysIn";

/** What the desk asks of the station, as the commands say it. */
export type DeskClient = Pick<typeof commands, DeskCall>;

/** The station behind this window. */
export const deskClient: DeskClient = commands;
