import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { Client, SavedView } from "../../client";
import { deskPerson, interviewRow, reportLine } from "../../test/fake";
import { all, under } from "../../test/boards";
import { changing } from "../../test/changing";
import { button, openDesk, said } from "../../test/openDesk";

const names = () => [...document.querySelectorAll("[data-key]")].map((line) => line.getAttribute("data-key"));
const line = (name: string) => screen.getByText(name).closest<HTMLElement>("[role=row]");
const search = async (user: Awaited<ReturnType<typeof openDesk>>["user"], words: string) => {
  await screen.findByText("林晓岚");
  await user.type(screen.getByLabelText(said("desk.search")), words);
};

it("a reference without room keeps its end, by which those of a day differ", async () => {
  await openDesk({ listInterviews: () => Promise.resolve([interviewRow({ reference: "YS-20261124-0047K3M" })]) });
  const reference = await screen.findByTitle("YS-20261124-0047K3M");
  expect(reference.textContent).toBe("YS-20261124-0047K3M");
  expect([...reference.children].map((part) => part.textContent)).toEqual(["YS-20261124-00", "47K3M"]);
});

describe("tags on several interviews", () => {
  it("are put on and taken off all that are ticked, and the list asks again", async () => {
    const tagInterviews = vi.fn<Client["tagInterviews"]>(() => Promise.resolve({ changed: 1, left_out: 1 }));
    const listInterviews = vi.fn(all.listInterviews);
    const { user } = await openDesk({ ...all, listInterviews, tagInterviews });
    await user.click(await screen.findByLabelText("选择吴立新"));
    await user.click(screen.getByLabelText("选择林晓岚"));
    await user.click(await button("list.tag"));
    const bar = screen.getByRole("region", { name: said("list.tag.title", { n: 2 }) });
    await user.keyboard("面谈过{Enter}");
    expect(tagInterviews).toHaveBeenLastCalledWith(["0193a1b2-0000-7000-8000-000000000001", "3"], "面谈过", true);
    expect(await within(bar).findByText(new RegExp(said("list.tag.leftOut", { n: 1 })))).toBeTruthy();
    await user.click(within(bar).getByRole("button", { name: said("notes.tag.remove", { tag: "转岗申请" }) }));
    expect(tagInterviews).toHaveBeenLastCalledWith(expect.anything(), "转岗申请", false);
    await waitFor(() => expect(listInterviews).toHaveBeenCalledTimes(3));
    expect((await axe.run(bar, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
  });

  it("are not offered to who may not tag", async () => {
    await openDesk({ ...all, deskPerson: () => Promise.resolve(deskPerson("interviewer")) });
    await screen.findByText("林晓岚");
    expect(screen.queryByRole("button", { name: said("list.tag") })).toBeNull();
  });
});

describe("saved views", () => {
  const view: SavedView = {
    id: "v1",
    name: "风险",
    filter: { view: "all", position: "risk_manager", days: null, month: null, stage: null, score: null, unscored: false, least: null, tag: null },
  };

  it("keep what is filtered and what a search was understood to ask for, under a name", async () => {
    const saveView = vi.fn<Client["saveView"]>((name, filter) => Promise.resolve([{ id: "v2", name, filter }]));
    const { user } = await openDesk({ ...all, saveView });
    await search(user, "柜员 80 利率");
    await user.click(await button("views.save"));
    await user.keyboard("好柜员{Enter}");
    expect(saveView).toHaveBeenCalledWith("好柜员", { ...view.filter, position: "teller", least: 80 });
    expect(await screen.findByRole("radio", { name: /好柜员/ })).toBeTruthy();
  });

  it("stand beside the built-in ones, are renamed and deleted", async () => {
    const renameView = vi.fn<Client["renameView"]>((_, name) => Promise.resolve([{ ...view, name }]));
    const removeView = vi.fn<Client["removeView"]>(() => Promise.resolve([]));
    const { user } = await openDesk({ ...all, savedViews: () => Promise.resolve([view]), renameView, removeView });
    await user.click(await screen.findByRole("radio", { name: /风险 ?1/ }));
    expect(names()).toEqual(["3"]);
    expect(screen.queryByRole("button", { name: said("views.save") })).toBeNull();
    await user.click(await button("views.rename.title", { name: "风险" }));
    await user.keyboard("{Control>}a{/Control}风控{Enter}");
    expect(renameView).toHaveBeenCalledWith("v1", "风控");
    await user.click(await screen.findByRole("button", { name: `${said("views.delete")}: 风控` }));
    expect(await screen.findByRole("alertdialog", { name: said("views.delete.ask", { name: "风控" }) })).toBeTruthy();
    await user.keyboard("{Enter}");
    expect(removeView).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: `${said("views.delete")}: 风控` }));
    await user.click(await button("remove.yes"));
    expect(removeView).toHaveBeenCalledWith("v1");
    await waitFor(() => expect(screen.queryByRole("radio", { name: /风控/ })).toBeNull());
  });

  it("say why a name is not taken", async () => {
    const saveView = () => Promise.reject(Object.assign(new Error(), { code: "views.name_taken", detail: "", response: "call_operator" }));
    const { user } = await openDesk({ ...all, saveView });
    await user.selectOptions(await screen.findByLabelText(said("filter.position")), "teller");
    await user.click(await button("views.save"));
    await user.keyboard("x{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain(said("error.views.name_taken"));
  });
});

describe("a search", () => {
  it("shows what it understood, filters by it, and lets each part be taken out", async () => {
    const searchInterviews = vi.fn<Client["searchInterviews"]>(() => Promise.resolve([]));
    const { user } = await openDesk({ ...all, searchInterviews });
    await search(user, "柜员80");
    const meant = await screen.findByRole("group", { name: said("search.understood") });
    expect(names()).toEqual(["0193a1b2-0000-7000-8000-000000000001"]);
    expect(searchInterviews).not.toHaveBeenCalled();
    await user.click(within(meant).getByRole("button", { name: said("search.drop", { what: said("search.least", { n: 80 }) }) }));
    expect(screen.getByLabelText<HTMLInputElement>(said("desk.search")).value).toBe("柜员");
    expect(names()).toHaveLength(3);
  });
});

describe("a list that changes by itself", () => {
  const older = interviewRow({ id: "old", name: "林晓岚" });
  const newer = interviewRow({ id: "new", name: "何雨桐", started: "2026-11-26T06:30:00Z" });

  it("says that something is new and keeps lines, ticks and focus where they are until it is wanted", async () => {
    const { client, become } = changing([older, under]);
    const { user } = await openDesk(client);
    await user.click(await screen.findByLabelText("选择吴立新"));
    line("林晓岚")?.focus();
    const before = names();
    await become([newer, older, { ...under, delivery: "done" }]);
    expect(await screen.findByText(said("list.new", { n: 1 }))).toBeTruthy();
    expect(names()).toEqual(before);
    expect(document.activeElement).toBe(line("林晓岚"));
    expect(line("吴立新")?.getAttribute("aria-selected")).toBe("true");
    expect(within(line("吴立新") as HTMLElement).getByText(said("delivery.done"))).toBeTruthy();
    await user.click(await button("list.new.show"));
    expect(names()).toContain("new");
    expect(screen.queryByText(said("list.new", { n: 1 }))).toBeNull();
  });

  it("leaves a line that no longer fits its view where it stands, and lets an erased one go", async () => {
    const { client, become } = changing([older, under]);
    const { user } = await openDesk(client);
    await user.click(await screen.findByRole("radio", { name: /待送/ }));
    await become([older, { ...under, delivery: "done" }]);
    expect(names()).toEqual(["3"]);
    await become([older]);
    expect(names()).toEqual([]);
    await user.click(screen.getByRole("radio", { name: /全部/ }));
    expect(names()).toEqual(["old"]);
  });

  it("shows at once what comes into an empty list", async () => {
    const { client, become } = changing([]);
    await openDesk(client);
    await screen.findByText(said("desk.empty"));
    await become([newer]);
    expect(await screen.findByText("何雨桐")).toBeTruthy();
  });

  it("looks for the words of a search again", async () => {
    const { client, become } = changing([older]);
    const searchInterviews = vi.fn<Client["searchInterviews"]>(() => Promise.resolve([{ id: "old", excerpt: null }]));
    const { user } = await openDesk({ ...client, searchInterviews });
    await search(user, "利率");
    await waitFor(() => expect(names()).toEqual(["old"]));
    await waitFor(() => expect(searchInterviews).toHaveBeenCalledTimes(1));
    searchInterviews.mockResolvedValue([{ id: "old", excerpt: null }, { id: "new", excerpt: null }]);
    await become([newer, older]);
    expect(await screen.findByText(said("list.new", { n: 1 }))).toBeTruthy();
    expect(names()).toEqual(["old"]);
  });
});

describe("how interviews are filed", () => {
  it("goes from position and state to month and score", async () => {
    const earlier = interviewRow({ id: "oct", name: "孙浩然", started: "2026-10-10T06:30:00Z", report: reportLine({ score: { score: 74, low: 70, high: 78 } }) });
    const { user } = await openDesk({ listInterviews: () => Promise.resolve([interviewRow({ id: "nov" }), earlier, under]) });
    await user.selectOptions(await screen.findByLabelText(said("filter.position")), "teller");
    await user.selectOptions(screen.getByLabelText(said("filter.stage")), "open");
    await user.selectOptions(screen.getByLabelText(said("filter.period")), "2026-10");
    await user.selectOptions(screen.getByLabelText(said("filter.score")), "70");
    expect(names()).toEqual(["oct"]);
  });
});
