import { useCallback, useEffect, useMemo, useState } from "react";
import { Failure } from "../../components/Failure";
import { Keyboard } from "../../components/keyboard";
import { Loading } from "../../components/Loading";
import { useClient, type DeskPerson, type InterviewRow, type Right, type StationHealth } from "../../client";
import { useResource, type Resource } from "../../client/resource";
import { useTexts } from "../../i18n";
import { AwayWarning } from "./AwayWarning";
import { ComparePage } from "./board/ComparePage";
import { RankingPage } from "./board/RankingPage";
import { StatisticsPage } from "./board/StatisticsPage";
import { EVERYTHING, type ListFilter } from "./filter";
import { NOT_BROWSING } from "./Folders";
import { HealthPage } from "./HealthPage";
import { Help } from "./Help";
import { Interview } from "./interview/Interview";
import { List } from "./List";
import type { DeskMemory } from "./memory";
import { Nav } from "./Nav";
import { DecisionsPage } from "./office/DecisionsPage";
import { LogPage } from "./office/LogPage";
import { SettingsPage } from "./office/SettingsPage";
import { SyncPage } from "./office/SyncPage";
import { DeskProvider, type DeskPlace, type DeskState } from "./place";
import { Offline } from "./Offline";
import { NoRight, PAGE_RIGHTS } from "./rights";
import { knownOf, understood } from "./searched";
import { useShortcuts } from "./shortcuts";
import { SignIn } from "./SignIn";
import { usePageTheme } from "./theme";
import { TopBar } from "./TopBar";
import { ViewingBar } from "./ViewAs";
import { useAway } from "./useAway";
import styles from "./Desk.module.css";

export { DeskMemory } from "./memory";
export type { DeskPlace } from "./place";

interface DeskProps {
  place: DeskPlace;
  /** Candidates sit down at this screen too. */
  kiosk: boolean;
  memory: DeskMemory;
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
  // What was said here goes before what was asked for at the beginning.
  const [signedIn, setSignedIn] = useState<DeskPerson | null>();
  const [locked, setLocked] = useState(false);
  const person = signedIn === undefined ? (asked.state === "ready" ? asked.value : null) : signedIn;
  const leave = () => {
    void client.signOut();
    props.onLeave();
  };
  const lock = () => {
    if (props.kiosk) leave();
    else {
      void client.signOut();
      setSignedIn(null);
      setLocked(true);
    }
  };
  // A kiosk shows the candidate's screen again even where nobody has signed in.
  const [leftS, stay] = useAway(props.kiosk || person !== null, lock);
  const theme = usePageTheme(props.memory);
  const sitDown = (next: DeskPerson) => {
    if (!props.memory.isOf(next)) props.onGo({ desk: "list" });
    setSignedIn(next);
    setLocked(false);
  };
  const sitAs = (next: DeskPerson) => {
    props.onGo({ desk: "list" });
    setSignedIn(next);
  };
  if (asked.state === "failed") return <Failure failure={asked.failure} onRetry={again} />;
  if (asked.state === "loading" && !person) return <Loading label={t("desk.loading")} lines={6} />;
  return (
    <>
      {person ? (
        <Pages key={`${person.role} ${person.viewing}`} {...props} person={person} theme={theme} onSitAs={sitAs} onLeave={leave} />
      ) : (
        <SignIn kiosk={props.kiosk} locked={locked} onSignedIn={sitDown} onLeave={leave} />
      )}
      {leftS !== null && <AwayWarning leftS={leftS} onStay={stay} />}
    </>
  );
}

function Pages({
  place,
  kiosk,
  memory,
  health,
  onExamine,
  onGo,
  onLeave,
  onSitAs,
  person,
  theme,
}: DeskProps & { person: DeskPerson; theme: ReturnType<typeof usePageTheme>; onSitAs: (person: DeskPerson) => void }) {
  const client = useClient();
  const [interviews, askAgain] = useResource(useCallback(() => client.listInterviews(), [client]));
  // The list keeps its filter while an interview is open.
  const [filter, setFilter] = useState<ListFilter>(EVERYTHING);
  const [browsing, setBrowsing] = useState(NOT_BROWSING);
  const [chosen, setChosen] = useState<string[]>([]);
  const [drafts] = useState(() => memory.draftsOf(person));
  const [keys, setKeys] = useState(memory.keys);
  const [help, setHelp] = useState(false);
  // A change of one's own shows at once, where one that comes by itself leaves the lines where they stand.
  const [settling, setSettling] = useState(false);
  const [settled, setSettled] = useState(0);
  useEffect(() => client.watchList(askAgain), [client, askAgain]);
  const desk: DeskState = useMemo(
    () => ({
      person,
      sitAs: onSitAs,
      drafts,
      go: onGo,
      chosen,
      choose: setChosen,
      keys,
      setKeys: (on) => {
        memory.keepKeys(on);
        setKeys(on);
      },
      changed: () => {
        setSettling(true);
        askAgain();
      },
    }),
    [person, onSitAs, drafts, memory, onGo, chosen, keys, askAgain],
  );
  useShortcuts({ "?": () => setHelp(true) }, keys);
  // While the list is asked for again the one before stays in sight.
  const [kept, setKept] = useState<InterviewRow[]>();
  if (interviews.state === "ready" && interviews.value !== kept) {
    setKept(interviews.value);
    if (settling) {
      setSettling(false);
      setSettled(settled + 1);
    }
  }
  const listed: Resource<InterviewRow[]> = interviews.state === "loading" && kept ? { state: "ready", value: kept } : interviews;
  const rows = useMemo(() => kept ?? [], [kept]);
  const meant = useMemo(() => understood(filter.words, knownOf(rows)), [filter.words, rows]);
  const may = (right: Right | null) => right === null || person.rights.includes(right);
  // J and K walk the list as it stood on the screen.
  const [walk, setWalk] = useState<string[]>([]);
  const page = () => {
    if (!may(PAGE_RIGHTS[place.desk])) return <NoRight />;
    switch (place.desk) {
      case "list":
        return (
          <List
            interviews={listed}
            filter={filter}
            meant={meant}
            settled={settled}
            browsing={browsing}
            onBrowse={setBrowsing}
            onFilter={setFilter}
            onWalk={setWalk}
            onRetry={askAgain}
          />
        );
      case "interview":
        return (
          <Interview
            key={place.id}
            place={place}
            row={rows.find((row) => row.id === place.id)}
            walk={walk.includes(place.id) ? walk : rows.map((row) => row.id)}
            words={meant.words}
          />
        );
      case "compare":
        return <ComparePage />;
      case "ranking":
        return <RankingPage />;
      case "statistics":
        return <StatisticsPage />;
      case "sync":
        return <SyncPage />;
      case "decisions":
        return <DecisionsPage rows={rows} />;
      case "log":
        return <LogPage rows={rows} />;
      case "health":
        return <HealthPage health={health} onExamine={onExamine} />;
      case "settings":
        return <SettingsPage part={place.part} />;
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
          {station !== null && <Offline />}
          {person.viewing && <ViewingBar />}
          <main className={styles.page}>{page()}</main>
        </div>
        {kiosk && (
          <div className={styles.keyboard}>
            <Keyboard pinyinCandidates={client.pinyinCandidates} />
          </div>
        )}
        {help && <Help onClose={() => setHelp(false)} />}
      </div>
    </DeskProvider>
  );
}
