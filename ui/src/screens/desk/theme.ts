import { useEffect, useState } from "react";
import type { DeskMemory } from "./memory";

export const THEMES = ["light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

function preferred(): Theme {
  const likes = (query: string) => typeof matchMedia === "function" && matchMedia(query).matches;
  if (likes("(prefers-contrast: more)")) return "contrast";
  return likes("(prefers-color-scheme: dark)") ? "dark" : "light";
}

/** The look of the page while the desk is shown; the candidate's side has its own. */
export function usePageTheme(memory: DeskMemory): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => memory.theme ?? preferred());
  useEffect(() => {
    const page = document.documentElement.dataset;
    if (theme === "light") delete page.theme;
    else page.theme = theme;
    return () => {
      delete page.theme;
    };
  }, [theme]);
  const choose = (next: Theme) => {
    memory.keepTheme(next);
    setTheme(next);
  };
  return [theme, choose];
}
