/**
 * Everything that must hold before a change goes in: format, type-aware lint, types, then one Vitest run over
 * architecture, units, vectors, scenarios and what README.md tells a reader to run. Every step runs, whatever
 * failed before it. The last line is `N passed, N failed`; each of the first three steps counts as one.
 * Arguments go to Vitest: `npm test -- packages/ledger`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Counts, closingLine, countsOf } from "./check/report.ts";
import { root, runTool, TOOLS } from "./check/steps.ts";

interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly counts: Counts;
}

function timed(name: string, work: () => Counts): Step {
  process.stdout.write(`\n— ${name}\n`);
  const began = performance.now();
  const counts = work();
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`— ${name}: ${counts.failed === 0 ? "ok" : "FAILED"}, ${seconds.toFixed(1)} s\n`);
  return { name, seconds, counts };
}

function vitest(filters: readonly string[]): Counts {
  const folder = mkdtempSync(join(tmpdir(), "entente-check-"));
  const report = join(folder, "report.json");
  try {
    const script = join(root, "node_modules/vitest/vitest.mjs");
    const args = [
      script,
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...filters,
    ];
    const { status } = spawnSync(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    return countsOf(readReport(report), status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

const steps = TOOLS.map((tool) =>
  timed(tool.name, () =>
    runTool(tool) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 },
  ),
);
steps.push(timed("tests", () => vitest(process.argv.slice(2))));

const total = steps.reduce(
  (sum, { counts }) => ({
    passed: sum.passed + counts.passed,
    failed: sum.failed + counts.failed,
    skipped: sum.skipped + counts.skipped,
  }),
  { passed: 0, failed: 0, skipped: 0 },
);
process.stdout.write("\n");
for (const { name, seconds, counts } of steps) {
  process.stdout.write(
    `${name.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s  ${counts.failed === 0 ? "ok" : "FAILED"}\n`,
  );
}
process.stdout.write(`${closingLine(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
