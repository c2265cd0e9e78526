import { useEffect, useState } from "react";

export const THEMES = ["light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

/** Display aids; they hold for the person at the station and are gone with the next one. */
export interface Display {
  large: boolean;
  theme: Theme;
  /** All controls stand at the bottom of the screen. */
  low: boolean;
}

export const USUAL_DISPLAY: Display = { large: false, theme: "light", low: false };

/** The display aids, applied to the whole page while the component is there; `fresh` takes them back. */
export function useDisplay(fresh: boolean): [Display, (display: Display) => void] {
  const [display, setDisplay] = useState(USUAL_DISPLAY);
  const [wasFresh, setWasFresh] = useState(fresh);
  if (fresh !== wasFresh) {
    setWasFresh(fresh);
    if (fresh) setDisplay(USUAL_DISPLAY);
  }
  useEffect(() => {
    const page = document.documentElement.dataset;
    if (display.large) page.text = "large";
    if (display.theme !== "light") page.theme = display.theme;
    return () => {
      delete page.text;
      delete page.theme;
    };
  }, [display]);
  return [display, setDisplay];
}
