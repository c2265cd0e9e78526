import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig } from "vitest/config";
import product from "../vite.config.ts";

/** The product's components over a station that follows a script. Never part of `ui/dist`. */
export default mergeConfig(
  product,
  defineConfig({
    root: fileURLToPath(new URL(".", import.meta.url)),
    build: {
      outDir: fileURLToPath(new URL("../../target/test-page", import.meta.url)),
      emptyOutDir: true,
    },
  }),
);
