import { useCallback, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { useClient } from "./client";
import { useResource } from "./client/resource";
import { useTexts } from "./i18n";
import { Desk, type DeskPlace } from "./screens/desk/Desk";
import { Kiosk } from "./screens/kiosk/Kiosk";

type Place = "kiosk" | DeskPlace;

/** One window, one place at a time: the candidate's side, or the desk. */
export function App() {
  const { language } = useTexts();
  const [place, setPlace] = useState<Place>("kiosk");
  const client = useClient();
  // Asked once for the whole window: looking at the models takes seconds.
  const [health, examine] = useResource(useCallback(() => client.stationHealth(), [client]));

  return (
    <I18nProvider locale={language === "en" ? "en-GB" : "zh-CN"}>
      {place === "kiosk" ? (
        <Kiosk health={health} onDesk={() => setPlace({ desk: "list" })} />
      ) : (
        <Desk place={place} health={health} onExamine={examine} onGo={setPlace} onLeave={() => setPlace("kiosk")} />
      )}
    </I18nProvider>
  );
}
