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
