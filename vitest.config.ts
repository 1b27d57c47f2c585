import { defineConfig } from "vitest/config";

/**
 * Three projects of one run. `unit` holds what needs no other process; `scenarios` raises real nodes and so
 * runs one file at a time with room for slow machines; `snippets` runs what README.md tells a reader to run.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "architecture",
          include: ["scripts/**/*.test.ts"],
          exclude: ["scripts/check/snippets.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "unit",
          include: [
            "packages/*/test/**/*.test.ts",
            "vectors/**/*.test.ts",
            "campaigns/**/*.test.ts",
            "bench/**/*.test.ts",
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "scenarios",
          include: ["scenarios/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "snippets",
          include: ["scripts/check/snippets.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
