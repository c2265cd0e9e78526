import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { Client, PolicyView, SentState } from "../../client";
import { CATALOGUES } from "../../i18n";
import { ability, answer, attachmentView, deskPerson, fakeClient, interviewRow, queued, reportLine, reviewPage, reviewReport } from "../../test/fake";
import { all, boards, under } from "../../test/boards";
import { changing } from "../../test/changing";
import { openDesk, openInterview, said } from "../../test/openDesk";

const zh = CATALOGUES["zh-CN"];
const text = (key: string) => zh[key] ?? key;
const button = (key: string) => screen.findByRole("button", { name: text(key) });

const video = () =>
  waitFor(() => {
    const found = document.querySelector("video");
    if (!found) throw new Error("no video yet");
    return found;
  });

describe("sitting down", () => {
  it("asks who it is, and signs in under that name", async () => {
    const signIn = vi.fn<Client["signIn"]>(() => Promise.resolve(deskPerson("administrator")));
    const { user } = await openDesk({ deskPerson: () => Promise.resolve(null), signIn });
    await user.type(await screen.findByLabelText(text("signin.name")), "段凯文");
    await user.click(await button("signin.go"));
    expect(signIn).toHaveBeenCalledWith("段凯文", "");
    expect(await screen.findByText("林晓岚")).toBeTruthy();
  });

  it("says what is wrong with a name, by its code", async () => {
    const signIn = () => Promise.reject(Object.assign(new Error(), { code: "review.name", detail: "", response: "call_operator" }));
    const { user } = await openDesk({ deskPerson: () => Promise.resolve(null), signIn });
    await user.click(await button("signin.go"));
    expect(await screen.findByText(new RegExp(text("error.review.name.hint")))).toBeTruthy();
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
    expect(screen.getByText(text("desk.noReport"))).toBeTruthy();
    expect(screen.getByText(text("desk.noScore"))).toBeTruthy();
    expect(screen.getByText("转写可信度 61%")).toBeTruthy();
    expect(screen.getByText(text("delivery.parked"))).toBeTruthy();
  });

  it("filters by view, position and tag, and clears them", async () => {
    const { user } = await openDesk(all);
    await user.click(await screen.findByRole("radio", { name: /待送/ }));
    expect(screen.getByText("吴立新")).toBeTruthy();
    expect(screen.queryByText("林晓岚")).toBeNull();
    await user.click(screen.getByRole("radio", { name: /全部/ }));
    await user.selectOptions(screen.getByLabelText(text("filter.position")), "teller");
    expect(screen.queryByText("吴立新")).toBeNull();
    await user.selectOptions(screen.getByLabelText(text("filter.tag")), "转岗申请");
    await user.click((await screen.findAllByRole("button", { name: text("desk.noMatch.clear") }))[0] as HTMLElement);
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
    expect(await screen.findByText(text("desk.rateFirst"))).toBeTruthy();
    expect(screen.queryByText(text("desk.noScore"))).toBeNull();
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
    expect(await screen.findByText(text("desk.empty"))).toBeTruthy();
  });

  it("names a failure by its code, says what to do, and tries again", async () => {
    const failure = { code: "media.empty", detail: "", response: "retry" } as const;
    const listInterviews = vi.fn<Client["listInterviews"]>().mockRejectedValueOnce(failure).mockResolvedValue([interviewRow()]);
    const { user } = await openDesk({ listInterviews });
    const alert = await screen.findByRole("alert");
    expect(within(alert).getByText(text("error.media.empty.hint"))).toBeTruthy();
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
    await screen.findByRole("tab", { name: text("panel.abilities") });
    await user.click(await button("interview.back"));
    expect(screen.getByRole("radio", { name: /须关注/ }).getAttribute("aria-checked")).toBe("true");
  });
});

