import { useCallback, useMemo, useState } from "react";
import { Failure } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { useClient, type DeskPerson, type InterviewRow, type Right, type StationHealth } from "../../client";
import { useResource, type Resource } from "../../client/resource";
import { useTexts } from "../../i18n";
import { ComparePage } from "./board/ComparePage";
import { RankingPage } from "./board/RankingPage";
import { StatisticsPage } from "./board/StatisticsPage";
import { EVERYTHING, type ListFilter } from "./filter";
import { HealthPage } from "./HealthPage";
import { Help } from "./Help";
import { Interview } from "./interview/Interview";
import { List } from "./List";
import { Nav } from "./Nav";
import { LogPage } from "./office/LogPage";
import { OwnSettings } from "./office/OwnSettings";
import { SettingsPage } from "./office/SettingsPage";
import { SyncPage } from "./office/SyncPage";
import { DeskProvider, type DeskPlace, type DeskState } from "./place";
import { NoRight, PAGE_RIGHTS } from "./rights";
import { useShortcuts } from "./shortcuts";
import { SignIn } from "./SignIn";
import { usePageTheme } from "./theme";
import { TopBar } from "./TopBar";
import { useAway } from "./useAway";
import styles from "./Desk.module.css";

export type { DeskPlace } from "./place";

interface DeskProps {
  place: DeskPlace;
  /** Candidates sit down at this screen too. */
  kiosk: boolean;
  health: Resource<StationHealth>;
  onExamine: () => void;
  onGo: (place: DeskPlace) => void;
  onLeave: () => void;
}

/** The recruiter's side. Who sits down says so first: the name signs reviews and stands in the log. */
export function Desk(props: DeskProps) {
  const { t } = useTexts();
  const client = useClient();
  const [asked, again] = useResource(useCallback(() => client.deskPerson(), [client]));
  const [signedIn, setSignedIn] = useState<DeskPerson>();
  const leave = () => {
    void client.signOut();
    props.onLeave();
  };
  useAway(props.kiosk, leave);
  const theme = usePageTheme();
  if (asked.state === "failed") return <Failure failure={asked.failure} onRetry={again} />;
  if (asked.state === "loading" && !signedIn) return <Loading label={t("desk.loading")} lines={6} />;
  const person = signedIn ?? (asked.state === "ready" ? asked.value : null);
  if (!person) return <SignIn kiosk={props.kiosk} onSignedIn={setSignedIn} onLeave={leave} />;
  return <Pages {...props} person={person} theme={theme} onLeave={leave} />;
}

function Pages({
  place,
  health,
  onExamine,
  onGo,
  onLeave,
  person,
  theme,
}: DeskProps & { person: DeskPerson; theme: ReturnType<typeof usePageTheme> }) {
  const client = useClient();
  const [interviews, askAgain] = useResource(useCallback(() => client.listInterviews(), [client]));
  // The list keeps its filter while an interview is open.
  const [filter, setFilter] = useState<ListFilter>(EVERYTHING);
  const [chosen, setChosen] = useState<string[]>([]);
  const [keys, setKeys] = useState(true);
  const [help, setHelp] = useState(false);
  const desk: DeskState = useMemo(
    () => ({
      person,
      go: onGo,
      chosen,
      choose: setChosen,
      keys,
      setKeys,
      changed: askAgain,
    }),
    [person, onGo, chosen, keys, askAgain],
  );
  useShortcuts({ "?": () => setHelp(true) }, keys);
  // While the list is asked for again the one before stays in sight.
  const [kept, setKept] = useState<InterviewRow[]>();
  if (interviews.state === "ready" && interviews.value !== kept) setKept(interviews.value);
  const listed: Resource<InterviewRow[]> = interviews.state === "loading" && kept ? { state: "ready", value: kept } : interviews;
  const rows = kept ?? [];
  const may = (right: Right | null) => right === null || person.rights.includes(right);
  const page = () => {
    if (!may(PAGE_RIGHTS[place.desk])) return <NoRight />;
    switch (place.desk) {
      case "list":
        return <List interviews={listed} filter={filter} onFilter={setFilter} onRetry={askAgain} />;
      case "interview":
        return <Interview key={place.id} place={place} rows={rows} words={filter.words} />;
      case "compare":
        return <ComparePage />;
      case "ranking":
        return <RankingPage />;
      case "statistics":
        return <StatisticsPage />;
      case "sync":
        return <SyncPage />;
      case "log":
        return <LogPage rows={rows} />;
      case "health":
        return <HealthPage health={health} onExamine={onExamine} />;
      case "settings":
        return may("settings") ? <SettingsPage /> : <OwnSettings />;
    }
  };
  const unsent = rows.filter((row) => row.delivery === "pending" || row.delivery === "parked").length;
  const station = health.state === "ready" ? health.value.station_id : null;
  return (
    <DeskProvider value={desk}>
      <div className={styles.desk}>
        <Nav
          place={place}
          count={kept?.length}
          unsent={unsent}
          theme={theme}
          onHelp={() => setHelp(true)}
          onLeave={onLeave}
        />
        <div className={styles.side}>
          <TopBar
            words={filter.words}
            onWords={(words) => {
              setFilter({ ...filter, words });
              if (place.desk !== "list") onGo({ desk: "list" });
            }}
            unsent={unsent}
            station={station}
          />
          <main className={styles.page}>{page()}</main>
        </div>
        {help && <Help onClose={() => setHelp(false)} />}
      </div>
    </DeskProvider>
  );
}
