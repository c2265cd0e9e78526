import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { I18nextProvider } from "react-i18next";
import { describe, expect, it, vi } from "vitest";
import { App } from "../../App";
import { ClientProvider, type Client, type StaffRole } from "../../client";
import { CATALOGUES, makeTexts } from "../../i18n";
import { decisionLine, deskPerson, fakeClient, fakeKiosk, interviewRow, peopleView, reportLine } from "../../test/fake";
import { SCENES } from "../../test/scenes";

const zh = CATALOGUES["zh-CN"];
const text = (key: string) => zh[key] ?? key;
const button = (key: string) => screen.findByRole("button", { name: text(key) });

/** The desk as somebody of this role finds it. */
async function openDesk(role: StaffRole, change: Partial<Client> = {}) {
  const user = userEvent.setup();
  const client = fakeClient({
    ...fakeKiosk(SCENES.attract("zh-CN")).client,
    deskPerson: () => Promise.resolve(deskPerson(role)),
    ...change,
  });
  const page = render(
    <I18nextProvider i18n={makeTexts("zh-CN")}>
      <ClientProvider value={client}>
        <App />
      </ClientProvider>
    </I18nextProvider>,
  );
  await user.click(await button("attract.staff"));
  return { user, page };
}

async function openPeople(change: Partial<Client> = {}) {
  const opened = await openDesk("administrator", change);
  await opened.user.click(await button("desk.nav.settings"));
  await screen.findByText("段凯文");
  return opened;
}

const pages = () => within(screen.getByRole("navigation", { name: text("desk.nav") }));
const hasPage = (key: string) => pages().queryByRole("button", { name: text(key) }) !== null;

describe("an interviewer", () => {
  it("finds no page and no button that would be refused", async () => {
    await openDesk("interviewer");
    await screen.findByText("林晓岚");
    for (const key of ["desk.nav.compare", "desk.nav.ranking", "desk.nav.statistics", "desk.nav.sync", "desk.nav.decisions", "desk.nav.log", "desk.nav.health"]) {
      expect(hasPage(key), key).toBe(false);
    }
    expect(screen.queryByRole("button", { name: text("list.zip") })).toBeNull();
    expect(screen.queryByRole("button", { name: text("list.sheet") })).toBeNull();
    expect(screen.getByRole("button", { name: text("list.reviewFirst") })).toBeTruthy();
  });

  it("rates, and is offered neither decision nor export nor tags", async () => {
    const { user } = await openDesk("interviewer");
    await user.click(await screen.findByText("林晓岚"));
    await user.click(await screen.findByRole("tab", { name: text("panel.review") }));
    expect(await button("review.handIn")).toBeTruthy();
    expect(screen.queryByRole("region", { name: text("decision.title") })).toBeNull();
    await user.click(screen.getByRole("tab", { name: text("panel.material") }));
    expect(await button("material.open")).toBeTruthy();
    expect(screen.queryByRole("button", { name: text("material.pdf") })).toBeNull();
    await user.click(screen.getByRole("tab", { name: new RegExp(text("panel.notes")) }));
    expect(await screen.findByLabelText(text("notes.new"))).toBeTruthy();
    expect(screen.queryByRole("region", { name: text("notes.tags") })).toBeNull();
  });

  it("changes their own PIN in the settings, and nothing else there", async () => {
    const changeOwnPin = vi.fn<Client["changeOwnPin"]>(() => Promise.resolve(null));
    const policyPack = vi.fn<Client["policyPack"]>(() => Promise.reject(new Error("not asked")));
    const { user } = await openDesk("interviewer", { changeOwnPin, policyPack });
    await user.click(await button("desk.nav.settings"));
    await user.type(await screen.findByLabelText(text("people.pin.old")), "135791");
    await user.type(screen.getByLabelText(text("settings.pin.new")), "864209");
    await user.type(screen.getByLabelText(text("people.pin.again")), "864200");
    await user.click(await button("settings.pin.save"));
    expect(await screen.findByText(text("people.pin.differ"))).toBeTruthy();
    await user.clear(screen.getByLabelText(text("people.pin.again")));
    await user.type(screen.getByLabelText(text("people.pin.again")), "864209");
    await user.click(await button("settings.pin.save"));
    expect(changeOwnPin).toHaveBeenCalledExactlyOnceWith("135791", "864209");
    expect(await screen.findByText(text("settings.pin.saved"))).toBeTruthy();
    expect(screen.queryByText(text("people.title"))).toBeNull();
    expect(policyPack).not.toHaveBeenCalled();
  });
});

