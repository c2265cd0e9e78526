import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { Client, PolicyView, SentState } from "../../client";
import { CATALOGUES } from "../../i18n";
import { deskPerson, fakeClient, interviewRow, queued, reportLine } from "../../test/fake";
import { all, boards } from "../../test/boards";
import { button, openDesk, said } from "../../test/openDesk";

describe("sitting down", () => {
  it("asks who it is, and signs in under that name", async () => {
    const signIn = vi.fn<Client["signIn"]>(() => Promise.resolve(deskPerson("administrator")));
    const { user } = await openDesk({ deskPerson: () => Promise.resolve(null), signIn });
    await user.type(await screen.findByLabelText(said("signin.name")), "段凯文");
    await user.click(await button("signin.go"));
    expect(signIn).toHaveBeenCalledWith("段凯文", "");
    expect(await screen.findByText("林晓岚")).toBeTruthy();
  });

  it("says what is wrong with a name, by its code", async () => {
    const signIn = () => Promise.reject(Object.assign(new Error(), { code: "review.name", detail: "", response: "call_operator" }));
    const { user } = await openDesk({ deskPerson: () => Promise.resolve(null), signIn });
    await user.click(await button("signin.go"));
    expect(await screen.findByText(new RegExp(said("error.review.name.hint")))).toBeTruthy();
  });

  it("ends when the person goes back to the candidate's side", async () => {
    const signOut = vi.fn<Client["signOut"]>(() => Promise.resolve(null));
    const { user } = await openDesk({ signOut });
    await user.click(await button("desk.nav.candidate"));
    expect(signOut).toHaveBeenCalledOnce();
  });
});

