import { act, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Client, DoorView } from "../../client";
import { deskPerson } from "../../test/fake";
import { button, openKiosk, said, title } from "../../test/openKiosk";

const SHUT: DoorView = { open: false, set: true, tries_left: 5, locked_s: 0 };

/** A kiosk whose door answers so; someone has pressed the lock on the start screen. */
async function knock(door: (pin: string) => DoorView, change: Partial<Client> = {}) {
  const tryDoor = vi.fn<Client["tryDoor"]>((pin) => Promise.resolve(door(pin)));
  const opened = openKiosk("attract", {}, { kioskMode: () => Promise.resolve(true), tryDoor, deskPerson: () => Promise.resolve(null), ...change });
  // The station has said that it is a kiosk.
  await act(() => Promise.resolve());
  await opened.user.click(button("attract.staff"));
  return { ...opened, tryDoor };
}

const withPin = (pin: string): DoorView => ({ ...SHUT, open: pin === "2468", tries_left: pin === "" || pin === "2468" ? 5 : 4 });

async function press(user: Awaited<ReturnType<typeof knock>>["user"], pin: string) {
  for (const digit of pin) await user.click(screen.getByRole("button", { name: digit }));
  await user.click(button("staff.unlock"));
}

describe("the door of a kiosk", () => {
  afterEach(() => vi.useRealTimers());

  it("asks for the PIN before the desk", async () => {
    const { user } = await knock(withPin);
    expect(title().textContent).toBe(said("staff.pin"));
    expect(document.activeElement).toBe(title());
    await press(user, "1111");
    expect(screen.getByText(said("staff.pin.wrong", { n: 4 }))).toBeTruthy();
    await press(user, "2468");
    await user.click(button("signin.go"));
    expect(await screen.findByLabelText(said("signin.name"))).toBeTruthy();
    // Asked for once.
    expect(screen.queryByLabelText(said("signin.pin"))).toBeNull();
  });

  it("brings the keyboard of the screen along for the name", async () => {
    const { user } = await knock(withPin);
    await press(user, "2468");
    await user.click(button("signin.go"));
    await user.click(await screen.findByLabelText(said("signin.name")));
    expect(document.querySelector("[data-layout]")).toBeTruthy();
  });

  it("goes back, and is shut behind", async () => {
    const shutDoor = vi.fn(() => Promise.resolve(null));
    const { user } = await knock(withPin, { shutDoor });
    await press(user, "2468");
    await user.click(button("staff.leave"));
    expect(shutDoor).toHaveBeenCalledOnce();
    expect(button("attract.start")).toBeTruthy();
  });

  it("lets staff leave kiosk mode, and says what comes then", async () => {
    const leaveKiosk = vi.fn(() => Promise.resolve(null));
    const { user } = await knock(withPin, { leaveKiosk });
    await press(user, "2468");
    expect(screen.getByText(said("door.leaveKiosk.note"))).toBeTruthy();
    await user.click(button("door.leaveKiosk"));
    expect(leaveKiosk).toHaveBeenCalledOnce();
  });

  it("without a PIN opens for nobody and names who helps", async () => {
    await knock(() => ({ ...SHUT, set: false, tries_left: 0 }));
    expect(screen.getByText(new RegExp(said("error.staff.pin_unset")))).toBeTruthy();
  });

  it("counts a lock down", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let left = 3;
    await knock(() => ({ ...SHUT, locked_s: left-- }));
    expect(screen.getByText(said("staff.pin.locked", { seconds: 3 }))).toBeTruthy();
    expect((button("staff.unlock") as HTMLButtonElement).disabled).toBe(true);
    await act(() => vi.advanceTimersByTimeAsync(1100));
    expect(screen.queryByText(said("staff.pin.locked", { seconds: 3 }))).toBeNull();
  });
});

describe("a desk at a kiosk", () => {
  afterEach(() => vi.useRealTimers());

  it("is left when nobody has touched it for five minutes", async () => {
    const signOut = vi.fn(() => Promise.resolve(null));
    const { user } = await knock(withPin, { signOut, deskPerson: () => Promise.resolve(deskPerson("recruiter")) });
    await press(user, "2468");
    vi.useFakeTimers();
    act(() => button("signin.go").click());
    await act(() => vi.advanceTimersByTimeAsync(5 * 60_000 - 1000));
    expect(signOut).not.toHaveBeenCalled();
    await act(() => vi.advanceTimersByTimeAsync(2000));
    expect(signOut).toHaveBeenCalledOnce();
    expect(button("attract.start")).toBeTruthy();
  });
});
