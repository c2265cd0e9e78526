import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Client } from "../../../client";
import { ability, answer, attachmentView, interviewRow, reportLine, reviewPage, reviewReport } from "../../../test/fake";
import { under } from "../../../test/boards";
import { changing } from "../../../test/changing";
import { button, openDesk, openInterview, said, video } from "../../../test/openDesk";

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
    await user.selectOptions(screen.getByLabelText(said("player.rate")), "2");
    expect([player.playbackRate, player.preservesPitch]).toEqual([2, true]);
    await user.click(await button("player.skip"));
    Object.defineProperty(player, "paused", { configurable: true, value: false });
    player.currentTime = 1;
    player.dispatchEvent(new Event("timeupdate"));
    expect(player.currentTime).toBe(3.6);
  });

  it("stands still and goes one picture on or back, with buttons and keys", async () => {
    const { user } = await openInterview();
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    const pause = vi.spyOn(player, "pause");
    await user.click(await button("player.frameOn"));
    await user.click(await button("player.frameOn"));
    await user.click(await button("player.frameBack"));
    expect(player.currentTime).toBeCloseTo(0.04);
    await user.keyboard("..,");
    expect(player.currentTime).toBeCloseTo(0.08);
    await user.keyboard(",,,");
    expect(player.currentTime).toBe(0);
    expect(pause).toHaveBeenCalledTimes(9);
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
    await user.click(await screen.findByLabelText(said("desk.keys.on")));
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
    expect(screen.getByText(said("desk.flag"))).toBeTruthy();
    expect(screen.getByText("第 1 题：画面里不止一张脸，占 8%")).toBeTruthy();
    expect(screen.getByText(said("report.identity.simulated"))).toBeTruthy();
    expect(screen.getByText(said("identity.card_expired"))).toBeTruthy();
    expect(screen.getAllByText(said("report.simulated.identity_service")).length).toBeGreaterThan(0);
  });

  it("shows what the candidate disputes", async () => {
    const disputed = reviewReport({ answers: [answer({ disputed: true, typed: true, remark: "我说的是利率" })] });
    const { user } = await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: disputed })) });
    await user.click(screen.getByRole("tab", { name: said("panel.questions") }));
    expect(screen.getByText(said("questions.disputed"))).toBeTruthy();
    expect(screen.getByText("候选人补充：我说的是利率")).toBeTruthy();
  });

  it("opens the report without rights and plays the moment that a quote in it names", async () => {
    const { user } = await openInterview();
    await user.click(screen.getByRole("tab", { name: said("panel.material") }));
    await user.click(await button("material.open"));
    const frame = await screen.findByTitle(said("interview.report"));
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
    await user.click(screen.getByRole("tab", { name: said("panel.material") }));
    await user.click(await button("material.pdf"));
    expect(exportPdf).toHaveBeenCalledWith(interviewRow().id, "zh-CN");
    expect(await screen.findByText(/\/x\/a\.pdf（0\.2 MB）/)).toBeTruthy();
  });

  it("shows what the candidate may be told, plays where it was said and saves it as a letter", async () => {
    const exportFeedback = vi.fn<Client["exportFeedback"]>(() => Promise.resolve({ path: "/x/feedback.txt", bytes: 900 }));
    const { user } = await openInterview({ exportFeedback });
    await user.click(screen.getByRole("tab", { name: said("panel.review") }));
    const card = within(await screen.findByRole("region", { name: said("feedback.title") }));
    expect(card.getByText("先听他说完，再把他的话重复了一遍")).toBeTruthy();
    expect(card.getByText(new RegExp(said("report.feedback.advice.result")))).toBeTruthy();
    const player = await video();
    Object.defineProperty(player, "readyState", { configurable: true, value: 4 });
    await user.click(card.getByRole("button", { name: "第 1 题，播放 00:06" }));
    expect(player.currentTime).toBe(6.41);
    await user.click(card.getByRole("button", { name: said("feedback.save") }));
    expect(exportFeedback).toHaveBeenCalledWith(interviewRow().id, "zh-CN");
    expect(await card.findByText(/\/x\/feedback\.txt/)).toBeTruthy();
  });

  it("gives the reason of a quote where there is one to give, and says whose confidence a figure is", async () => {
    const [first] = ability().quotes;
    if (!first) throw new Error("no quote");
    const quotes = [first, { ...first, start_ms: 9000, behaviour: "rule.own_deed" }, { ...first, start_ms: 11_000, behaviour: "rule.words" }];
    await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: reviewReport({ abilities: [ability({ quotes })] }) })) });
    const panel = within(screen.getByRole("tabpanel"));
    expect(panel.getByText(said("report.rule.own_deed"))).toBeTruthy();
    expect(panel.queryByText(said("report.rule.words"))).toBeNull();
    expect(panel.getAllByText(first.text)).toHaveLength(3);
    expect(panel.getByText(said("panel.confidence", { n: 92 }))).toBeTruthy();
  });

  it("says why no report can be made, and whom to ask", async () => {
    const { user } = await openDesk({ openReview: () => Promise.resolve(reviewPage({ report: null, impossible: "interview.incomplete" })) });
    await user.click(await screen.findByText("林晓岚"));
    const why = await screen.findByText(new RegExp(said("error.interview.incomplete")));
    expect(why.textContent).toContain(said("error.interview.incomplete.hint"));
    expect(why.closest("[role=alert]")).toBeTruthy();
  });

  it("shows what there is before the report, and without a recording", async () => {
    await openInterview({ openReview: () => Promise.resolve(reviewPage({ report: null, parts: [] })) });
    expect(await screen.findByText(said("interview.recording.none"))).toBeTruthy();
    expect(await screen.findByText(said("interview.noReport"))).toBeTruthy();
  });

  describe("that is being analysed", () => {
    const waiting = interviewRow({ state: "analysing", report: null, seconds: 0 });
    const before = reviewPage({ row: waiting, report: null });
    const after = reviewPage();

    it("says so, and shows the report as soon as it is there", async () => {
      const { client, become } = changing([waiting]);
      const openReview = vi.fn<Client["openReview"]>(() => Promise.resolve(before));
      await openInterview({ ...client, openReview });
      expect(await screen.findAllByText(said("desk.analysing"))).toHaveLength(2);
      expect(screen.queryByText(said("interview.noReport"))).toBeNull();
      await become([{ ...waiting, delivery: "pending" }]);
      expect(openReview).toHaveBeenCalledTimes(1);
      openReview.mockResolvedValue(after);
      const player = await video();
      await become([after.row]);
      expect(await screen.findByText("我先等他")).toBeTruthy();
      expect(screen.queryByText(said("desk.analysing"))).toBeNull();
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
      await screen.findAllByText(said("desk.analysing"));
      await become([after.row]);
      await waitFor(() => expect(openReview).toHaveBeenCalledTimes(2));
      expect(screen.getAllByText(said("desk.analysing"))).toHaveLength(2);
    });

    it("is not opened again for what one has done oneself", async () => {
      const next = interviewRow({ report: reportLine({ rev: 2 }) });
      const { client, become } = changing([interviewRow()]);
      const openReview = vi.fn<Client["openReview"]>(() => Promise.resolve(after));
      const setTags = () => Promise.resolve(reviewPage({ row: next }));
      const { user } = await openInterview({ ...client, openReview, setTags });
      await user.click(screen.getByRole("tab", { name: /备注/ }));
      await user.click(screen.getByRole("button", { name: said("tags.preset.internship") }));
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
    await user.click(screen.getByRole("tab", { name: said("panel.material") }));
    expect(screen.getByText(said("attachments.none"))).toBeTruthy();
    expect(screen.getByText(said("attachments.where"))).toBeTruthy();
    await user.type(screen.getByLabelText(said("attachments.note")), "初审时交的");
    await user.click(await button("attachments.add"));
    expect(addAttachment).toHaveBeenCalledWith(interviewRow().id, "初审时交的");
    expect(await screen.findByText(/^PDF · 420 KB · 陆婉清 · /)).toBeTruthy();
    expect(screen.getByText(/^视频 · 31\.4 MB · 段凯文 · /)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>(said("attachments.note")).value).toBe("");

    await user.click(screen.getByRole("button", { name: "另存一份简历.pdf" }));
    expect(saveAttachment).toHaveBeenCalledWith(interviewRow().id, own.id);
    expect(await screen.findByText(/\/x\/简历\.pdf（0\.4 MB）/)).toBeTruthy();

    expect(screen.queryByRole("button", { name: "删除自我介绍.mp4" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "删除简历.pdf" }));
    expect(document.activeElement?.textContent).toBe(said("remove.no"));
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
    await user.click(screen.getByRole("tab", { name: new RegExp(`^${said("panel.material")}`) }));
    await user.click(await button("attachments.add"));
    expect((await screen.findByRole("alert")).textContent).toContain(said("error.attachment.macros.hint"));
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
    expect(await screen.findByRole("alertdialog", { name: said("notes.remove.ask") })).toBeTruthy();
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
    await user.click(screen.getByRole("button", { name: said("tags.preset.internship") }));
    expect(setTags).toHaveBeenCalledWith(interviewRow().id, ["网点实习"]);
    await user.type(await screen.findByLabelText(said("notes.new")), "再听第二题");
    await user.click(screen.getAllByRole("button", { name: said("notes.add") }).at(-1) as HTMLElement);
    expect(addNote).toHaveBeenCalledWith(interviewRow().id, "再听第二题");
  });
});