describe("list", () => {
  it("shows score, range, requirement and what to look at, in words", async () => {
    await openDesk(all);
    expect(await screen.findByLabelText("82，可能在 79 到 85 之间，要求 70")).toBeTruthy();
    expect(screen.getByText("须关注：总分低于 70")).toBeTruthy();
    expect(screen.getByText(said("desk.noReport"))).toBeTruthy();
    expect(screen.getByText(said("desk.noScore"))).toBeTruthy();
    expect(screen.getByText("转写可信度 61%")).toBeTruthy();
    expect(screen.getByText(said("delivery.parked"))).toBeTruthy();
  });

  it("filters by view, position and tag, and clears them", async () => {
    const { user } = await openDesk(all);
    await user.click(await screen.findByRole("radio", { name: /待送/ }));
    expect(screen.getByText("吴立新")).toBeTruthy();
    expect(screen.queryByText("林晓岚")).toBeNull();
    await user.click(screen.getByRole("radio", { name: /全部/ }));
    await user.selectOptions(screen.getByLabelText(said("filter.position")), "teller");
    expect(screen.queryByText("吴立新")).toBeNull();
    await user.selectOptions(screen.getByLabelText(said("filter.tag")), "转岗申请");
    await user.click((await screen.findAllByRole("button", { name: said("desk.noMatch.clear") }))[0] as HTMLElement);
    expect(screen.getByText("吴立新")).toBeTruthy();
  });

  it("searches what was said and shows the words around it", async () => {
    const excerpt = { answer: 2, before: "我把", found: "利率", after: "写在纸上" };
    const searchInterviews = vi.fn<Client["searchInterviews"]>(() => Promise.resolve([{ id: "3", excerpt }]));
    const { user } = await openDesk({ ...all, searchInterviews });
    await screen.findByText("林晓岚");
    await user.keyboard("/");
    await user.keyboard("利率");
    expect(await screen.findByText("利率", { selector: "mark" })).toBeTruthy();
    expect(screen.queryByText("林晓岚")).toBeNull();
    expect(searchInterviews).toHaveBeenLastCalledWith("利率");
  });

  it("hides numbers from someone who rates first", async () => {
    await openDesk({ listInterviews: () => Promise.resolve([interviewRow({ report: reportLine({ hidden: true, score: null }) })]) });
    expect(await screen.findByText(said("desk.rateFirst"))).toBeTruthy();
    expect(screen.queryByText(said("desk.noScore"))).toBeNull();
    expect(screen.getByRole("radio", { name: /依据不足/ }).textContent).toContain("0");
  });

  it("draws what is in sight of ten thousand", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => interviewRow({ id: `n${n}`, name: `候选${n}` }));
    await openDesk({ listInterviews: () => Promise.resolve(many) });
    await screen.findByText("候选0");
    expect(screen.getAllByRole("row").length).toBeLessThan(80);
  });

  it("exports what is ticked and says where it went", async () => {
    const exportZip = vi.fn<Client["exportZip"]>(() => Promise.resolve({ path: "/x/a.zip", bytes: 2_500_000 }));
    const { user } = await openDesk({ ...all, exportZip });
    await user.click(await screen.findByLabelText("选择吴立新"));
    await user.click(await button("list.zip"));
    expect(exportZip).toHaveBeenCalledWith(["3"], "zh-CN");
    expect(await screen.findByText(/\/x\/a\.zip（2\.5 MB）/)).toBeTruthy();
  });

  it("says what comes when nothing is stored yet", async () => {
    await openDesk({ listInterviews: () => Promise.resolve([]) });
    expect(await screen.findByText(said("desk.empty"))).toBeTruthy();
  });

  it("names a failure by its code, says what to do, and tries again", async () => {
    const failure = { code: "media.empty", detail: "", response: "retry" } as const;
    const listInterviews = vi.fn<Client["listInterviews"]>().mockRejectedValueOnce(failure).mockResolvedValue([interviewRow()]);
    const { user } = await openDesk({ listInterviews });
    const alert = await screen.findByRole("alert");
    expect(within(alert).getByText(said("error.media.empty.hint"))).toBeTruthy();
    await user.click(await button("failure.retry"));
    expect(await screen.findByText("林晓岚")).toBeTruthy();
  });

  it("shows a number for a code without a text, and no technical words", async () => {
    await openDesk({ listInterviews: () => Promise.reject(new Error("boom")) });
    expect(await screen.findByText(/编号 internal\.window/)).toBeTruthy();
    expect(screen.queryByText(/boom/)).toBeNull();
  });

  it("opens an interview with keys alone and comes back to the same filter", async () => {
    const { user } = await openDesk(all);
    await user.click(await screen.findByRole("radio", { name: /须关注/ }));
    screen.getByText("吴立新").closest<HTMLElement>("[role=row]")?.focus();
    await user.keyboard("{Enter}");
    await screen.findByRole("tab", { name: said("panel.abilities") });
    await user.click(await button("interview.back"));
    expect(screen.getByRole("radio", { name: /须关注/ }).getAttribute("aria-checked")).toBe("true");
  });
});

describe("boards", () => {
  it("compare says overlaps in words and leaves out who can't be compared", async () => {
    const { user } = await openDesk(boards);
    await user.click(await screen.findByLabelText("选择林晓岚"));
    await user.click(screen.getByLabelText("选择吴立新"));
    await user.click(screen.getByRole("button", { name: "比较 2 份" }));
    expect(await screen.findByText(/林晓岚与吴立新的范围有重叠/)).toBeTruthy();
    expect(screen.getByText(said("compare.left.noReport", { name: "walk-in-2" }))).toBeTruthy();
    expect(screen.getAllByLabelText("84，可能在 80 到 88 之间，要求 70，人工评级 4")).toHaveLength(2);
  });

  it("ranking has bands and a proposal, no places", async () => {
    const { user } = await openDesk(boards);
    await user.click(await button("desk.nav.ranking"));
    expect(await screen.findByRole("region", { name: "第 1 档" })).toBeTruthy();
    expect(screen.getByText(said("ranking.proposed"))).toBeTruthy();
    expect(screen.getByText("3 人有分数，1 人不排名")).toBeTruthy();
  });

  it("statistics are tables too, small groups hidden, a low share noted", async () => {
    const { user } = await openDesk(boards);
    await user.click(await button("desk.nav.statistics"));
    expect(await screen.findByText(/进入复试的占 27%，低于 30%/)).toBeTruthy();
    await user.click(await button("stats.asTable"));
    const spread = screen.getByRole("region", { name: said("stats.spread") });
    expect(within(spread).getByRole("row", { name: /沟通能力 12 63 66 68 70/ })).toBeTruthy();
    expect(within(spread).getByRole("row", { name: /诚信 不到 10/ })).toBeTruthy();
  });
});

