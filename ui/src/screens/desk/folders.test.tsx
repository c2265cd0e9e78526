import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { Client, Filed } from "../../client";
import { CATALOGUES, LANGUAGES } from "../../i18n";
import { boards, filed } from "../../test/boards";
import { button, openDesk, said } from "../../test/openDesk";
import { EVERYTHING } from "./filter";
import { filterOf, foldersOf, shownFolder, WHOLE, type Folder } from "./folders";

const group = (change: Partial<Filed>): Filed => ({ code: "teller", stage: "open", month: "2026-11", score: 80, count: 1, ...change });
const inside = (folders: Folder[], id: string) => folders.find((folder) => folder.id === id)?.inside ?? [];

describe("folders", () => {
  const groups = [
    group({ count: 3 }),
    group({ score: null, count: 2 }),
    group({ score: 0 }),
    group({ month: "2026-10" }),
    group({ month: "2025-12" }),
    group({ stage: "decided" }),
    group({ code: "risk_manager", count: 5 }),
  ];

  it("lie in each other, and each counts what lies in it", () => {
    const folders = foldersOf(groups);
    expect(folders.map(({ id, count }) => [id, count])).toEqual([["teller", 9], ["risk_manager", 5]]);
    const stages = inside(folders, "teller");
    expect(stages.map(({ id, count }) => [id, count])).toEqual([["teller/open", 8], ["teller/decided", 1]]);
    const months = inside(stages, "teller/open");
    expect(months.map(({ id, count }) => [id, count])).toEqual([["teller/open/2026-11", 6], ["teller/open/2026-10", 1], ["teller/open/2025-12", 1]]);
    const bands = inside(months, "teller/open/2026-11");
    expect(bands.map(({ path, count, inside }) => [path.score, count, inside.length])).toEqual([[80, 3, 0], [0, 1, 0], ["none", 2, 0]]);
  });

  it("are known by the filter that they set, and by no other", () => {
    const all = (folders: Folder[]): Folder[] => folders.flatMap((folder) => [folder, ...all(folder.inside)]);
    for (const { id, path } of all(foldersOf(groups))) expect(shownFolder(filterOf(path))).toBe(id);
    expect(shownFolder(EVERYTHING)).toBe(WHOLE);
    expect(shownFolder({ ...EVERYTHING, month: "2026-11" })).toBeNull();
    expect(shownFolder({ ...EVERYTHING, position: "teller", tag: "x" })).toBeNull();
    expect(shownFolder({ ...EVERYTHING, position: "teller", words: "利率" })).toBeNull();
  });
});

/** The desk with its folders open. */
async function browse(change: Partial<Client> = {}, language: (typeof LANGUAGES)[number] = "zh-CN") {
  const opened = await openDesk({ ...boards, ...change }, language);
  await screen.findByText("林晓岚");
  await opened.user.click(screen.getByRole("button", { name: CATALOGUES[language]["folders.title"] ?? "" }));
  return { ...opened, tree: await screen.findByRole("treegrid") };
}

const row = (tree: HTMLElement, name: string) => within(tree).getByRole("row", { name: new RegExp(`^${name}, `) });
/** The folders within folders. */
const second = (tree: HTMLElement) => within(tree).getAllByRole("row").filter((each) => each.getAttribute("aria-level") === "2");
const people = () => [...document.querySelectorAll("[role=grid] [data-key]")].map((line) => line.getAttribute("data-key"));

describe("the tree of folders", () => {
  it("sets the filters of the list by the keyboard, and leads back to all", async () => {
    const { user, tree } = await browse();
    row(tree, "柜员").focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(people()).toHaveLength(3));
    expect(row(tree, "柜员").getAttribute("aria-selected")).toBe("true");
    expect(screen.getByLabelText<HTMLSelectElement>(said("filter.position")).value).toBe("teller");
    // What was chosen stands open.
    const stages = second(tree);
    expect(stages.map((each) => each.getAttribute("aria-label"))).toEqual([
      `${said("filter.stage.open")}, ${said("folders.count", { n: 2 })}`,
      `${said("filter.stage.reviewed")}, ${said("folders.count", { n: 1 })}`,
    ]);
    await user.keyboard("{ArrowDown}{Enter}{ArrowDown}{Enter}{ArrowDown}{Enter}");
    expect(screen.getByLabelText<HTMLSelectElement>(said("filter.score")).value).toBe("80");
    await waitFor(() => expect(people()).toHaveLength(1));
    await user.click(row(tree, said("desk.view.all")));
    await waitFor(() => expect(people()).toHaveLength(4));
  });

  it("finds those without a score, of which the filter knows as well", async () => {
    const { user, tree } = await browse();
    for (const name of ["柜员", said("filter.stage.reviewed"), "2026年11月|11月"]) await user.click(row(tree, `(${name})`));
    await user.click(row(tree, said("filter.score.none")));
    await waitFor(() => expect(people()).toEqual(["4"]));
    expect(screen.getByLabelText<HTMLSelectElement>(said("filter.score")).value).toBe("none");
  });

  it("stays as it was while an interview is open, and asks again when the list has changed", async () => {
    let tell: () => void = () => undefined;
    const filing = vi.fn<Client["filing"]>(() => Promise.resolve(filed));
    const watchList: Client["watchList"] = (onChange) => {
      tell = onChange;
      return () => undefined;
    };
    const { user, tree } = await browse({ filing, watchList });
    await user.click(row(tree, "柜员"));
    await user.click(screen.getByText("林晓岚"));
    await screen.findByRole("tab", { name: said("panel.abilities") });
    await user.click(screen.getByRole("button", { name: new RegExp(`^${said("desk.nav.interviews")}`) }));
    expect(second(await screen.findByRole("treegrid"))).toHaveLength(2);
    const asked = filing.mock.calls.length;
    tell();
    await waitFor(() => expect(filing.mock.calls.length).toBeGreaterThan(asked));
  });

  it("says why it can't be shown", async () => {
    const refused = Object.assign(new Error(), { code: "vault.wrong_key", detail: "", response: "call_operator" });
    const { user } = await openDesk({ ...boards, filing: () => Promise.reject(refused) });
    await user.click(await button("folders.title"));
    expect(within(await screen.findByRole("navigation", { name: said("folders.title") })).getByText(said("error.vault.wrong_key"))).toBeTruthy();
  });

  it.each(LANGUAGES)("has no violations in %s", async (language) => {
    const { user, tree } = await browse({}, language);
    await user.click(within(tree).getAllByRole("row")[1] as HTMLElement);
    expect((await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } })).violations).toEqual([]);
  });
});