describe("an auditor", () => {
  it("sees the list without numbers and search, the log, and no interview", async () => {
    const openReview = vi.fn<Client["openReview"]>(() => Promise.reject(new Error("not asked")));
    const row = interviewRow({ report: reportLine({ hidden: true, score: null }) });
    const { user, page } = await openDesk("auditor", { openReview, listInterviews: () => Promise.resolve([row]) });
    expect(await screen.findByText(text("list.withoutNumbers"))).toBeTruthy();
    expect(screen.queryByRole("searchbox")).toBeNull();
    expect(hasPage("desk.nav.log") && hasPage("desk.nav.sync") && hasPage("desk.nav.health")).toBe(true);
    await user.click(screen.getByText("林晓岚"));
    expect(await screen.findByText(text("desk.noRight"))).toBeTruthy();
    expect(screen.getByText(/您的身份是审计/)).toBeTruthy();
    expect(openReview).not.toHaveBeenCalled();
    expect((await axe.run(page.container, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
    await user.click(await button("desk.noRight.back"));
    expect(await screen.findByText("林晓岚")).toBeTruthy();
  });

  it("reads who decided what, when and why, and changes nothing", async () => {
    const undone = decisionLine({ id: "gone-1", by: "何敏", outcome: null, reason: null, undone_at_unix_ms: Date.parse("2025-11-25T08:15:00Z") });
    const { user, page } = await openDesk("auditor", { decisions: () => Promise.resolve([decisionLine(), undone]) });
    await user.click(await button("desk.nav.decisions"));
    const first = within(await screen.findByRole("row", { name: /林晓岚/ }));
    expect(first.getByText("段凯文")).toBeTruthy();
    expect(first.getByText(text("outcome.second_round"))).toBeTruthy();
    expect(first.getByText("沟通扎实，例子具体，建议复试")).toBeTruthy();
    expect(first.getByText(/^2025年11月25日/)).toBeTruthy();
    const second = within(screen.getByRole("row", { name: /何敏/ }));
    expect(second.getByText(/撤回$/)).toBeTruthy();
    expect(second.getByText(text("decisions.erased.reason"))).toBeTruthy();
    expect(within(screen.getByRole("main")).queryByRole("button")).toBeNull();
    expect((await axe.run(page.container, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
  });

  it("sees what waits and sends nothing", async () => {
    const { user } = await openDesk("auditor");
    await user.click(await button("desk.nav.sync"));
    await screen.findByText(text("delivery.parked"));
    expect(screen.queryByRole("button", { name: text("sync.send") })).toBeNull();
    expect(screen.queryByRole("button", { name: text("sync.retry") })).toBeNull();
  });
});

describe("people", () => {
  it("are listed with role and positions; an interviewer is added with a position and a PIN given twice", async () => {
    const addPerson = vi.fn<Client["addPerson"]>(() => Promise.resolve(peopleView()));
    const { user } = await openPeople({ addPerson });
    expect(screen.getByText("面试官 · 柜员")).toBeTruthy();
    await user.click(await button("people.add"));
    const form = within(screen.getByRole("form", { name: text("people.add") }));
    await user.type(form.getByLabelText(text("signin.name")), "何敏");
    await user.click(form.getByText(text("people.role.interviewer")));
    await user.click(form.getByRole("button", { name: "风险经理" }));
    await user.type(form.getByLabelText(text("people.pin.first")), "135791");
    await user.type(form.getByLabelText(text("people.pin.again")), "135790");
    await user.click(form.getByRole("button", { name: text("people.save") }));
    expect(form.getByText(text("people.pin.differ"))).toBeTruthy();
    expect(addPerson).not.toHaveBeenCalled();
    await user.type(form.getByLabelText(text("people.pin.again")), "{Backspace}1");
    await user.click(form.getByRole("button", { name: text("people.save") }));
    expect(addPerson).toHaveBeenCalledExactlyOnceWith("何敏", "interviewer", ["risk_manager"], "135791");
  });

  it("begin with an administrator", async () => {
    const none = { ...peopleView(), people: [] };
    const addPerson = vi.fn<Client["addPerson"]>(() => Promise.resolve(peopleView()));
    const { user } = await openDesk("administrator", { addPerson, staffPeople: () => Promise.resolve(none) });
    await user.click(await button("desk.nav.settings"));
    expect(await screen.findByText(text("people.none"))).toBeTruthy();
    await user.click(await button("people.add"));
    expect(screen.getByText(text("people.first"))).toBeTruthy();
    await user.type(screen.getByLabelText(text("signin.name")), "陆婉清");
    await user.click(await button("people.save"));
    expect(addPerson).toHaveBeenCalledExactlyOnceWith("陆婉清", "administrator", [], "");
  });

  it("change role, get a new PIN, and are removed only when asked twice", async () => {
    const changePerson = vi.fn<Client["changePerson"]>(() => Promise.resolve(peopleView()));
    const newPersonPin = vi.fn<Client["newPersonPin"]>(() => Promise.resolve(peopleView()));
    const removePerson = vi.fn<Client["removePerson"]>(() => Promise.resolve({ ...peopleView(), people: [] }));
    const { user } = await openPeople({ changePerson, newPersonPin, removePerson });
    await user.click(screen.getByRole("button", { name: "更改段凯文的身份" }));
    await user.click(within(screen.getByRole("form", { name: "更改段凯文的身份" })).getByText(text("people.role.recruiter")));
    await user.click(await button("people.save"));
    expect(changePerson).toHaveBeenCalledExactlyOnceWith("id-duan", "recruiter", []);

    await user.click(await screen.findByRole("button", { name: "给段凯文设新密码" }));
    const form = within(await screen.findByRole("form", { name: "给段凯文设新密码" }));
    await user.type(form.getByLabelText(text("settings.pin.new")), "975313");
    await user.type(form.getByLabelText(text("people.pin.again")), "975313");
    await user.click(form.getByRole("button", { name: text("settings.pin.save") }));
    expect(newPersonPin).toHaveBeenCalledExactlyOnceWith("id-duan", "975313");

    await user.click(await screen.findByRole("button", { name: "移除段凯文" }));
    expect(removePerson).not.toHaveBeenCalled();
    await user.click(await button("people.remove.yes"));
    expect(removePerson).toHaveBeenCalledExactlyOnceWith("id-duan");
    // Whoever sits here cannot be removed from here.
    expect(screen.queryByRole("button", { name: "移除陆婉清" })).toBeNull();
  });

  it("say why somebody cannot be changed, by the code", async () => {
    const refused = Object.assign(new Error(), { code: "people.last_administrator", detail: "", response: "call_operator" });
    const { user } = await openPeople({ removePerson: () => Promise.reject(refused) });
    await user.click(screen.getByRole("button", { name: "移除段凯文" }));
    await user.click(await button("people.remove.yes"));
    expect(await screen.findByText(new RegExp(text("error.people.last_administrator.hint")))).toBeTruthy();
  });
});

describe("an administrator", () => {
  it("looks at the desk as an auditor finds it, under a bar that leads back", async () => {
    const viewAs = vi.fn<Client["viewAs"]>((role) => fakeClient().viewAs(role, []));
    const { user, page } = await openPeople({ viewAs });
    await user.click(within(screen.getByRole("group", { name: text("viewAs.title") })).getByRole("button", { name: text("people.role.auditor") }));
    expect(viewAs).toHaveBeenLastCalledWith("auditor", []);
    expect(await screen.findByText("您正以审计的身份查看，不能作任何改动")).toBeTruthy();
    expect(hasPage("desk.nav.compare")).toBe(false);
    expect(hasPage("desk.nav.decisions")).toBe(true);
    expect(screen.queryByRole("searchbox")).toBeNull();
    expect((await axe.run(page.container, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
    await user.click(await button("desk.nav.settings"));
    expect(screen.queryByLabelText(text("people.pin.old"))).toBeNull();
    await user.click(await button("viewAs.back"));
    expect(viewAs).toHaveBeenLastCalledWith(null, []);
    await waitFor(() => expect(hasPage("desk.nav.compare")).toBe(true));
    expect(screen.queryByText(text("viewAs.back"))).toBeNull();
  });

  it("looks as an interviewer with every position", async () => {
    const viewAs = vi.fn<Client["viewAs"]>((role) => fakeClient().viewAs(role, []));
    const { user } = await openPeople({ viewAs });
    await user.click(within(screen.getByRole("group", { name: text("viewAs.title") })).getByRole("button", { name: text("people.role.interviewer") }));
    expect(viewAs).toHaveBeenLastCalledWith("interviewer", ["risk_manager", "teller"]);
  });
});

describe("sitting down where people are set up", () => {
  it("asks for one's own PIN, at a kiosk too", async () => {
    const signIn = vi.fn<Client["signIn"]>(() => Promise.resolve(deskPerson("interviewer")));
    const { user } = await openDesk("interviewer", {
      deskPerson: () => Promise.resolve(null),
      waysIn: () => Promise.resolve({ people: true, hrms: false }),
      signIn,
    });
    await user.type(await screen.findByLabelText(text("signin.pin.own")), "135791");
    await user.type(screen.getByLabelText(text("signin.name")), "段凯文");
    await user.click(await button("signin.go"));
    expect(signIn).toHaveBeenCalledExactlyOnceWith("段凯文", "135791");
    expect(await screen.findByText(text("people.role.interviewer"))).toBeTruthy();
  });

  it("takes the account of the HR system where the station is enrolled, and says what came of it", async () => {
    const wrong = Object.assign(new Error(), { code: "hrms.sign_in", detail: "", response: "call_operator" });
    const signInByHrms = vi.fn<Client["signInByHrms"]>(() => Promise.resolve(deskPerson("auditor")));
    signInByHrms.mockRejectedValueOnce(wrong);
    const { user, page } = await openDesk("auditor", {
      deskPerson: () => Promise.resolve(null),
      waysIn: () => Promise.resolve({ people: true, hrms: true }),
      signInByHrms,
    });
    await user.type(await screen.findByLabelText(text("signin.pin.own")), "135791");
    await user.click(screen.getByRole("radio", { name: text("signin.way.hrms") }));
    const password = screen.getByLabelText<HTMLInputElement>(text("signin.password"));
    expect(password.value, "a PIN is no password").toBe("");
    expect((await axe.run(page.container, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
    await user.type(screen.getByLabelText(text("signin.account")), "he");
    await user.type(password, "correct horse battery staple");
    await user.click(await button("signin.go"));
    expect((await screen.findByRole("alert")).textContent).toContain(text("error.hrms.sign_in.hint"));
    await user.click(await button("signin.go"));
    expect(signInByHrms.mock.calls).toEqual([["he", "correct horse battery staple"], ["he", "correct horse battery staple"]]);
    expect(await screen.findByText(text("people.role.auditor"))).toBeTruthy();
  });

  it("offers no account where the station is not enrolled", async () => {
    await openDesk("interviewer", { deskPerson: () => Promise.resolve(null) });
    await screen.findByLabelText(text("signin.name"));
    expect(screen.queryByRole("radio")).toBeNull();
  });
});