describe("around", () => {
  it("the log says who did what and checks its chain", async () => {
    const { user } = await openDesk(boards);
    await user.click(await button("desk.nav.log"));
    expect(await screen.findByText(said("log.review.decided"))).toBeTruthy();
    await user.click(await button("log.verify"));
    expect(await screen.findByText("41 条记录、2 条链，首尾相连")).toBeTruthy();
  });

  it("every page says that the HR system can't be reached, as long as that is so", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let away = true;
    const { user } = await openDesk({ hrmsAway: () => Promise.resolve(away) });
    expect(await screen.findByText(said("desk.offline"))).toBeTruthy();
    await user.click(await button("desk.nav.health"));
    expect(screen.getByText(said("desk.offline"))).toBeTruthy();
    away = false;
    await vi.advanceTimersByTimeAsync(10_000);
    await waitFor(() => expect(screen.queryByText(said("desk.offline"))).toBeNull());
    vi.useRealTimers();
  });

  it("the queue says why, what to do, and tries again", async () => {
    const queue = { hrms: "https://hr.example", station_id: "s", waiting: [], withdrawals: [], delivered: 8, timely: null };
    const sendNow = vi.fn<Client["sendNow"]>(() => Promise.resolve({ state: "delivered", code: "", acked: 3, queue }));
    const { user } = await openDesk({ sendNow });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    expect(await screen.findByText(/^最近送达的 7 份中，6 份.*3 分 12 秒$/)).toBeTruthy();
    expect(await screen.findByText(new RegExp(said("error.hrms.revoked")))).toBeTruthy();
    await user.click(await button("sync.retry"));
    expect(sendNow).toHaveBeenCalledWith(interviewRow().id);
    expect(await screen.findByText("8 份全部送达")).toBeTruthy();
    expect(screen.getByText(said("sync.sent.delivered")).closest("[role=status]")).toBeTruthy();
  });

  it("the queue says what came of sending, whatever it was", async () => {
    const queue = { hrms: "https://hr.example", station_id: "s", waiting: [queued()], withdrawals: [], delivered: 8, timely: null };
    const sendNow = vi.fn<Client["sendNow"]>();
    const { user } = await openDesk({ sendNow });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    const sent = async (state: SentState, code: string, role: "alert" | "status") => {
      sendNow.mockResolvedValueOnce({ state, code, acked: 2, queue });
      await user.click(await button("sync.send"));
      const words = state === "waiting" ? /送出 2 项/ : new RegExp(said(`sync.sent.${state}`));
      const line = await screen.findByText(words);
      expect(line.closest(`[role=${role}]`)).toBeTruthy();
      return line;
    };
    await sent("unreachable", "hrms.unreachable", "alert");
    await sent("parked", "", "alert");
    await sent("sending", "", "status");
    const waits = await sent("waiting", "hrms.answer_lost", "status");
    expect(waits.textContent).toContain(said("error.hrms.answer_lost"));
    expect(screen.queryByText(new RegExp(said("sync.sent.parked")))).toBeNull();
  });

  it("tests the connection, and says what is wrong with it", async () => {
    const testConnection = vi.fn<Client["testConnection"]>(() => Promise.resolve({ clock_ahead_ms: -1_260 }));
    const { user } = await openDesk({ testConnection });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    await user.click(await button("sync.test"));
    expect((await screen.findByText(/1\.3 秒/)).closest("[role=status]")).toBeTruthy();
    testConnection.mockRejectedValueOnce(Object.assign(new Error(), { code: "hrms.unreachable", detail: "", response: "retry" }));
    await user.click(await button("sync.test"));
    expect(await screen.findByText(new RegExp(said("error.hrms.unreachable")))).toBeTruthy();
    expect(screen.queryByText(/1\.3 秒/)).toBeNull();
  });

  it("the queue names withdrawals, and sends them", async () => {
    const withdrawal = { kind: "withdrawal", state: "ready", reason: "", attempts: 0, bytes: 0 } as const;
    const queue = { hrms: "https://hr.example", station_id: "s", waiting: [], delivered: 8, timely: null };
    const sendNow = vi.fn<Client["sendNow"]>(() => Promise.resolve({ state: "delivered", code: "", acked: 1, queue: { ...queue, withdrawals: [] } }));
    const { user } = await openDesk({ syncQueue: () => Promise.resolve({ ...queue, withdrawals: [withdrawal] }), sendNow });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    expect(await screen.findByText(said("sync.withdrawn"))).toBeTruthy();
    await user.click(await button("sync.send"));
    expect(sendNow).toHaveBeenCalledWith(null);
    expect(await screen.findByText("8 份全部送达")).toBeTruthy();
  });

  it("the policy pack is read-only", async () => {
    const { user } = await openDesk();
    await user.click(await button("desk.nav.settings"));
    expect(await screen.findByText(said("settings.readOnly"))).toBeTruthy();
    expect(screen.getByText(said("settings.module.off"))).toBeTruthy();
    expect(screen.getByText(said("settings.policy.program"))).toBeTruthy();
    expect(screen.queryByText(said("settings.policy.checked"))).toBeNull();
  });

  it("a signed policy pack names signer, day and key, and what was refused since", async () => {
    const shipped = await fakeClient().policyPack();
    const policy: PolicyView = {
      ...shipped,
      version: "2026.3",
      signed_by: { name: "合规部 周敏", key_id: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", signed_at: "2025-11-20T02:30:00Z" },
      refused: { version: "2026.2", code: "policy.older", at_unix_ms: Date.parse("2025-11-21T02:30:00Z") },
    };
    const { user } = await openDesk({ policyPack: () => Promise.resolve(policy) });
    await user.click(await button("desk.nav.settings"));
    expect(await screen.findByText(said("settings.policy.checked"))).toBeTruthy();
    expect(screen.queryByText(said("settings.policy.program"))).toBeNull();
    expect(screen.getByText("合规部 周敏")).toBeTruthy();
    expect(screen.getByText(/^2025年11月20日/)).toBeTruthy();
    expect(screen.getByText("kPrK_qmx VWaYVA9w wBF6Iuo3 vVzz7TxH CTwXBygr S4k")).toBeTruthy();
    expect(screen.getByText(/拒绝了规则包 2026\.2/).textContent).toContain(said("error.policy.older"));
  });
});

