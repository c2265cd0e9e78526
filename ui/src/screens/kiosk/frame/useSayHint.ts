import { useEffect, useRef } from "react";
import { screenKey, useKiosk } from "../kiosk";

/** A hint that goes again at once is not worth a word. */
const STANDS_FOR_MS = 1200;

/** Says a hint that changes while its screen stays, to whom every screen is read. The first is read with the screen. */
export function useSayHint(hint: string) {
  const { view, send } = useKiosk();
  const screen = screenKey(view.screen);
  const always = view.needs.read_aloud;
  const said = useRef({ screen: "", hint: "" });
  useEffect(() => {
    if (said.current.screen !== screen) said.current = { screen, hint };
    if (!always || said.current.hint === hint) return;
    const timer = setTimeout(() => {
      said.current = { screen, hint };
      if (hint) send({ do: "hear", text: hint });
    }, STANDS_FOR_MS);
    return () => clearTimeout(timer);
  }, [screen, hint, always, send]);
}
