import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Listener, Report } from "../campaign.ts";
import { Tallies } from "../tallies.ts";
import { type Figures, readFigures } from "./figures.ts";

const ROOT = join(import.meta.dirname, "../..");
const TESTS = "packages/node/test/http/access-cells.test.ts";
/** What nobody can tell apart by waiting (T35). */
const AIM_MS = 5;

/**
 * Every cell of who is answered about what, at the real users' door: routes × duties and posts × dispatches × areas ×
 * caveats, and each list, count, stream and search of each officer; then 400 pairs a route of what is hidden and what was
 * never there, whose bytes must be the same and whose medians may differ by five milliseconds. The cells are the test's own
 * (`access-cells.test.ts`), all of them instead of its sample; a number is always the whole, so `n` and `seed` do nothing.
 */
export async function access(_: unknown, listener: Listener = {}): Promise<Report> {
  const tallies = new Tallies("access", listener);
  const said = await runWhole();
  const figures = readFigures(said);
  if (figures === null) throw new Error(`the cells gave no figures: ${said.slice(-2_000)}`);
  countCells(tallies, figures);
  countTimes(tallies, figures);
  return tallies.report();
}

function countCells(tallies: Tallies, { cells }: Figures): void {
  for (const [name, { asked, differences }] of cells) {
    for (let nth = 0; nth < asked - differences.length; nth += 1) tallies.count(0, name, "");
    for (const difference of differences) tallies.count(0, name, difference);
  }
}

/** A case a route; its medians are told, whether they are near enough or not. */
function countTimes(tallies: Tallies, { times }: Figures): void {
  for (const { route, pairs, hidden_ms, absent_ms, unlike } of times) {
    const apart = Math.abs(hidden_ms - absent_ms);
    const medians = `${hidden_ms.toFixed(2)} and ${absent_ms.toFixed(2)} ms over ${pairs} pairs`;
    process.stderr.write(`access: ${route}: medians ${medians}, ${apart.toFixed(2)} apart\n`);
    const why = [
      unlike === 0 ? "" : `${unlike} answers are told apart by their bytes`,
      apart <= AIM_MS ? "" : `medians ${medians}`,
      pairs > 0 ? "" : "nothing was hidden",
    ].filter((one) => one !== "");
    tallies.count(0, `${route}, bytes and time`, why.join("; "));
  }
}

/** What the tests wrote on standard error. They fail where a cell differs, and have said so in their figures. */
function runWhole(): Promise<string> {
  const args = [
    "--disable-warning=ExperimentalWarning",
    join(ROOT, "node_modules/vitest/vitest.mjs"),
    "run",
    "--root",
    ROOT,
    "--disable-console-intercept=true",
    TESTS,
  ];
  const env = { ...process.env, ENTENTE_CELLS: "all" };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "ignore", "pipe"] });
  const heard: Buffer[] = [];
  child.stderr.on("data", (part: Buffer) => heard.push(part));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", () => done(Buffer.concat(heard).toString("utf8")));
  });
}
