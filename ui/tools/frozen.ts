/**
 * Makes the chart library load in a window whose `Object.prototype` is frozen (`freezePrototype` of
 * `tauri.conf.json`). On such a page nothing may assign a property of a name that every object
 * inherits; ECharts copies `constructor` so, once, while it loads. Defining the property is allowed.
 */
import type { Plugin } from "vite";

const FILE = /\/echarts\/lib\/core\/Scheduler\.js$/;
const ASSIGNED = "target[name_1] = noop;";
const DEFINED = "Object.defineProperty(target, name_1, { value: noop, writable: true, enumerable: true, configurable: true });";

/** Rewrites that assignment. A library that no longer has it, or has it elsewhere, fails the build. */
export function loadsFrozen(): Plugin {
  let mended = false;
  return {
    name: "loads-frozen",
    apply: "build",
    buildStart() {
      mended = false;
    },
    transform: {
      filter: { id: FILE },
      handler(code, id) {
        const parts = code.split(ASSIGNED);
        if (parts.length !== 2) this.error(`${id} has "${ASSIGNED}" ${parts.length - 1} times, not once: see whether the library loads frozen, and mend or drop ui/tools/frozen.ts`);
        mended = true;
        return { code: parts.join(DEFINED), map: null };
      },
    },
    buildEnd(failure) {
      if (!failure && !mended) this.error(`no file like ${FILE} in the build: see whether the library loads frozen, and mend or drop ui/tools/frozen.ts`);
    },
  };
}
