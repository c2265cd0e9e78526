import { useCallback, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { useClient } from "./client";
import { useResource } from "./client/resource";
import { useTexts } from "./i18n";
import { Attract } from "./screens/attract/Attract";
import { StartElsewhere } from "./screens/attract/StartElsewhere";
import { Desk, type DeskPlace } from "./screens/desk/Desk";

type Place = "attract" | "start" | DeskPlace;

/** One window, one place at a time: the candidate's side, or the desk. */
export function App() {
  const { language } = useTexts();
  const [place, setPlace] = useState<Place>("attract");
  const client = useClient();
  // Asked once for the whole window: looking at the models takes seconds.
  const [health, examine] = useResource(useCallback(() => client.stationHealth(), [client]));

  const screen = () => {
    switch (place) {
      case "attract":
        return <Attract health={health} onStart={() => setPlace("start")} onStaff={() => setPlace({ desk: "list" })} />;
      case "start":
        return <StartElsewhere onBack={() => setPlace("attract")} />;
      default:
        return (
          <Desk
            place={place}
            health={health}
            onExamine={examine}
            onGo={setPlace}
            onLeave={() => setPlace("attract")}
          />
        );
    }
  };
  return <I18nProvider locale={language === "en" ? "en-GB" : "zh-CN"}>{screen()}</I18nProvider>;
}
