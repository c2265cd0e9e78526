import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { failureOf, useClient, type Intent, type Screen, type StationHealth } from "../../client";
import { inOrder } from "../../client/inOrder";
import type { Resource } from "../../client/resource";
import { useKioskView } from "../../client/useKioskView";
import { useDisplay } from "../../theme/display";
import { Attract } from "../attract/Attract";
import { AwaitingStaff } from "./AwaitingStaff";
import { Booking } from "./Booking";
import { CapReached } from "./CapReached";
import { Card } from "./Card";
import { Consent } from "./Consent";
import { DeviceCheck } from "./DeviceCheck";
import { Deleted, Finishing, OutOfUse, Suspended } from "./Ends";
import { HelpDialog } from "./HelpDialog";
import { IdleDialog } from "./IdleDialog";
import { KioskProvider, type Kiosk as KioskValue } from "./kiosk";
import { Judged } from "./Judged";
import { Liveness } from "./Liveness";
import { Needs } from "./Needs";
import { OtherWay } from "./OtherWay";
import { Practice } from "./Practice";
import { Question } from "./question/Question";
import { Review } from "./Review";
import { StaffCover } from "./StaffCover";
import { Thanks } from "./Thanks";
import { usePresence } from "./usePresence";
import { useWaiting } from "./useWaiting";
import styles from "./Kiosk.module.css";

interface KioskProps {
  health: Resource<StationHealth>;
  /** Staff go to the desk, from the attract screen. */
  onDesk: () => void;
}

/** The candidate's side: draws the newest snapshot and sends what is asked for. */
export function Kiosk({ health, onDesk }: KioskProps) {
  const client = useClient();
  const view = useKioskView();
  const home = view === null || view.screen.name === "attract";
  const [display, setDisplay] = useDisplay(home);
  const [failure, setFailure] = useState<string | null>(null);
  const [staff, setStaff] = useState(false);
  const isOpen = view?.staff?.open === true;
  const [wasOpen, setWasOpen] = useState(isOpen);
  // What staff did may end their stay: the candidate's screen comes back, and no PIN pad.
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen);
    if (!isOpen) setStaff(false);
  }
  const [ordered] = useState(inOrder);
  const help = view?.help ?? "none";
  const { waits, wait, ask } = useWaiting(help);
  const send = useCallback(
    (intent: Intent) => {
      // A sign of life is sent by the window itself: what becomes of it is nobody's concern.
      const tell = intent.do === "still_here" ? () => undefined : setFailure;
      if (intent.do === "call_staff") ask();
      // One after the other: a short wish never overtakes the long answer that was sent before it.
      ordered(() => client.kioskIntent(intent)).then(
        () => tell(null),
        (thrown: unknown) => tell(failureOf(thrown).code),
      );
    },
    [ask, client, ordered],
  );
  useLanguageOf(view?.language);
  useNoMenu();
  usePresence(send, !home && view.idle_left_s === null);
  const kiosk = useMemo<KioskValue | null>(
    () => view && { view, send, failure, display, setDisplay },
    [view, send, failure, display, setDisplay],
  );
  // Until the station has answered there is nothing true to show.
  if (!kiosk) return <div className={styles.blank} data-testid="waiting" />;
  const leave = () => {
    setStaff(false);
    send({ do: "staff_leave" });
  };
  const covered = !home && (staff || kiosk.view.staff !== null);
  return (
    <KioskProvider value={kiosk}>
      {covered ? (
        <StaffCover onLeave={leave} />
      ) : (
        <>
          {waits && kiosk.view.screen.name === "question" ? (
            <AwaitingStaff />
          ) : (
            <Shown screen={kiosk.view.screen} health={health} onDesk={onDesk} onStaff={() => setStaff(true)} />
          )}
          {!home && <HelpDialog isOpen={help !== "none" && !waits} onWait={wait} onStaff={() => setStaff(true)} />}
          {!home && <IdleDialog />}
        </>
      )}
    </KioskProvider>
  );
}

interface ShownProps extends KioskProps {
  screen: Screen;
  onStaff: () => void;
}

function Shown({ screen, health, onDesk, onStaff }: ShownProps) {
  switch (screen.name) {
    case "attract":
      return <Attract health={health} onStaff={onDesk} />;
    case "needs":
      return <Needs />;
    case "judged":
      return <Judged screen={screen} />;
    case "consent":
      return <Consent screen={screen} />;
    case "other_way":
      return <OtherWay screen={screen} />;
    case "booking":
      return <Booking screen={screen} />;
    case "card":
      return <Card screen={screen} />;
    case "liveness":
      return <Liveness screen={screen} />;
    case "device_check":
      return <DeviceCheck screen={screen} />;
    case "practice":
      return <Practice screen={screen} />;
    case "question":
      return <Question screen={screen} />;
    case "cap_reached":
      return <CapReached screen={screen} />;
    case "review":
      return <Review screen={screen} />;
    case "finishing":
      return <Finishing />;
    case "thanks":
      return <Thanks screen={screen} />;
    case "suspended":
      return <Suspended screen={screen} onStaff={onStaff} />;
    case "deleted":
      return <Deleted screen={screen} />;
    case "out_of_use":
      return <OutOfUse screen={screen} onStaff={onStaff} />;
  }
}

/** The language is part of the snapshot: what is spoken and what is shown are never two. */
function useLanguageOf(language: string | undefined) {
  const { i18n } = useTranslation();
  useEffect(() => {
    if (language !== undefined && i18n.language !== language) void i18n.changeLanguage(language);
  }, [i18n, language]);
}

/** A long press opens no menu. */
function useNoMenu() {
  useEffect(() => {
    const prevent = (event: Event) => event.preventDefault();
    document.addEventListener("contextmenu", prevent);
    return () => document.removeEventListener("contextmenu", prevent);
  }, []);
}
