import { useEffect, useEffectEvent } from "react";

/** Enter belongs to what has the focus where that does something of its own. */
const OWN_ENTER = "button, a[href], textarea, select, summary, form input, [role=tab], [role=button]";
const CHOICE = "input[type=radio], input[type=checkbox]";
const OVER = "[role=dialog], [role=alertdialog]";

/** Enter is the primary action and Esc goes back, wherever the focus is and nothing else wants them. */
export function useFrameKeys(primary: (() => void) | undefined, back: (() => void) | undefined) {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    // A key that is held down must not run through several screens.
    if (event.defaultPrevented || event.repeat || document.querySelector(OVER)) return;
    const target = event.target instanceof Element ? event.target : null;
    const action = event.key === "Escape" ? back : event.key === "Enter" && !target?.closest(OWN_ENTER) ? primary : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    // The label around a radio or box keeps Enter to itself, though it does nothing with it there.
    const onChoice = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.target instanceof Element) || !event.target.matches(CHOICE)) return;
      event.stopPropagation();
      pressed(event);
    };
    document.addEventListener("keydown", pressed);
    document.addEventListener("keydown", onChoice, true);
    return () => {
      document.removeEventListener("keydown", pressed);
      document.removeEventListener("keydown", onChoice, true);
    };
  }, []);
}
