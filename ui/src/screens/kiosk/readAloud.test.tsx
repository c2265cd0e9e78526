import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { CATALOGUES, LANGUAGES } from "../../i18n";
import { openKiosk } from "../../test/openKiosk";
import { SCENES, type SceneName } from "../../test/scenes";

const words = (element: Element) => element.textContent.replace(/\s+/g, " ").trim();
const shown = (element: Element) => element.closest("[aria-hidden='true'], [data-silent]") === null;

/** Staff work there, and have no voice to read to them. */
const isForStaff = (scene: SceneName) => SCENES[scene]("en").staff !== null;

describe.each(LANGUAGES)("read aloud in %s", (language) => {
  const scenes = (Object.keys(SCENES) as SceneName[]).filter((scene) => !isForStaff(scene));

  it.each(scenes)("%s says its title, its headings and everything that can be pressed", async (scene) => {
    const { needs, help, idle_left_s } = SCENES[scene](language);
    // A dialog is read where that was asked for; the button lies under it.
    const read_aloud = help !== "none" || idle_left_s !== null;
    const { user, sent } = openKiosk(scene, { language, needs: { ...needs, read_aloud } });
    const dialog = screen.queryByRole("dialog") ?? screen.queryByRole("alertdialog");
    const root = dialog ?? screen.getByRole("main");
    const titles = [...root.querySelectorAll(dialog ? "h2" : "h1")].filter(shown).map(words);
    const parts = [...root.querySelectorAll("h1, h2, h3, button, label")].filter(shown);
    expect(parts.filter((part) => words(part) === "").map((part) => part.getAttribute("aria-label"))).toEqual([]);
    const expected = parts.map(words);
    if (!read_aloud) await user.click(await screen.findByRole("button", { name: CATALOGUES[language]["frame.readAloud"] ?? "" }));
    const heard = await waitFor(() => {
      const text = sent.flatMap((intent) => (intent.do === "hear" ? [intent.text] : [])).at(-1);
      if (!text) throw new Error("nothing was read");
      return text;
    });
    expect(heard.slice(0, titles[0]?.length)).toBe(titles[0]);
    expect(expected.filter((part) => !heard.includes(part))).toEqual([]);
  });
});