describe("interview", () => {
  it("plays the second of a quote, again and again", async () => {
    const { user } = await openInterview();
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    const play = vi.spyOn(player, "play");
    const panel = screen.getByRole("tabpanel");
    for (const round of [1, 2]) {
      await user.click(within(panel).getByRole("button", { name: "第 1 题，播放 00:06" }));
      expect(player.currentTime).toBe(6.41);
      expect(play).toHaveBeenCalledTimes(round);
    }
  });

  it("follows the word that is said, and goes to a word that is pressed", async () => {
    const { user } = await openInterview();
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    player.currentTime = 7.3;
    player.dispatchEvent(new Event("timeupdate"));
    await waitFor(() => expect(document.querySelector("[data-current]")?.textContent).toBe("说完。"));
    await user.click(screen.getByText("就发火了。"));
    expect(player.currentTime).toBe(4.8);
    expect(screen.getByText("就发火了。").dataset.unclear).toBe("true");
    expect(screen.getByText("我先等他").dataset.quoted).toBe("true");
  });

  it("plays from half to double speed with the pitch kept, and skips silences", async () => {
    const { user } = await openInterview();
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    await user.selectOptions(screen.getByLabelText(text("player.rate")), "2");
    expect([player.playbackRate, player.preservesPitch]).toEqual([2, true]);
    await user.click(await button("player.skip"));
    Object.defineProperty(player, "paused", { configurable: true, value: false });
    player.currentTime = 1;
    player.dispatchEvent(new Event("timeupdate"));
    expect(player.currentTime).toBe(3.6);
  });

  it("answers to keys, and not when they are switched off", async () => {
    const { user } = await openInterview({ listInterviews: () => Promise.resolve([interviewRow(), under]) });
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    const play = vi.spyOn(player, "play");
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("{ArrowRight}");
    expect(player.currentTime).toBe(5);
    await user.keyboard(" ");
    expect(play).toHaveBeenCalledOnce();
    await user.keyboard("?");
    await user.click(await screen.findByLabelText(text("desk.keys.on")));
    await user.click(await button("desk.close"));
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("{ArrowRight}");
    expect(player.currentTime).toBe(5);
  });

  it("goes to the next interview", async () => {
    const openReview = vi.fn<Client["openReview"]>((id) => Promise.resolve(reviewPage({ row: interviewRow({ id }) })));
    const { user } = await openInterview({ listInterviews: () => Promise.resolve([interviewRow(), under]), openReview });
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("j");
    await waitFor(() => expect(openReview).toHaveBeenLastCalledWith("3", ""));
  });

  it("says that notices change no score, what was left out and what was simulated", async () => {
    const { user } = await openInterview();
    await user.click(screen.getByRole("tab", { name: /提示/ }));
    expect(screen.getByText(text("desk.flag"))).toBeTruthy();
    expect(screen.getByText("第 1 题：画面里不止一张脸，占 8%")).toBeTruthy();
    expect(screen.getByText(text("report.identity.simulated"))).toBeTruthy();
    expect(screen.getByText(text("identity.card_expired"))).toBeTruthy();
    expect(screen.getAllByText(text("report.simulated.identity_service")).length).toBeGreaterThan(0);
  });

  it("shows what the candidate disputes", async () => {
    const disputed = reviewReport({ answers: [answer({ disputed: true, typed: true, remark: "我说的是利率" })] });
    const { user } = await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: disputed })) });
    await user.click(screen.getByRole("tab", { name: text("panel.questions") }));
    expect(screen.getByText(text("questions.disputed"))).toBeTruthy();
    expect(screen.getByText("候选人补充：我说的是利率")).toBeTruthy();
  });

  it("opens the report without rights and plays the moment that a quote in it names", async () => {
    const { user } = await openInterview();
    await user.click(screen.getByRole("tab", { name: text("panel.material") }));
    await user.click(await button("material.open"));
    const frame = await screen.findByTitle(text("interview.report"));
    expect(frame.getAttribute("sandbox")).not.toMatch(/allow-(scripts|forms|popups|modals|downloads)/);
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    location.hash = "#seek=6410";
    await waitFor(() => expect(player.currentTime).toBe(6.41));
    expect(location.hash).toBe("");
  });

  it("writes the report as a PDF in the language of the window and says where it went", async () => {
    const exportPdf = vi.fn<Client["exportPdf"]>(() => Promise.resolve({ path: "/x/a.pdf", bytes: 180_000 }));
    const { user } = await openInterview({ exportPdf });
    await user.click(screen.getByRole("tab", { name: text("panel.material") }));
    await user.click(await button("material.pdf"));
    expect(exportPdf).toHaveBeenCalledWith(interviewRow().id, "zh-CN");
    expect(await screen.findByText(/\/x\/a\.pdf（0\.2 MB）/)).toBeTruthy();
  });

  it("shows what the candidate may be told, plays where it was said and saves it as a letter", async () => {
    const exportFeedback = vi.fn<Client["exportFeedback"]>(() => Promise.resolve({ path: "/x/feedback.txt", bytes: 900 }));
    const { user } = await openInterview({ exportFeedback });
    await user.click(screen.getByRole("tab", { name: text("panel.review") }));
    const card = within(await screen.findByRole("region", { name: text("feedback.title") }));
    expect(card.getByText("先听他说完，再把他的话重复了一遍")).toBeTruthy();
    expect(card.getByText(new RegExp(text("report.feedback.advice.result")))).toBeTruthy();
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    await user.click(card.getByRole("button", { name: "第 1 题，播放 00:06" }));
    expect(player.currentTime).toBe(6.41);
    await user.click(card.getByRole("button", { name: text("feedback.save") }));
    expect(exportFeedback).toHaveBeenCalledWith(interviewRow().id, "zh-CN");
    expect(await card.findByText(/\/x\/feedback\.txt/)).toBeTruthy();
  });

  it("gives the reason of a quote where there is one to give, and says whose confidence a figure is", async () => {
    const [first] = ability().quotes;
    if (!first) throw new Error("no quote");
    const quotes = [first, { ...first, start_ms: 9000, behaviour: "rule.own_deed" }, { ...first, start_ms: 11_000, behaviour: "rule.words" }];
    await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: reviewReport({ abilities: [ability({ quotes })] }) })) });
    const panel = within(screen.getByRole("tabpanel"));
    expect(panel.getByText(text("report.rule.own_deed"))).toBeTruthy();
    expect(panel.queryByText(text("report.rule.words"))).toBeNull();
    expect(panel.getAllByText(first.text)).toHaveLength(3);
    expect(panel.getByText(said("panel.confidence", { n: 92 }))).toBeTruthy();
  });

  it("says why no report can be made, and whom to ask", async () => {
    const { user } = await openDesk({ openReview: () => Promise.resolve(reviewPage({ report: null, impossible: "interview.incomplete" })) });
    await user.click(await screen.findByText("林晓岚"));
    const said = await screen.findByText(new RegExp(text("error.interview.incomplete")));
    expect(said.textContent).toContain(text("error.interview.incomplete.hint"));
    expect(said.closest("[role=alert]")).toBeTruthy();
  });

  it("shows what there is before the report, and without a recording", async () => {
    await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: null, parts: [] })) });
    expect(await screen.findByText(text("interview.recording.none"))).toBeTruthy();
    expect(await screen.findByText(text("interview.noReport"))).toBeTruthy();
  });

  describe("that is being analysed", () => {
    const waiting = interviewRow({ state: "analysing", report: null, seconds: 0 });
    const before = reviewPage({ row: waiting, report: null });
    const after = reviewPage();

    it("says so, and shows the report as soon as it is there", async () => {
      const { client, become } = changing([waiting]);
      const openReview = vi.fn<Client["openReview"]>(() => Promise.resolve(before));
      await openInterview({ ...client, openReview });
      expect(await screen.findAllByText(text("desk.analysing"))).toHaveLength(2);
      expect(screen.queryByText(text("interview.noReport"))).toBeNull();
      await become([{ ...waiting, delivery: "pending" }]);
      expect(openReview).toHaveBeenCalledTimes(1);
      openReview.mockResolvedValue(after);
      const player = await video();
      await become([after.row]);
      expect(await screen.findByText("我先等他")).toBeTruthy();
      expect(screen.queryByText(text("desk.analysing"))).toBeNull();
      expect(openReview).toHaveBeenCalledTimes(2);
      // Whoever watches goes on watching.
      expect(await video()).toBe(player);
    });

    it("misses no report that is there before the page is", async () => {
      const { client, become } = changing([waiting]);
      let answer: (page: typeof before) => void = () => undefined;
      const openReview = vi.fn<Client["openReview"]>(() => new Promise((resolve) => (answer = resolve)));
      const { user } = await openDesk({ ...client, openReview });
      const [line] = await screen.findAllByText(waiting.name ?? "");
      if (line) await user.click(line);
      await waitFor(() => expect(openReview).toHaveBeenCalledTimes(1));
      await become([after.row]);
      openReview.mockResolvedValue(after);
      answer(before);
      expect(await screen.findByText("我先等他")).toBeTruthy();
    });

    it("keeps the page where the report can't be asked for", async () => {
      const { client, become } = changing([waiting]);
      const openReview = vi.fn<Client["openReview"]>().mockResolvedValueOnce(before).mockRejectedValue(new Error("away"));
      await openInterview({ ...client, openReview });
      await screen.findAllByText(text("desk.analysing"));
      await become([after.row]);
      await waitFor(() => expect(openReview).toHaveBeenCalledTimes(2));
      expect(screen.getAllByText(text("desk.analysing"))).toHaveLength(2);
    });

    it("is not opened again for what one has done oneself", async () => {
      const next = interviewRow({ report: reportLine({ rev: 2 }) });
      const { client, become } = changing([interviewRow()]);
      const openReview = vi.fn<Client["openReview"]>(() => Promise.resolve(after));
      const setTags = () => Promise.resolve(reviewPage({ row: next }));
      const { user } = await openInterview({ ...client, openReview, setTags });
      await user.click(screen.getByRole("tab", { name: /备注/ }));
      await user.click(screen.getByRole("button", { name: text("tags.preset.internship") }));
      await become([next]);
      expect(openReview).toHaveBeenCalledTimes(1);
    });
  });

  it("lists attached files, adds one, saves a copy, and removes one's own after asking", async () => {
    const own = attachmentView({ note: "初审时交的" });
    const other = attachmentView({ id: "b", name: "自我介绍.mp4", kind: "mp4", bytes: 31_400_000, added_by: "段凯文" });
    const addAttachment = vi.fn<Client["addAttachment"]>(() => Promise.resolve(reviewPage({ attachments: [own, other] })));
    const saveAttachment = vi.fn<Client["saveAttachment"]>(() => Promise.resolve({ path: "/x/简历.pdf", bytes: 420_000 }));
    const removeAttachment = vi.fn<Client["removeAttachment"]>(() => Promise.resolve(reviewPage({ attachments: [other] })));
    const { user } = await openInterview({ addAttachment, saveAttachment, removeAttachment });
    await user.click(screen.getByRole("tab", { name: text("panel.material") }));
    expect(screen.getByText(text("attachments.none"))).toBeTruthy();
    expect(screen.getByText(text("attachments.where"))).toBeTruthy();
    await user.type(screen.getByLabelText(text("attachments.note")), "初审时交的");
    await user.click(await button("attachments.add"));
    expect(addAttachment).toHaveBeenCalledWith(interviewRow().id, "初审时交的");
    expect(await screen.findByText(/^PDF · 420 KB · 陆婉清 · /)).toBeTruthy();
    expect(screen.getByText(/^视频 · 31\.4 MB · 段凯文 · /)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>(text("attachments.note")).value).toBe("");

    await user.click(screen.getByRole("button", { name: "另存一份简历.pdf" }));
    expect(saveAttachment).toHaveBeenCalledWith(interviewRow().id, own.id);
    expect(await screen.findByText(/\/x\/简历\.pdf（0\.4 MB）/)).toBeTruthy();

    expect(screen.queryByRole("button", { name: "删除自我介绍.mp4" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "删除简历.pdf" }));
    expect(document.activeElement?.textContent).toBe(text("remove.no"));
    await user.keyboard("{Enter}");
    expect(removeAttachment).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "删除简历.pdf" }));
    await user.click(await button("remove.yes"));
    expect(removeAttachment).toHaveBeenCalledWith(interviewRow().id, own.id);
    await waitFor(() => expect(screen.queryByText("简历.pdf")).toBeNull());
  });

  it("says by its code why a file was refused, and nothing where the dialog was cancelled", async () => {
    const addAttachment = () => Promise.reject(Object.assign(new Error(), { code: "attachment.macros", detail: "", response: "call_operator" }));
    const saveAttachment = () => Promise.resolve(null);
    const page = reviewPage({ report: null, attachments: [attachmentView()] });
    const { user } = await openInterview({ openReview: () => Promise.resolve(page), addAttachment, saveAttachment });
    await user.click(screen.getByRole("tab", { name: new RegExp(`^${text("panel.material")}`) }));
    await user.click(await button("attachments.add"));
    expect((await screen.findByRole("alert")).textContent).toContain(text("error.attachment.macros.hint"));
    await user.click(screen.getByRole("button", { name: "另存一份简历.pdf" }));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(screen.queryByText(/已保存/)).toBeNull();
  });

  it("removes one's own note after asking, and no other", async () => {
    const note = { id: "n1", text: "再听第二题", author: "陆婉清", at: "2026-11-25T08:10:00Z" };
    const page = reviewPage({ notes: [note, { ...note, id: "n2", author: "段凯文" }] });
    const removeNote = vi.fn<Client["removeNote"]>(() => Promise.resolve(reviewPage()));
    const { user } = await openInterview({ openReview: () => Promise.resolve(page), removeNote });
    await user.click(screen.getByRole("tab", { name: /备注/ }));
    await user.click(await button("notes.remove"));
    expect(await screen.findByRole("alertdialog", { name: text("notes.remove.ask") })).toBeTruthy();
    await user.click(await button("remove.no"));
    expect(removeNote).not.toHaveBeenCalled();
    await user.click(await button("notes.remove"));
    await user.click(await button("remove.yes"));
    expect(removeNote).toHaveBeenCalledWith(interviewRow().id, "n1");
  });

  it("keeps tags and notes", async () => {
    const setTags = vi.fn<Client["setTags"]>(() => Promise.resolve(reviewPage({ row: interviewRow({ tags: ["网点实习"] }) })));
    const addNote = vi.fn<Client["addNote"]>(() => Promise.resolve(reviewPage()));
    const { user } = await openInterview({ setTags, addNote });
    await user.click(screen.getByRole("tab", { name: /备注/ }));
    await user.click(screen.getByRole("button", { name: text("tags.preset.internship") }));
    expect(setTags).toHaveBeenCalledWith(interviewRow().id, ["网点实习"]);
    await user.type(await screen.findByLabelText(text("notes.new")), "再听第二题");
    await user.click(screen.getAllByRole("button", { name: text("notes.add") }).at(-1) as HTMLElement);
    expect(addNote).toHaveBeenCalledWith(interviewRow().id, "再听第二题");
  });
});

