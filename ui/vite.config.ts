import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { loadsFrozen } from "./tools/frozen.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  plugins: [react(), loadsFrozen()],
  // The catalogues lie beside this folder: command line and window share them.
  resolve: { alias: { "@texts": `${root}assets/i18n` } },
  server: { fs: { allow: [root] } },
  build: {
    target: "safari16",
    // The window's policy allows no inline script and no data: fonts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    // A guard against hanging, with room for a busy machine.
    testTimeout: 120_000,
    include: ["src/**/*.test.{ts,tsx}", "tools/**/*.test.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
