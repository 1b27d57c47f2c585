import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";

/**
 * Four projects of one run, one after another: what judges the tree itself, what needs no other process, stories
 * that raise real nodes, each on ports and folders of its own (with room for slow machines), and what README.md tells to run.
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

/** Files of minutes begin first, so that none of them runs on alone when the others are done. */
class LongestFirst extends BaseSequencer {
  override async sort(...[files]: Parameters<BaseSequencer["sort"]>) {
    const sorted = await super.sort(files);
    const long = (file: (typeof sorted)[number]) => /\/campaigns\/|\/operator\.test/.test(file.moduleId);
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      project(0, "architecture", ["scripts/**/*.test.ts"], 60, false),
      project(1, "unit", ["{packages/*/test,vectors,campaigns,bench,interop}/**/*.test.ts"], 60, false),
      project(2, "scenarios", ["scenarios/**/*.test.ts"], 180, false),
      project(3, "snippets", ["scripts/check/snippets.test.ts"], 300, true),
    ],
  },
});
