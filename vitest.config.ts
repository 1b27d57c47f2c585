import { defineConfig } from "vitest/config";

/**
 * Four projects of one run, one after another: what judges the tree itself, what needs no other process, stories
 * that raise real nodes (one file at a time, with room for slow machines), and what README.md tells to run.
 */
function project(order: number, name: string, include: string[], seconds: number, alone: boolean) {
  return {
    test: {
      name,
      include,
      exclude: ["**/node_modules/**", ...(name === "architecture" ? ["scripts/check/snippets.test.ts"] : [])],
      testTimeout: seconds * 1000,
      hookTimeout: seconds * 1000,
      fileParallelism: !alone,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      sequence: { groupOrder: order },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      project(0, "architecture", ["scripts/**/*.test.ts"], 60, false),
      project(1, "unit", ["{packages/*/test,vectors,campaigns,bench,interop}/**/*.test.ts"], 60, false),
      project(2, "scenarios", ["scenarios/**/*.test.ts"], 180, true),
      project(3, "snippets", ["scripts/check/snippets.test.ts"], 300, true),
    ],
  },
});
