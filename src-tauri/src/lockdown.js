// Kiosk mode: what a browser does by itself and a kiosk must not. It runs before the page, in every
// frame, so that nothing of the page can be earlier. Keys that belong to the system, such as
// Ctrl+Alt+F1, never come here; the kiosk's session has no use for them.
(() => {
  "use strict";

  const FIELD = "input, textarea, [contenteditable]";
  /** With Ctrl, in a text field: a PIN may be pasted, a text may be edited. */
  const EDITING = new Set([
    "a", "c", "v", "x", "z", "y", "arrowleft", "arrowright", "arrowup", "arrowdown", "home", "end", "backspace", "delete",
  ]);
  /** Function keys, keys of browsers and keyboards for offices. */
  const SYSTEM = /^(F\d+|Browser\w+|Launch\w+|ContextMenu|Find|Help|Open|Save|Print|PrintScreen|New|Close|Refresh|ZoomToggle)$/;
  const MODIFIERS = new Set(["Control", "Alt", "AltGraph", "Meta", "Shift", "Super", "Hyper", "OS"]);

  const inField = (event) => event.target instanceof Element && event.target.closest(FIELD) !== null;

  const isShortcut = (event) => {
    if (MODIFIERS.has(event.key)) return false;
    if (SYSTEM.test(event.key)) return true;
    if (event.altKey || event.metaKey) return true;
    return event.ctrlKey && !(inField(event) && EDITING.has(event.key.toLowerCase()));
  };

  const refuse = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const on = (name, handler) => window.addEventListener(name, handler, { capture: true, passive: false });

  on("keydown", (event) => {
    if (isShortcut(event)) refuse(event);
    // Backspace beside a field would go back; the page may still hear of it.
    else if (event.key === "Backspace" && !inField(event)) event.preventDefault();
  });
  for (const name of ["contextmenu", "dragstart", "dragenter", "dragover", "drop"]) on(name, refuse);
  // Two fingers, or a wheel with Ctrl: zoom.
  for (const name of ["gesturestart", "gesturechange", "gestureend"]) on(name, refuse);
  for (const name of ["touchstart", "touchmove"]) {
    on(name, (event) => {
      if (event.touches.length > 1) refuse(event);
    });
  }
  on("wheel", (event) => {
    if (event.ctrlKey) refuse(event);
  });
  // Other buttons of a mouse paste, scroll by themselves, go back and forward.
  for (const name of ["mousedown", "mouseup", "auxclick"]) {
    on(name, (event) => {
      if (event.button !== 0) refuse(event);
    });
  }

  // A page that closes its window would leave an empty one; dialogs of the system are not ours.
  for (const name of ["close", "open", "print"]) {
    Object.defineProperty(window, name, { value: () => null, writable: false, configurable: false });
  }
  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.style.touchAction = "pan-x pan-y";
    document.documentElement.style.overscrollBehavior = "none";
  });
})();
