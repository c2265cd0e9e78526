import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { Client, HealthCheck, StationHealth } from "../../client";
import { CATALOGUES, LANGUAGES } from "../../i18n";
import { check, deskPerson, GOOD_HEALTH } from "../../test/fake";
import { openDesk, said } from "../../test/openDesk";

const TROUBLE: HealthCheck[] = [
  check("models", "model_changed", { finding: "missing", code: "models.changed", number: 2, named: "whisper-base" }),
  check("camera", "camera_away", { finding: "warning", code: "device.not_found", named: "Room camera" }),
  check("microphone", "microphone_found"),
  check("disk", "disk_hours", { number: 212 }),
  check("clock", "clock_off", { finding: "warning", code: "hrms.clock_skew", number: 244 }),
  check("paper", "fonts_missing", { finding: "warning", code: "paper.no_font" }),
  check("hrms", "hrms_answers", { number: 3 }),
  check("delivery", "delivery_waits", { number: 3 }),
];

const station = (checks: HealthCheck[]): Partial<Client> => ({
  stationHealth: () => Promise.resolve<StationHealth>({ ...GOOD_HEALTH, ok: checks.every((each) => each.finding !== "missing"), checks }),
});

async function openHealth(change: Partial<Client>, language: (typeof LANGUAGES)[number] = "zh-CN") {
  const opened = await openDesk(change, language);
  const texts = CATALOGUES[language];
  await opened.user.click(within(await screen.findByRole("navigation")).getByRole("button", { name: texts["desk.nav.health"] ?? "" }));
  return opened;
}

/** The line of a check. */
const line = async (name: string) => within(await waitFor(() => screen.getByText(name).closest("li") ?? screen.getByText("no line")));

