import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);
// How long `findBy…` looks before it gives up; a busy machine is slow.
configure({ asyncUtilTimeout: 20_000 });

// jsdom has no `CSS.escape`, which React Aria asks for; the ids of the tests are plain.
const escape = (text: string) => text.replace(/[^\w-]/g, (char) => `\\${char}`);
Object.assign(globalThis, { CSS: { escape } });

// jsdom lays nothing out, so nothing scrolls. Tests that drive a browser have no page of their own.
if (typeof Element !== "undefined") Element.prototype.scrollIntoView = () => undefined;

// Nor does it lay out pages: its screen always lies flat.
const matchMedia = (media: string) => Object.assign(new EventTarget(), { media, matches: false });
Object.assign(globalThis, { matchMedia });

if (typeof HTMLElement !== "undefined") fakeLayout();

function fakeLayout() {
  // jsdom lays nothing out: a table that draws only what is in sight needs a size.
  Object.defineProperties(HTMLElement.prototype, {
    clientWidth: { configurable: true, get: () => 1200 },
    clientHeight: { configurable: true, get: () => 800 },
  });
  if (!("ResizeObserver" in globalThis)) Object.assign(globalThis, { ResizeObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  } });
  // Nor does it play or keep files.
  URL.createObjectURL = () => "blob:test";
  URL.revokeObjectURL = () => undefined;
  HTMLMediaElement.prototype.play = () => Promise.resolve();
  HTMLMediaElement.prototype.pause = () => undefined;
  class NoTracks extends EventTarget {
    readonly length = 0;
    *[Symbol.iterator]() {}
  }
  Object.defineProperty(HTMLMediaElement.prototype, "textTracks", { configurable: true, get: () => new NoTracks() });
}
