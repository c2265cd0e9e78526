import { createContext, useContext } from "react";
import type { Intent, KioskView, Screen } from "../../client";
import type { Display } from "../../theme/display";

/** What every screen of the journey works with. */
export interface Kiosk {
  view: KioskView;
  /** Sends a wish; what became of it stands in the next snapshot. */
  send: (intent: Intent) => void;
  /** Code of a wish that the station could not take. */
  failure: string | null;
  display: Display;
  setDisplay: (display: Display) => void;
}

/** The part of a snapshot that belongs to one screen. */
export type ScreenOf<Name extends Screen["name"]> = Extract<Screen, { name: Name }>;

const KioskContext = createContext<Kiosk | null>(null);

export const KioskProvider = KioskContext.Provider;

export function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext);
  if (!kiosk) throw new Error("no journey around this component");
  return kiosk;
}

/**
 * Names what a person looks at. While it stays the same the focus stays where it is; when it changes
 * the title of the new screen takes the focus.
 */
export function screenKey(screen: Screen): string {
  switch (screen.name) {
    case "booking":
      return screen.found ? "booking.found" : "booking";
    case "card":
      return screen.read ? "card-read" : "card";
    case "liveness":
      return `liveness.${screen.stage}.${screen.nth}.${screen.action}.${screen.numbers.join("")}`;
    case "practice":
      return `practice.${screen.stage === "done" ? "done" : "ask"}`;
    case "question": {
      const place = screen.hold !== "" ? screen.hold : screen.stage === "saved" ? "saved" : "ask";
      return `question.${screen.nth}.${screen.follow_up}.${place}`;
    }
    default:
      return screen.name;
  }
}