describe("accessibility", () => {
  // Colours are measured from the tokens; a page without layout can't tell them.
  const rules = { "color-contrast": { enabled: false }, region: { enabled: false }, "scrollable-region-focusable": { enabled: false } };

  it.each(["zh-CN", "en"] as const)("no page has violations in %s", async (language) => {
    const texts = CATALOGUES[language];
    const { user, page } = await openDesk(boards, language);
    const check = async (where: string) => {
      const { violations } = await axe.run(page.container, { rules, iframes: false });
      expect(violations.map((found) => `${where} ${found.id}: ${found.nodes.map((node) => node.html).join()}`)).toEqual([]);
    };
    await screen.findByText("林晓岚");
    await check("list");
    for (const key of ["desk.nav.compare", "desk.nav.ranking", "desk.nav.statistics", "desk.nav.decisions", "desk.nav.log", "desk.nav.settings", "desk.nav.health"]) {
      await user.click(within(screen.getByRole("navigation")).getByRole("button", { name: texts[key] ?? "" }));
      await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toBeTruthy());
      await check(key);
    }
    await user.click(within(screen.getByRole("navigation")).getByRole("button", { name: new RegExp(`^${texts["desk.nav.interviews"] ?? ""}`) }));
    await user.click(await screen.findByText("林晓岚"));
    for (const key of ["panel.abilities", "panel.questions", "panel.notices", "panel.material", "panel.notes", "panel.review"]) {
      await user.click(await screen.findByRole("tab", { name: new RegExp(`^${texts[key] ?? ""}`) }));
      await check(key);
    }
  });
});
