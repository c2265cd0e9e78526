import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Looks at the built test page in Chromium. */
export default defineConfig({
  resolve: { alias: { "@texts": fileURLToPath(new URL("../../assets/i18n", import.meta.url)) } },
  test: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["suite/*.test.ts"],
    // One browser at a time; a guard against hanging, with room for a busy machine.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
