import { screen, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { Client } from "../../../client";
import { CATALOGUES, LANGUAGES, type Key, type Language } from "../../../i18n";
import { deskPerson, deviceSettings, hrmsSettings, stationModels } from "../../../test/fake";
import { button, openDesk, said } from "../../../test/openDesk";

async function openSettings(change: Partial<Client> = {}, language: Language = "zh-CN") {
  const opened = await openDesk(change, language);
  await opened.user.click(await screen.findByRole("button", { name: CATALOGUES[language]["desk.nav.settings"] ?? "" }));
  return opened;
}

const card = async (title: Key) => within(await screen.findByRole("region", { name: said(title) }));

describe("devices", () => {
  it("say what is plugged in, what is not, and where nobody knows", async () => {
    await openSettings();
    const devices = await card("settings.devices");
    const camera = within(await devices.findByRole("radiogroup", { name: said("doctor.camera") }));
    expect(camera.getByRole<HTMLInputElement>("radio", { name: said("settings.devices.default") }).checked).toBe(true);
    expect(camera.getByRole("radio", { name: "Room camera" })).toBeTruthy();
    const microphone = within(devices.getByRole("radiogroup", { name: said("doctor.microphone") }));
    const away = microphone.getByRole<HTMLInputElement>("radio", { name: /^Desk microphone/ });
    expect(away.checked).toBe(true);
    expect(microphone.getByText(said("settings.devices.away"))).toBeTruthy();
    const loudspeaker = within(devices.getByRole("radiogroup", { name: said("doctor.loudspeaker") }));
    expect(loudspeaker.getByText(said("settings.devices.unknown"))).toBeTruthy();
    expect(loudspeaker.queryByText(said("settings.devices.none"))).toBeNull();
  });

  it("are saved only after the effect was explained", async () => {
    const kept = deviceSettings();
    const next = { ...kept, camera: { ...kept.camera, chosen: kept.camera.found[0] ?? null } };
    const chooseDevices = vi.fn<Client["chooseDevices"]>(() => Promise.resolve(next));
    const { user } = await openSettings({ chooseDevices });
    const save = await button("settings.devices.save");
    expect(save.hasAttribute("disabled")).toBe(true);
    await user.click(await screen.findByText("Room camera"));
    expect(screen.getByText(said("settings.devices.effect"))).toBeTruthy();
    expect(screen.getByText(said("settings.devices.camera.effect"))).toBeTruthy();
    expect(screen.queryByText(said("settings.devices.microphone.effect"))).toBeNull();
    await user.click(save);
    expect(chooseDevices).toHaveBeenCalledExactlyOnceWith({
      camera: { id: "0", name: "Room camera" },
      microphone: { id: "usb-desk", name: "Desk microphone" },
      loudspeaker: null,
    });
    expect(await screen.findByText(said("settings.devices.saved"))).toBeTruthy();
    expect(screen.queryByText(said("settings.devices.effect"))).toBeNull();
  });

  it("that are listed slowly hold up nothing else", async () => {
    const { user } = await openSettings({ deviceSettings: () => new Promise(() => undefined) });
    expect(await screen.findByText(said("settings.readOnly"))).toBeTruthy();
    expect((await card("settings.devices")).getByRole("status", { name: said("settings.devices.looking") })).toBeTruthy();
    await user.click(await button("desk.nav.log"));
    expect(await screen.findByRole("heading", { level: 1, name: said("desk.nav.log") })).toBeTruthy();
  });
});

describe("models", () => {
  it("say what they are for and whether they are as they should be, and are verified when asked", async () => {
    const good = stationModels().map((model) => ({ ...model, present: true, verified: true }));
    const stationModelsAsked = vi.fn<Client["stationModels"]>((anew) => Promise.resolve(anew ? good : stationModels()));
    const { user } = await openSettings({ stationModels: stationModelsAsked });
    const models = await card("settings.models");
    expect(await models.findByText(said("settings.models.role.speech"))).toBeTruthy();
    expect(models.getByText(/whisper-base · whisper-base 1\.0\.0 · MIT · 148\.0 MB/)).toBeTruthy();
    expect(models.getByText(said("settings.models.changed"))).toBeTruthy();
    expect(models.getByText(said("settings.models.optional"))).toBeTruthy();
    await user.click(models.getByRole("button", { name: said("settings.models.verify") }));
    expect(stationModelsAsked.mock.calls).toEqual([[false], [true]]);
    expect(await models.findByText("3 个中 3 个校验通过")).toBeTruthy();
    expect(models.queryByText(said("settings.models.changed"))).toBeNull();
  });
});

describe("the HR system", () => {
  it("is shown with the key's fingerprint and the last answer, and can be tested", async () => {
    const { user } = await openSettings();
    const system = await card("settings.hrms");
    expect(await system.findByText("https://hr.example")).toBeTruthy();
    expect(system.getByText("Qv7hTz2c VWaYVA9w wBF6Iuo3 vVzz7TxH CTwXBygr S4k")).toBeTruthy();
    expect(system.getByText(/^2025年11月21日/)).toBeTruthy();
    await user.click(system.getByRole("button", { name: said("sync.test") }));
    expect(await system.findByText("人力系统有应答，时钟相差 0.4 秒")).toBeTruthy();
  });

  it("takes a code after saying what comes of it, and says why it was refused", async () => {
    const none = { address: null, station_id: null, fingerprint: "kPrK_qmx", enrolled_at_unix_ms: null, last_contact_unix_ms: null };
    const refused = Object.assign(new Error(), { code: "hrms.enrol_code", detail: "", response: "call_operator" });
    const enrolStation = vi.fn<Client["enrolStation"]>().mockRejectedValueOnce(refused).mockResolvedValue(hrmsSettings());
    const { user } = await openSettings({ hrmsSettings: () => Promise.resolve(none), enrolStation });
    const system = await card("settings.hrms");
    expect(await system.findByText(said("settings.hrms.not.note"))).toBeTruthy();
    expect(system.queryByRole("button", { name: said("sync.test") })).toBeNull();
    await user.click(system.getByRole("button", { name: said("settings.hrms.enrol") }));
    expect(system.getByText(said("settings.hrms.effect"))).toBeTruthy();
    await user.type(system.getByLabelText(said("settings.hrms.address")), "https://hr.example");
    await user.type(system.getByLabelText(said("settings.hrms.code")), "WRONG");
    await user.click(system.getByRole("button", { name: said("settings.hrms.enrol.do") }));
    expect((await system.findByRole("alert")).textContent).toContain(said("error.hrms.enrol_code"));
    await user.click(system.getByRole("button", { name: said("settings.hrms.enrol.do") }));
    expect(enrolStation).toHaveBeenLastCalledWith("https://hr.example", "WRONG");
    expect(await system.findByText(said("settings.hrms.saved"))).toBeTruthy();
    expect(system.getByText(said("settings.hrms.enrolled"))).toBeTruthy();
  });

  it("that is exchanged for another one says what stays behind", async () => {
    const { user } = await openSettings();
    await user.click(await button("settings.hrms.enrolAgain"));
    expect(screen.getByText(said("settings.hrms.effect.again"))).toBeTruthy();
  });
});

describe("storage", () => {
  it("says where, how many hours are left, what is used and what waits", async () => {
    const { user } = await openSettings();
    const storage = await card("settings.storage");
    expect(await storage.findByText("/home/bank/station")).toBeTruthy();
    expect(storage.getByText("64.0 GB，约 212 小时录像")).toBeTruthy();
    expect(storage.getByText("3.2 GB，46 场面试")).toBeTruthy();
    expect(storage.getByText(said("settings.policy.days", { n: 180 }))).toBeTruthy();
    await user.click(storage.getByRole("button", { name: said("settings.storage.waiting.go") }));
    expect(await screen.findByRole("heading", { level: 1, name: said("desk.nav.sync") })).toBeTruthy();
  });
});

describe("settings", () => {
  it("of the station are asked for and shown only where there is a right to them", async () => {
    const never = vi.fn(() => Promise.reject(new Error("not asked")));
    await openSettings({
      deskPerson: () => Promise.resolve(deskPerson("recruiter")),
      deviceSettings: never,
      stationModels: never,
      hrmsSettings: never,
      storageState: never,
      policyPack: never,
      staffPeople: never,
    });
    expect(await screen.findByText(said("desk.keys.on"))).toBeTruthy();
    expect(screen.queryByRole("region", { name: said("settings.devices") })).toBeNull();
    expect(never).not.toHaveBeenCalled();
  });

  it("are reached by name from the top of the page", async () => {
    const { user } = await openSettings();
    await user.click(await button("settings.storage"));
    expect(document.activeElement).toBe(screen.getByRole("region", { name: said("settings.storage") }));
  });

  it.each(LANGUAGES)("have no violations in %s", async (language) => {
    const { page, user } = await openSettings({}, language);
    await screen.findByText("/home/bank/station");
    await screen.findByText("Room camera");
    await user.click(screen.getByText("Room camera"));
    await user.click(screen.getByRole("button", { name: CATALOGUES[language]["settings.hrms.enrolAgain"] ?? "" }));
    const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };
    const { violations } = await axe.run(page.container, { rules });
    expect(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join()}`)).toEqual([]);
  });
});