describe("review", () => {
  const rated = reviewReport({
    rates_first: false,
    abilities: [ability({ own: { level: 4, note: "" } })],
    human: { ...reviewReport().human, missing: 0, handed_in: true },
  });

  async function openReview(change: Partial<Client> = {}) {
    const opened = await openInterview(change);
    await opened.user.click(screen.getByRole("tab", { name: text("panel.review") }));
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
    expect(screen.getByText(text("review.rateFirst"))).toBeTruthy();
    expect(screen.queryByText("84")).toBeNull();
    (document.activeElement as HTMLElement | null)?.blur();
    await user.keyboard("4");
    expect(rate).toHaveBeenCalledWith(interviewRow().id, "communication", 4, "");
    expect(await screen.findByText("84")).toBeTruthy();
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
    const group = screen.getByRole("radiogroup", { name: text("decision.title") });
    expect(within(group).getAllByRole("radio").every((radio) => !(radio as HTMLInputElement).checked)).toBe(true);
    await user.click(within(group).getByText(text("outcome.talent_pool")));
    await user.type(screen.getByLabelText(text("desk.reason")), "服务有具体事例");
    expect(screen.getByRole("button", { name: "理由还差 3 个字" }).hasAttribute("disabled")).toBe(true);
    await user.type(screen.getByLabelText(text("desk.reason")), "，数字再问");
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
    expect(screen.queryByText(text("review.whatIf.same"))).toBeNull();
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
    expect(screen.getByText(text("ranking.proposed"))).toBeTruthy();
    expect(screen.getByText("3 人有分数，1 人不排名")).toBeTruthy();
  });

  it("statistics are tables too, small groups hidden, a low share noted", async () => {
    const { user } = await openDesk(boards);
    await user.click(await button("desk.nav.statistics"));
    expect(await screen.findByText(/进入复试的占 27%，低于 30%/)).toBeTruthy();
    await user.click(await button("stats.asTable"));
    const spread = screen.getByRole("region", { name: text("stats.spread") });
    expect(within(spread).getByRole("row", { name: /沟通能力 12 63 66 68 70/ })).toBeTruthy();
    expect(within(spread).getByRole("row", { name: /诚信 不到 10/ })).toBeTruthy();
  });
});

