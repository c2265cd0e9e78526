import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

/** What the shell puts before the page in kiosk mode. */
const SCRIPT = readFileSync("../src-tauri/src/lockdown.js", "utf8");

const heard = vi.fn();
/** Stands in for what the script takes from the window, which the tests after it need as it was. */
const shell: Record<string, unknown> = { addEventListener: window.addEventListener.bind(window) };

beforeAll(() => {
  // As the shell does: before anything else listens.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function("window", SCRIPT)(shell);
  for (const name of ["keydown", "contextmenu", "dragstart", "drop", "wheel", "touchmove", "mouseup"]) {
    document.addEventListener(name, heard);
  }
});

beforeEach(() => {
  heard.mockClear();
  document.body.innerHTML = '<button>go</button><input><textarea></textarea>';
});

function send(event: Event, target = "button") {
  document.querySelector(target)?.dispatchEvent(event);
  return { refused: event.defaultPrevented, heard: heard.mock.calls.length > 0 };
}

const key = (name: string, more: KeyboardEventInit = {}, target = "button") =>
  send(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }), target);

const REFUSED = { refused: true, heard: false };
const LEFT_ALONE = { refused: false, heard: true };

describe("at a kiosk", () => {
  it.each<[string, KeyboardEventInit]>([
    ["F1", {}],
    ["F5", {}],
    ["F7", {}],
    ["F10", { shiftKey: true }],
    ["F11", {}],
    ["F12", {}],
    ["r", { ctrlKey: true }],
    ["R", { ctrlKey: true, shiftKey: true }],
    ["p", { ctrlKey: true }],
    ["f", { ctrlKey: true }],
    ["I", { ctrlKey: true, shiftKey: true }],
    ["n", { ctrlKey: true }],
    ["t", { ctrlKey: true }],
    ["w", { ctrlKey: true }],
    ["+", { ctrlKey: true }],
    ["-", { ctrlKey: true }],
    ["0", { ctrlKey: true }],
    ["a", { ctrlKey: true }],
    ["ArrowLeft", { altKey: true }],
    ["F4", { altKey: true }],
    ["Tab", { altKey: true }],
    ["Enter", { metaKey: true }],
    ["BrowserBack", {}],
    ["BrowserRefresh", {}],
    ["LaunchMail", {}],
    ["ContextMenu", {}],
    ["PrintScreen", {}],
  ])("%s %o does nothing", (name, more) => {
    expect(key(name, more)).toEqual(REFUSED);
    if (name !== "a") expect(key(name, more, "input")).toEqual(REFUSED);
  });

  it.each(["Enter", "Escape", "Tab", " ", "ArrowLeft", "1", "r", "?", "Control", "Alt"])("%j is the page's own", (name) => {
    expect(key(name)).toEqual(LEFT_ALONE);
  });

  it.each(["a", "c", "v", "x", "z", "V", "ArrowLeft", "Home", "Backspace"])("Ctrl+%s edits in a field", (name) => {
    expect(key(name, { ctrlKey: true }, "input")).toEqual(LEFT_ALONE);
    expect(key(name, { ctrlKey: true }, "textarea")).toEqual(LEFT_ALONE);
    expect(key(name, { ctrlKey: true }).refused).toBe(true);
  });

  it("Backspace erases in a field and goes nowhere beside one", () => {
    expect(key("Backspace", {}, "input")).toEqual(LEFT_ALONE);
    expect(key("Backspace")).toEqual({ refused: true, heard: true });
  });

  it.each(["contextmenu", "dragstart", "drop"])("%s is refused", (name) => {
    expect(send(new Event(name, { bubbles: true, cancelable: true }))).toEqual(REFUSED);
  });

  it("a wheel scrolls, and zooms not", () => {
    const wheel = (ctrlKey: boolean) => new WheelEvent("wheel", { ctrlKey, bubbles: true, cancelable: true });
    expect(send(wheel(true))).toEqual(REFUSED);
    heard.mockClear();
    expect(send(wheel(false))).toEqual(LEFT_ALONE);
  });

  it("one finger scrolls, and two zoom not", () => {
    const touch = (fingers: number) => Object.assign(new Event("touchmove", { bubbles: true, cancelable: true }), { touches: new Array(fingers) });
    expect(send(touch(2))).toEqual(REFUSED);
    heard.mockClear();
    expect(send(touch(1))).toEqual(LEFT_ALONE);
  });

  it("only the first button of a mouse counts", () => {
    const mouse = (button: number) => new MouseEvent("mouseup", { button, bubbles: true, cancelable: true });
    for (const button of [1, 2, 3, 4]) expect(send(mouse(button))).toEqual(REFUSED);
    expect(send(mouse(0))).toEqual(LEFT_ALONE);
  });

  it("a page can't close, open or print", () => {
    for (const name of ["close", "open", "print"]) {
      expect((shell[name] as () => unknown)()).toBeNull();
      expect(() => Object.assign(shell, { [name]: () => "mine" })).toThrow();
    }
  });
});
