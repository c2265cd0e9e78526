import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { button, openKiosk, said, title } from "../../test/openKiosk";
import { SCENES } from "../../test/scenes";

describe("staff at an answer that runs", () => {
  it("see what the candidate needs, and nothing of an answer", () => {
    openKiosk("staff-helps");
    const needs = screen.getByRole("heading", { name: said("staff.needs") }).closest("section");
    const listed = within(needs as HTMLElement).getAllByRole("listitem").map((item) => item.textContent);
    expect(listed).toEqual([`${said("needs.time.title")} · ${said("needs.time.double")}`, said("needs.audioOnly"), said("needs.person")]);
    const question = SCENES["staff-helps"]("en").screen;
    expect(question.name === "question" && document.body.textContent.includes(question.text)).toBe(false);
  });

  it("write their name before anything that is logged", async () => {
    const { user, sent } = openKiosk("staff-helps");
    const add = button("staff.time.add", { n: 2 });
    const microphone = screen.getByRole("button", { name: "Integrated Microphone" });
    for (const pressed of [add, microphone, button("staff.suspend")]) expect(pressed.hasAttribute("disabled")).toBe(true);
    await user.type(screen.getByLabelText(said("staff.name")), " Bai Yun ");
    await user.click(add);
    await user.click(microphone);
    expect(sent).toEqual([
      { do: "staff_add_time", name: "Bai Yun", minutes: 2 },
      { do: "staff_use_device", name: "Bai Yun", kind: "microphone", id: "m1" },
    ]);
    expect(screen.getByRole("button", { name: said("staff.device.chosen", { name: "USB Headset" }) }).hasAttribute("disabled")).toBe(true);
  });

  it("stop the interview with a reason that they choose", async () => {
    const { user, sent } = openKiosk("staff-helps");
    await user.type(screen.getByLabelText(said("staff.name")), "Bai Yun");
    const stop = button("staff.suspend");
    expect(stop.hasAttribute("disabled")).toBe(true);
    await user.click(screen.getByRole("radio", { name: said("staff.suspend.technical") }));
    await user.click(stop);
    expect(sent).toEqual([{ do: "staff_suspend", name: "Bai Yun", reason: "technical" }]);
  });

  it("give the candidate the screen back where what they did ends their stay", async () => {
    const { user, show } = openKiosk("suspended");
    await user.click(button("attract.staff"));
    show(SCENES["staff-open"]("en"));
    expect(title().textContent).toBe(said("staff.title"));
    show({ ...SCENES["suspended-staff"]("en"), seq: 5 });
    expect(title().textContent).toBe(said("suspended.title"));
    expect(screen.getByText(said("suspended.staff"))).toBeTruthy();
  });

  it("are offered nothing that does not fit the step", () => {
    const { show } = openKiosk("staff-open");
    for (const key of ["staff.time", "staff.suspend"]) expect(screen.queryByRole("heading", { name: said(key) })).toBeNull();
    show(SCENES["staff-full-disk"]("en"));
    expect(screen.getByRole("alert").textContent).toContain(said("staff.storage"));
    expect(screen.getByText(said("staff.device.looking"))).toBeTruthy();
  });
});

describe("a full disk", () => {
  it("keeps the first answer from beginning, and says who helps", async () => {
    const { user, sent } = openKiosk("device-check-full");
    expect(button("device.go").hasAttribute("disabled")).toBe(true);
    expect(screen.getByRole("alert").textContent).toContain(said("device.storage.note"));
    await user.keyboard("{Enter}");
    expect(sent).toEqual([]);
  });
});

describe("the cap of the whole interview", () => {
  it("leaves the rest to the candidate in three ways", async () => {
    const { user, sent } = openKiosk("cap-reached");
    expect(title().textContent).toBe(said("cap.title"));
    expect(screen.getByText(said("cap.lead", { answered: 8, left: 4 }))).toBeTruthy();
    await user.click(button("cap.goOn"));
    await user.click(button("cap.later"));
    await user.click(button("cap.handIn"));
    expect(sent.map((intent) => intent.do)).toEqual(["continue", "stop_and_pause", "leave_rest"]);
  });
});

describe("takes", () => {
  it("are offered as often as the policy says", () => {
    const { show } = openKiosk("question-saved-twice");
    expect(button("q.retakes", { n: 2 })).toBeTruthy();
    show(SCENES["question-saved"]("en"));
    expect(button("q.retake")).toBeTruthy();
    show(SCENES["question-saved-last"]("en"));
    expect(screen.queryByRole("button", { name: said("q.retake") })).toBeNull();
  });
});

describe("the receipt of the consents", () => {
  it("names every purpose with its answer, the reference and the way to withdraw", async () => {
    const { user } = openKiosk("thanks");
    await user.click(button("receipt.open"));
    const dialog = screen.getByRole("dialog", { name: said("receipt.title") });
    const rows = within(dialog).getAllByRole("listitem").map((row) => row.textContent);
    expect(rows).toHaveLength(5);
    expect(rows[0]).toContain(said("consent.text.record.title"));
    expect(rows[0]?.endsWith(said("receipt.yes"))).toBe(true);
    expect(rows[4]).toContain(said("consent.text.pool.title"));
    expect(rows[4]?.endsWith(said("receipt.no"))).toBe(true);
    expect(dialog.textContent).toContain("YS-20261125-7K3M42");
    expect(dialog.textContent).toContain(said("receipt.withdraw"));
    await user.click(within(dialog).getByRole("button", { name: said("receipt.close") }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is read aloud like any other dialog", async () => {
    const { user, sent } = openKiosk("thanks", { needs: { ...SCENES.needs("en").needs, read_aloud: true } });
    await user.click(button("receipt.open"));
    await expect.poll(() => sent.flatMap((intent) => (intent.do === "hear" ? [intent.text] : [])).at(-1)).toContain(said("consent.text.pool.title"));
  });

  it("is not offered before the consents are answered", () => {
    openKiosk("booking");
    expect(screen.queryByRole("button", { name: said("receipt.open") })).toBeNull();
  });
});
