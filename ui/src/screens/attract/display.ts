import { useEffect, useState } from "react";

/** Display aids; they hold for the person at the station and are gone with the next one. */
export interface Display {
  large: boolean;
  contrast: boolean;
}

/** The display aids of this screen, applied to the whole page while it is shown. */
export function useDisplay(): [Display, (display: Display) => void] {
  const [display, setDisplay] = useState<Display>({ large: false, contrast: false });
  useEffect(() => {
    const page = document.documentElement.dataset;
    if (display.large) page.text = "large";
    if (display.contrast) page.theme = "contrast";
    return () => {
      delete page.text;
      delete page.theme;
    };
  }, [display]);
  return [display, setDisplay];
}
