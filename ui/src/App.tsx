import { useCallback, useEffect, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { useClient } from "./client";
import { useResource } from "./client/resource";
import { leaveKeysToInputMethods } from "./components/inputMethods";
import { useTexts } from "./i18n";
import { Desk, DeskMemory, type DeskPlace } from "./screens/desk/Desk";
import { Door } from "./screens/door/Door";
import { Kiosk } from "./screens/kiosk/Kiosk";

type Place = "kiosk" | "door" | DeskPlace;

/** One window, one place at a time: the candidate's side, or the desk; at a kiosk a door between them. */
export function App() {
  const { language } = useTexts();
  const [place, setPlace] = useState<Place>("kiosk");
  const [memory] = useState(() => new DeskMemory());
  const client = useClient();
  // Asked once for each page: looking at the models takes seconds.
  const [health, examine] = useResource(useCallback(() => client.stationHealth(), [client]));

  const [asked] = useResource(useCallback(() => client.kioskMode(), [client]));
  // Nothing hangs on the answer but what is drawn: the station itself keeps the desk shut.
  const kiosk = asked.state === "ready" && asked.value;
  useEffect(leaveKeysToInputMethods, []);
  const toDesk = () => setPlace({ desk: "list" });
  const toCandidate = () => setPlace("kiosk");
  return (
    <I18nProvider locale={language === "en" ? "en-GB" : "zh-CN"}>
      {place === "kiosk" ? (
        <Kiosk health={health} onDesk={kiosk ? () => setPlace("door") : toDesk} />
      ) : place === "door" ? (
        <Door onDesk={toDesk} onLeave={toCandidate} />
      ) : (
        <Desk place={place} kiosk={kiosk} memory={memory} health={health} onExamine={examine} onGo={setPlace} onLeave={toCandidate} />
      )}
    </I18nProvider>
  );
}
