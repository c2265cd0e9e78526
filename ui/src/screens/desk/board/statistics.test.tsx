import { screen, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { Client } from "../../../client";
import { CATALOGUES } from "../../../i18n";
import { interviewRow, positionFigures, reportLine } from "../../../test/fake";
import { button, openDesk, said } from "../../../test/openDesk";

const text = (key: string) => CATALOGUES["zh-CN"][key] ?? key;

/** What the charts over months were asked to draw; they are broken as soon as it is `null`. */
const drawn = vi.hoisted(() => ({ months: null as unknown[] | null }));

const broken = () => {
  throw new TypeError("Cannot assign to read only property 'constructor' of object '#<Object>'");
};
const chart = (props: unknown) => {
  if (drawn.months === null) return broken();
  drawn.months.push(props);
  return null;
};
vi.mock("./drawn", () => ({ MonthChart: chart, SpreadChart: chart, BehaviourChart: chart }));
beforeEach(() => {
  drawn.months = null;
});

it("charts that can't be drawn leave the tables and the rest of the page", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { user } = await openDesk({ statistics: () => Promise.resolve([positionFigures()]) });
  await user.click(await button("desk.nav.statistics"));
  expect(await screen.findByText(text("stats.noCharts"))).toBeTruthy();
  const spread = screen.getByRole("region", { name: text("stats.spread") });
  expect(within(spread).getByRole("row", { name: /沟通能力 12 63 66 68 70/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: text("stats.asTable") })).toBeNull();
});

it("tells of every position how many went on, and how far people agree", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const risk = { ...positionFigures(), code: "risk_manager", position: { zh: "风险经理", en: "Risk manager" }, low: null, months: [{ month: "2026-10", share: null, decided: null }] };
  const { user } = await openDesk({ statistics: () => Promise.resolve([positionFigures(), risk]) });
  await user.click(await button("desk.nav.statistics"));
  const month = await screen.findByRole("region", { name: said("stats.wentOn") });
  const rows = within(month).getAllByRole("row").slice(1).map((row) => row.textContent);
  const few = said("stats.tooFew");
  expect(rows.map((row) => row.replace(/\d+年/, ""))).toEqual([`柜员10月${few}${few}`, "柜员11月27%11", `风险经理10月${few}${few}`, `风险经理11月${few}${few}`]);
  const agreed = within(screen.getByRole("region", { name: said("stats.agreement") }));
  expect(agreed.getByRole("row", { name: `${said("stats.agreement.all")} 12 0.71 96%` })).toBeTruthy();
  expect(agreed.getByRole("row", { name: `诚信 ${few} ${few} ${few}` })).toBeTruthy();
  expect(agreed.getByText(said("stats.agreement.same"))).toBeTruthy();
});

it("draws the share of each behaviour by month, where there is more than one, and lets lines be hidden", async () => {
  drawn.months = [];
  const months = ["2026-10", "2026-11"].map((month) => ({ month, share: 40, decided: 10 }));
  const [heard, wrote] = ["先听完，再复述", "写在纸上"];
  const behaviours = [
    { competency: "communication", text: heard, share: 46, trend: [38, 54] },
    { competency: "communication", text: wrote, share: 18, trend: [null, 18] },
  ];
  const { user } = await openDesk({ statistics: () => Promise.resolve([{ ...positionFigures(), months, behaviours }]) });
  await user.click(await button("desk.nav.statistics"));
  const legend = within(await screen.findByRole("toolbar", { name: said("stats.trend.lines") }));
  const lines = () => {
    const trends = (drawn.months ?? []).filter((props) => (props as { title?: string }).title === said("stats.trend"));
    return (trends.at(-1) as { lines: { name: string; shares: (number | null)[] }[] }).lines.map(({ name, shares }) => [name, ...shares]);
  };
  expect(lines()).toEqual([[heard, 38, 54], [wrote, null, 18]]);
  await user.click(legend.getByRole("button", { name: heard }));
  expect(lines()).toEqual([[wrote, null, 18]]);
  // The same figures as a table.
  await user.click(await button("stats.asTable"));
  expect(screen.getByRole("row", { name: `${wrote} 18% ${said("stats.tooFew")} 18%` })).toBeTruthy();
  expect(screen.queryByRole("toolbar", { name: said("stats.trend.lines") })).toBeNull();
});

it("writes the figures that are shown to a file", async () => {
  const exportStatistics = vi.fn<Client["exportStatistics"]>(() => Promise.resolve({ path: "/x/statistics.pdf", bytes: 90_000 }));
  const { user } = await openDesk({ statistics: () => Promise.resolve([positionFigures()]), exportStatistics });
  await user.click(await button("desk.nav.statistics"));
  await user.selectOptions(await screen.findByLabelText(said("filter.period")), "3");
  await user.click(await button("stats.pdf"));
  expect(exportStatistics).toHaveBeenLastCalledWith(3, null, "pdf", "zh-CN");
  expect(await screen.findByText(/statistics\.pdf/)).toBeTruthy();
  await user.selectOptions(screen.getByLabelText(said("filter.position")), "teller");
  await user.click(await button("stats.excel"));
  expect(exportStatistics).toHaveBeenLastCalledWith(3, "teller", "xlsx", "zh-CN");
});

it("outlines high potential beside the decision of a person", async () => {
  const row = interviewRow({ name: "孙浩然", report: reportLine({ outcome: "talent_pool" }) });
  const rankings = () =>
    Promise.resolve([{ code: "teller", position: row.position, position_version: 1, unranked: 0, people: [{ row, band: 1, proposed: true, potential: true }] }]);
  const { user } = await openDesk({ rankings });
  await user.click(await button("desk.nav.ranking"));
  const person = within((await screen.findByText("孙浩然")).closest("li") as HTMLElement);
  expect(person.getByText(said("outcome.talent_pool"))).toBeTruthy();
  expect(person.getByText(said("ranking.potential"))).toBeTruthy();
  expect(person.queryByText(said("ranking.proposed"))).toBeNull();
});

it("outlines a proposal until somebody has decided, whose sign then stands with its words", async () => {
  const rows = [interviewRow({ id: "open", name: "林晓岚" }), interviewRow({ id: "decided", name: "孙浩然", report: reportLine({ outcome: "second_round" }) })];
  const people = rows.map((row) => ({ row, band: 1, proposed: true, potential: false }));
  const rankings = () => Promise.resolve([{ code: "teller", position: { zh: "柜员", en: "Teller" }, position_version: 1, unranked: 0, people }]);
  const { user } = await openDesk({ rankings });
  await user.click(await button("desk.nav.ranking"));
  const line = async (name: string) => (await screen.findByText(name)).closest("li") as HTMLElement;
  expect((await line("林晓岚")).dataset.proposed).toBe("true");
  const decided = await line("孙浩然");
  expect(decided.dataset.proposed).toBeUndefined();
  const words = within(decided).getByText(said("outcome.second_round"));
  expect(words.querySelector("[aria-hidden]")).toBeTruthy();
  expect(words.className).toContain("decided");
});