describe("around", () => {
  it("the log says who did what and checks its chain", async () => {
    const { user } = await openDesk(boards);
    await user.click(await button("desk.nav.log"));
    expect(await screen.findByText(text("log.review.decided"))).toBeTruthy();
    await user.click(await button("log.verify"));
    expect(await screen.findByText("41 条记录、2 条链，首尾相连")).toBeTruthy();
  });

  it("every page says that the HR system can't be reached, as long as that is so", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let away = true;
    const { user } = await openDesk({ hrmsAway: () => Promise.resolve(away) });
    expect(await screen.findByText(text("desk.offline"))).toBeTruthy();
    await user.click(await button("desk.nav.health"));
    expect(screen.getByText(text("desk.offline"))).toBeTruthy();
    away = false;
    await vi.advanceTimersByTimeAsync(10_000);
    await waitFor(() => expect(screen.queryByText(text("desk.offline"))).toBeNull());
    vi.useRealTimers();
  });

  it("the queue says why, what to do, and tries again", async () => {
    const queue = { hrms: "https://hr.example", station_id: "s", waiting: [], withdrawals: [], delivered: 8, timely: null };
    const sendNow = vi.fn<Client["sendNow"]>(() => Promise.resolve({ state: "delivered", code: "", acked: 3, queue }));
    const { user } = await openDesk({ sendNow });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    expect(await screen.findByText(/^最近送达的 7 份中，6 份.*3 分 12 秒$/)).toBeTruthy();
    expect(await screen.findByText(new RegExp(text("error.hrms.revoked")))).toBeTruthy();
    await user.click(await button("sync.retry"));
    expect(sendNow).toHaveBeenCalledWith(interviewRow().id);
    expect(await screen.findByText("8 份全部送达")).toBeTruthy();
    expect(screen.getByText(text("sync.sent.delivered")).closest("[role=status]")).toBeTruthy();
  });

  it("the queue says what came of sending, whatever it was", async () => {
    const queue = { hrms: "https://hr.example", station_id: "s", waiting: [queued()], withdrawals: [], delivered: 8, timely: null };
    const sendNow = vi.fn<Client["sendNow"]>();
    const { user } = await openDesk({ sendNow });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    const sent = async (state: SentState, code: string, role: "alert" | "status") => {
      sendNow.mockResolvedValueOnce({ state, code, acked: 2, queue });
      await user.click(await button("sync.send"));
      const words = state === "waiting" ? /送出 2 项/ : new RegExp(text(`sync.sent.${state}`));
      const said = await screen.findByText(words);
      expect(said.closest(`[role=${role}]`)).toBeTruthy();
      return said;
    };
    await sent("unreachable", "hrms.unreachable", "alert");
    await sent("parked", "", "alert");
    await sent("sending", "", "status");
    const waits = await sent("waiting", "hrms.answer_lost", "status");
    expect(waits.textContent).toContain(text("error.hrms.answer_lost"));
    expect(screen.queryByText(new RegExp(text("sync.sent.parked")))).toBeNull();
  });

  it("tests the connection, and says what is wrong with it", async () => {
    const testConnection = vi.fn<Client["testConnection"]>(() => Promise.resolve({ clock_ahead_ms: -1_260 }));
    const { user } = await openDesk({ testConnection });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    await user.click(await button("sync.test"));
    expect((await screen.findByText(/1\.3 秒/)).closest("[role=status]")).toBeTruthy();
    testConnection.mockRejectedValueOnce(Object.assign(new Error(), { code: "hrms.unreachable", detail: "", response: "retry" }));
    await user.click(await button("sync.test"));
    expect(await screen.findByText(new RegExp(text("error.hrms.unreachable")))).toBeTruthy();
    expect(screen.queryByText(/1\.3 秒/)).toBeNull();
  });

  it("the queue names withdrawals, and sends them", async () => {
    const withdrawal = { kind: "withdrawal", state: "ready", reason: "", attempts: 0, bytes: 0 } as const;
    const queue = { hrms: "https://hr.example", station_id: "s", waiting: [], delivered: 8, timely: null };
    const sendNow = vi.fn<Client["sendNow"]>(() => Promise.resolve({ state: "delivered", code: "", acked: 1, queue: { ...queue, withdrawals: [] } }));
    const { user } = await openDesk({ syncQueue: () => Promise.resolve({ ...queue, withdrawals: [withdrawal] }), sendNow });
    await user.click(await screen.findByRole("button", { name: /^同步/ }));
    expect(await screen.findByText(text("sync.withdrawn"))).toBeTruthy();
    await user.click(await button("sync.send"));
    expect(sendNow).toHaveBeenCalledWith(null);
    expect(await screen.findByText("8 份全部送达")).toBeTruthy();
  });

  it("the policy pack is read-only", async () => {
    const { user } = await openDesk();
    await user.click(await button("desk.nav.settings"));
    expect(await screen.findByText(text("settings.readOnly"))).toBeTruthy();
    expect(screen.getByText(text("settings.module.off"))).toBeTruthy();
    expect(screen.getByText(text("settings.policy.program"))).toBeTruthy();
    expect(screen.queryByText(text("settings.policy.checked"))).toBeNull();
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
    expect(await screen.findByText(text("settings.policy.checked"))).toBeTruthy();
    expect(screen.queryByText(text("settings.policy.program"))).toBeNull();
    expect(screen.getByText("合规部 周敏")).toBeTruthy();
    expect(screen.getByText(/^2025年11月20日/)).toBeTruthy();
    expect(screen.getByText("kPrK_qmx VWaYVA9w wBF6Iuo3 vVzz7TxH CTwXBygr S4k")).toBeTruthy();
    expect(screen.getByText(/拒绝了规则包 2026\.2/).textContent).toContain(text("error.policy.older"));
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
