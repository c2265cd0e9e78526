import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { KioskView } from "./bindings";
import { ASK_EVERY_MS, tauriKiosk } from "./tauriKiosk";

/** A station whose channels lose what they are told to. */
class Station {
  private newest = 0;
  private readonly channels: { id: number; sent: number }[] = [];

  constructor() {
    mockIPC((command, args) => {
      if (command === "kiosk_view") return this.newest > (args as { after: number }).after ? this.view() : null;
      if (command !== "watch_kiosk") throw new Error(command);
      const { views } = args as { views: { id: number } };
      this.channels.push({ id: views.id, sent: 0 });
      if (this.newest > 0) this.send();
      return null;
    });
  }

  get opened() {
    return this.channels.length;
  }

  change(lost = false) {
    this.newest += 1;
    this.send(lost);
  }

  private view() {
    return { seq: this.newest } as KioskView;
  }

  /** As Tauri does: numbered, so that the page can put messages in order. */
  private send(lost = false) {
    const channel = this.channels.at(-1);
    if (channel === undefined) return;
    const index = channel.sent++;
    if (!lost) internals().runCallback(channel.id, { index, message: this.view() });
  }
}

function internals() {
  return (window as unknown as { __TAURI_INTERNALS__: { runCallback(id: number, data: unknown): void } })
    .__TAURI_INTERNALS__;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  clearMocks();
});

it("shows what comes, and opens one channel where nothing is lost", async () => {
  const station = new Station();
  const seen: number[] = [];
  const stop = tauriKiosk.watchKiosk((view) => seen.push(view.seq));
  station.change();
  station.change();
  await vi.advanceTimersByTimeAsync(3 * ASK_EVERY_MS);
  expect(seen).toEqual([1, 2]);
  expect(station.opened).toBe(1);
  stop();
});

it("goes on behind a snapshot that was lost", async () => {
  const station = new Station();
  const seen: number[] = [];
  const stop = tauriKiosk.watchKiosk((view) => seen.push(view.seq));
  station.change();
  station.change(true);
  station.change();
  expect(seen).toEqual([1]);
  await vi.advanceTimersByTimeAsync(ASK_EVERY_MS);
  expect(seen).toContain(3);
  expect(station.opened).toBe(2);
  station.change();
  expect(seen.at(-1)).toBe(4);
  stop();
});

it("leaves the channel of whoever watches next alone", async () => {
  const station = new Station();
  const stop = tauriKiosk.watchKiosk(() => undefined);
  station.change(true);
  // The question is on its way when the screen is left for another.
  vi.advanceTimersByTime(ASK_EVERY_MS);
  stop();
  const seen: number[] = [];
  const stopNext = tauriKiosk.watchKiosk((view) => seen.push(view.seq));
  await vi.advanceTimersByTimeAsync(0);
  expect(station.opened).toBe(2);
  expect(seen).toEqual([1]);
  stopNext();
});

it("asks no more once nobody watches", async () => {
  const station = new Station();
  const seen: number[] = [];
  tauriKiosk.watchKiosk((view) => seen.push(view.seq))();
  station.change();
  await vi.advanceTimersByTimeAsync(3 * ASK_EVERY_MS);
  expect(seen).toEqual([]);
  expect(station.opened).toBe(1);
});
