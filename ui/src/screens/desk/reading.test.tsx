import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Client } from "../../client";
import { ability, answer, interviewRow, reportLine, reviewPage, reviewReport } from "../../test/fake";
import { button, openDesk, openInterview, said } from "../../test/openDesk";

describe("the list", () => {
  const scored = (id: string, name: string, score: number | null) =>
    interviewRow({ id, name, report: reportLine({ score: score === null ? null : { score, low: score - 3, high: score + 3 } }) });
  const rows = [scored("1", "甲", 82), scored("2", "乙", 69.6), scored("3", "丙", 64), scored("4", "丁", 71), scored("5", "戊", null)];
  const people = { listInterviews: () => Promise.resolve(rows) };

  it("filters by a range of the suggested score, as it is shown", async () => {
    const { user } = await openDesk(people);
    await user.selectOptions(await screen.findByLabelText(said("filter.score")), "70 – 79");
    expect(["甲", "乙", "丙", "丁", "戊"].filter((name) => screen.queryByText(name))).toEqual(["乙", "丁"]);
    await user.click(await button("desk.noMatch.clear"));
    expect(screen.getByText("戊")).toBeTruthy();
  });

  it("is walked by J and K as it is filtered and sorted", async () => {
    const openReview = vi.fn<Client["openReview"]>((id) => Promise.resolve(reviewPage({ row: interviewRow({ id }) })));
    const { user } = await openDesk({ ...people, openReview });
    await user.selectOptions(await screen.findByLabelText(said("filter.score")), "70 – 79");
    const [first = "", second = ""] = screen.getAllByRole("row").flatMap((row) => /[甲乙丙丁戊]/.exec(row.textContent)?.[0] ?? []);
    const idOf = (name: string) => rows.find((row) => row.name === name)?.id;
    await user.click(screen.getByText(first));
    await screen.findByRole("tab", { name: said("panel.abilities") });
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("j");
    await waitFor(() => expect(openReview).toHaveBeenLastCalledWith(idOf(second), ""));
    await user.keyboard("j");
    await user.keyboard("k");
    await waitFor(() => expect(openReview).toHaveBeenLastCalledWith(idOf(first), ""));
  });
});

describe("the page of an interview", () => {
  it("draws the three summaries and what an ability means", async () => {
    await openInterview();
    const general = screen.getByText(said("report.axis.general")).parentElement;
    expect(general?.textContent).toBe(`${said("report.axis.general")}84`);
    expect(screen.getAllByText(said("report.axis.none"))).toHaveLength(2);
    expect(screen.getByText("听懂对方真正关心的事。")).toBeTruthy();
  });

  it("has no summary while numbers are hidden", async () => {
    const hidden = reviewReport({ overall: null, overall_hidden: true, summary: { professional: null, general: null, culture: null } });
    await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: hidden })) });
    expect(screen.queryByText(said("report.axis.general"))).toBeNull();
  });

  it("says which answers have no words", async () => {
    const mute = { paragraphs: [], coverage: 0, recognition: null, quotes: [] };
    const answers = [answer({ ...mute, number: 1 }), answer({ number: 2 }), answer({ ...mute, number: 3, typed: true }), answer({ ...mute, number: 4, coverage: 90 })];
    await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: reviewReport({ answers }) })) });
    const [banner] = screen.getAllByText(said("desk.degraded", { n: "1" }));
    expect(banner?.closest("[role=status]")).toBeTruthy();
  });

  it("puts near marks of the timeline together and plays each of them", async () => {
    const notices = Array.from({ length: 60 }, (_, nth) => ({ code: "several_faces", question: 1, share: null, at_ms: 4000 + nth * 250 }));
    const { user } = await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: reviewReport({ notices }) })) });
    const timeline = screen.getByRole("group", { name: said("timeline") });
    // Sixty notices and a quote, and one block.
    const marks = within(timeline).getAllByRole("button").slice(1);
    expect(marks.length).toBeLessThanOrEqual(25);
    const player = await waitFor(() => {
      const found = document.querySelector("video");
      if (!found) throw new Error("no video yet");
      return found;
    });
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    await user.click(marks[0] as HTMLElement);
    const entries = await screen.findAllByRole("menuitem");
    expect(entries.length).toBeGreaterThan(1);
    await user.click(entries[1] as HTMLElement);
    expect(player.currentTime).toBe(4.25);
  });

  it("keeps what others wrote from somebody who rates first, and says so", async () => {
    const blind = reviewPage({
      others_hidden: true,
      notes: [{ id: "n", author: "陆婉清", at: "2026-11-26T01:40:00Z", text: "我自己的话" }],
      report: reviewReport({ rates_first: true, overall: null, overall_hidden: true, abilities: [ability({ hidden: true, suggested: null })] }),
    });
    const { user } = await openInterview({ openReview: () => Promise.resolve(blind) });
    await user.click(screen.getByRole("tab", { name: /备注/ }));
    expect(screen.getByText(said("notes.rateFirst"))).toBeTruthy();
    expect(screen.queryByLabelText(said("notes.tag.new"))).toBeNull();
    expect(screen.getByText("我自己的话")).toBeTruthy();
  });
});

describe("comparison", () => {
  it("names who can't be shown and why, and lets them be taken out", async () => {
    const rows = [interviewRow(), interviewRow({ id: "2", name: "吴立新" })];
    const reason = "rate_first" as const;
    const compare = vi.fn<Client["compare"]>((ids) =>
      Promise.resolve({
        people: [],
        abilities: [],
        position_version: 1,
        left_out: rows.filter((row) => ids.includes(row.id)).map((row) => ({ row, reason })),
        overlaps: [],
      }),
    );
    const { user } = await openDesk({ listInterviews: () => Promise.resolve(rows), compare });
    await user.click(await screen.findByLabelText("选择林晓岚"));
    await user.click(screen.getByLabelText("选择吴立新"));
    await user.click(screen.getByRole("button", { name: "比较 2 份" }));
    expect(await screen.findByText(said("compare.left.rateFirst", { name: "吴立新" }))).toBeTruthy();
    expect(screen.getByText(said("compare.nobody"))).toBeTruthy();
    await user.click(await button("compare.remove", { name: "吴立新" }));
    await waitFor(() => expect(compare).toHaveBeenLastCalledWith([interviewRow().id]));
  });
});
