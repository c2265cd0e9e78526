import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Client } from "../../../client";
import { ability, answer, interviewRow, reviewPage, reviewReport } from "../../../test/fake";
import { button, openInterview, said } from "../../../test/openDesk";

describe("review", () => {
  const rated = reviewReport({
    rates_first: false,
    abilities: [ability({ own: { level: 4, note: "" } })],
    human: { ...reviewReport().human, missing: 0, handed_in: true },
  });

  async function openReview(change: Partial<Client> = {}) {
    const opened = await openInterview(change);
    await opened.user.click(screen.getByRole("tab", { name: said("panel.review") }));
    return opened;
  }

  it("shows no number before one has rated, where the policy says so", async () => {
    const blind = reviewReport({
      rates_first: true,
      overall: null,
      overall_hidden: true,
      what_if: [],
      abilities: [ability({ hidden: true, suggested: null, grade: null, confidence: null, quotes: [] })],
      answers: [answer({ score: null, quotes: [] })],
      human: { ...reviewReport().human, proposed: null },
    });
    const rate = vi.fn<Client["rate"]>(() => Promise.resolve(reviewPage()));
    const { user } = await openReview({ openReview: () => Promise.resolve(reviewPage({ report: blind })), rate });
    expect(screen.getByText(said("review.rateFirst"))).toBeTruthy();
    expect(screen.queryByText("84")).toBeNull();
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("4");
    expect(rate).toHaveBeenCalledWith(interviewRow().id, "communication", 4, "");
    expect(await screen.findByText("84")).toBeTruthy();
  });

  it("says that scores were refused and not that there was too little to go by", async () => {
    const refused = reviewReport({ overall: null, scoring_refused: true });
    await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: refused })) });
    expect(screen.getByText(said("desk.refused"))).toBeTruthy();
    expect(screen.queryByText(said("desk.insufficient"))).toBeNull();
  });

  it("hands in only what is whole", async () => {
    const handIn = vi.fn<Client["handIn"]>(() => Promise.resolve(reviewPage({ report: rated })));
    const whole = { ...rated, human: { ...rated.human, handed_in: false, draft: true } };
    await openReview();
    expect((await button("review.handIn")).hasAttribute("disabled")).toBe(true);
    document.body.innerHTML = "";
    const { user } = await openReview({ openReview: () => Promise.resolve(reviewPage({ report: whole })), handIn });
    await user.click(await button("review.handIn"));
    expect(handIn).toHaveBeenCalledOnce();
  });

  it("decides with a reason of ten characters, nothing chosen beforehand", async () => {
    const decide = vi.fn<Client["decide"]>(() => Promise.resolve(reviewPage({ report: rated })));
    const { user } = await openReview({ openReview: () => Promise.resolve(reviewPage({ report: rated })), decide });
    const group = screen.getByRole("radiogroup", { name: said("decision.title") });
    expect(within(group).getAllByRole("radio").every((radio) => !(radio as HTMLInputElement).checked)).toBe(true);
    await user.click(within(group).getByText(said("outcome.talent_pool")));
    await user.type(screen.getByLabelText(said("desk.reason")), "服务有具体事例");
    expect(screen.getByRole("button", { name: "理由还差 3 个字" }).hasAttribute("disabled")).toBe(true);
    await user.type(screen.getByLabelText(said("desk.reason")), "，数字再问");
    await user.click(await button("decision.sign"));
    expect(decide).toHaveBeenCalledWith(interviewRow().id, "talent_pool", "服务有具体事例，数字再问");
  });

  it("takes a decision back while it may", async () => {
    const decision = { outcome: "second_round", reason: "有具体事例，结果清楚。", decided_by: "陆婉清", at: "2026-11-26T01:40:00Z", undo_s: 540 } as const;
    const made = { ...rated, human: { ...rated.human, decision } };
    const undoDecision = vi.fn<Client["undoDecision"]>(() => Promise.resolve(reviewPage({ report: rated })));
    const { user } = await openReview({ openReview: () => Promise.resolve(reviewPage({ report: made })), undoDecision });
    expect(screen.getByText("09:00 内可以撤回")).toBeTruthy();
    await user.click(await button("decision.undo"));
    expect(undoDecision).toHaveBeenCalledOnce();
  });

  it("looks at what-if without asking or changing anything", async () => {
    const { user } = await openReview();
    await user.click(screen.getByLabelText("去掉第 1 题"));
    expect(await screen.findByText("+3")).toBeTruthy();
    expect(screen.queryByText(said("review.whatIf.same"))).toBeNull();
  });
});
