import { invoke as I } from "@tauri-apps/api/core";
export const commands = {
 listInterviews: () => I<InterviewRow[]>("list_interviews"),
 openInterview: (id: string) => I<InterviewDetail>("open_interview", { id }),
 reportPage: (id: string, language: UiLanguage) => I<string>("report_page", { id, language }),
 mediaUrl: (id: string, part: string) => I<string>("media_url", { id, part }),
 stationHealth: () => I<StationHealth>("station_health"),
};
export type UiLanguage = "zh-CN" | "en";
export type Response = "retry"|"degrade"|"stop_session"|"call_operator";
export type CommandError = {code:string; detail:string; response: Response};
export type HealthFinding = "good"|"warning"|"missing";
export type HealthCheck = {name:string; finding:HealthFinding; code:string; detail:string};
export type StationHealth = {ok:boolean; station_id:string|null; checks:HealthCheck[]};
export type Name = {zh:string; en:string};
export type SuggestedScore = {score:number; low:number; high:number};
export type Identity = "passed"|"failed"|"not_performed";
export type Delivery = "none"|"pending"|"parked"|"done";
export type ReportLine = {rev:number; score:SuggestedScore|null; required:number; below:Name[]; identity:Identity};
export type InterviewRow = {id:string; reference:string; name:string|null; position:Name; started:string; state:string; answers:number; synthetic:boolean; report:ReportLine|null; delivery:Delivery};
export type Part = {name:string; seconds:number};
export type InterviewDetail = {row:InterviewRow; parts:Part[]};