describe("health", () => {
  it("says each finding in one sentence of the user's language, and nothing else", async () => {
    await openHealth(station(TROUBLE));
    expect(await screen.findByText("还不能面试，有 4 项要处理")).toBeTruthy();
    expect(screen.getByText("还能存约 212 小时录像")).toBeTruthy();
    expect(screen.getByText("比人事系统慢 4 分钟，报告时间会不准")).toBeTruthy();
    expect(screen.getByText("使用系统默认的麦克风")).toBeTruthy();
    const list = screen.getByText("还能存约 212 小时录像").closest("ul");
    // Names of devices and models are what they are; all else is Chinese.
    const words = (list?.textContent ?? "").replaceAll(/Room camera|whisper-base|PDF/g, "");
    expect(words).not.toMatch(/[A-Za-z]{3,}/);
  });

  it("has one button where something is to be done, which leads there", async () => {
    const { user } = await openHealth(station(TROUBLE));
    expect((await line("磁盘")).queryByRole("button")).toBeNull();
    expect((await line("PDF 报告")).getByRole("button", { name: /重新检查/ })).toBeTruthy();
    await user.click((await line("摄像头")).getByRole("button", { name: "摄像头：去设置" }));
    expect(await screen.findByRole("heading", { level: 1, name: said("desk.nav.settings") })).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("region", { name: said("settings.devices") })));
  });

  it("compares the clocks and sends what waits at once, and looks again", async () => {
    const testConnection = vi.fn<Client["testConnection"]>(() => Promise.resolve({ clock_ahead_ms: 0 }));
    const sendNow = vi.fn<Client["sendNow"]>(() => Promise.reject(Object.assign(new Error(), { code: "hrms.unreachable", detail: "", response: "retry" })));
    const stationHealth = vi.fn<Client["stationHealth"]>(() => Promise.resolve({ ...GOOD_HEALTH, checks: TROUBLE }));
    const { user } = await openHealth({ stationHealth, testConnection, sendNow });
    await user.click((await line("时钟")).getByRole("button", { name: "时钟：再对一次时" }));
    expect(testConnection).toHaveBeenCalledOnce();
    await waitFor(() => expect(stationHealth).toHaveBeenCalledTimes(2));
    await user.click((await line("送往人事系统")).getByRole("button"));
    expect(sendNow).toHaveBeenCalledExactlyOnceWith(null);
    expect((await screen.findByRole("alert")).textContent).toContain(said("error.hrms.unreachable"));
  });

  it("offers nobody a button that would be refused", async () => {
    const { user } = await openHealth({ ...station(TROUBLE), deskPerson: () => Promise.resolve(deskPerson("auditor")) });
    const buttons = within((await screen.findByText("还能存约 212 小时录像")).closest("ul") as HTMLElement).getAllByRole("button");
    expect(buttons.map((each) => each.textContent)).toEqual(Array(4).fill(said("health.again")));
    expect(screen.queryByRole("region", { name: said("health.connection") })).toBeNull();
    await user.click(buttons[0] as HTMLElement);
    expect(await screen.findByText("还能存约 212 小时录像")).toBeTruthy();
  });

  it("calls what is only worth knowing a note", async () => {
    await openHealth(station([check("hrms", "hrms_none"), check("clock", "clock_alone"), check("keys", "keys_simulated")]));
    expect(await screen.findByText(said("health.sum.good"))).toBeTruthy();
    expect((await line("人事系统")).getByRole("button", { name: "人事系统：去设置" })).toBeTruthy();
    // Without an HR system there is nothing to compare the clock with.
    expect((await line("时钟")).queryByRole("button")).toBeNull();
    expect((await line("密钥")).getByText(said("health.note"))).toBeTruthy();
  });

  it("copies what was found as a text that can be read on the phone, and says so", async () => {
    const copyDiagnosis = vi.fn<Client["copyDiagnosis"]>(() => Promise.resolve(null));
    const { user } = await openHealth({ ...station(TROUBLE), copyDiagnosis }, "en");
    expect(await screen.findByText(/cuihu-02 · Last check: Today \d\d:\d\d/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: CATALOGUES.en["health.copy"] }));
    expect(await screen.findByText(CATALOGUES.en["health.copied"] ?? "")).toBeTruthy();
    const [text] = copyDiagnosis.mock.calls[0] ?? [""];
    const lines = text.trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual(["Interview Station, cuihu-02", `Program ${GOOD_HEALTH.program}, scoring rules ${GOOD_HEALTH.rubric}`]);
    // A day, so that it says the same tomorrow.
    expect(lines[2]).toMatch(/^Last check: .*\d{4}/);
    expect(lines.slice(5)).toHaveLength(TROUBLE.length);
    expect(lines[5]).toBe("1. Models: Needs action. Models that are not the pinned ones: 2, the first is whisper-base; they are not used [models.changed]");
    expect(lines[7]).toBe("3. Microphone: Good. The system’s default microphone is used");
  });

  it("says where nothing was copied, and no longer that something was once it has looked again", async () => {
    const copyDiagnosis = vi.fn<Client["copyDiagnosis"]>(() => Promise.resolve(null));
    const { user } = await openHealth({ stationHealth: () => Promise.resolve({ ...GOOD_HEALTH, checks: TROUBLE }), copyDiagnosis });
    const press = () => user.click(screen.getByRole("button", { name: said("health.copy") }));
    await screen.findByText(/212/);
    await press();
    expect(await screen.findByText(said("health.copied"))).toBeTruthy();
    await user.click(screen.getByRole("button", { name: said("health.again") }));
    await screen.findByText(/212/);
    expect(screen.queryByText(said("health.copied"))).toBeNull();
    copyDiagnosis.mockRejectedValueOnce(Object.assign(new Error(), { code: "desk.no_right", detail: "", response: "call_operator" }));
    await press();
    expect((await screen.findByRole("alert")).textContent).toContain(said("error.desk.no_right"));
  });

  it.each(LANGUAGES)("has no violations in %s", async (language) => {
    const { page } = await openHealth(station(TROUBLE), language);
    await screen.findByText(/212/);
    const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };
    expect((await axe.run(page.container, { rules })).violations).toEqual([]);
  });
});
