import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decisionsBench } from "./decisions.ts";
import { deskBench } from "./desk/bench.ts";
import { costsBench, endToEndBench } from "./end-to-end/bench.ts";
import { logBench } from "./log.ts";
import { machineLine } from "./machine.ts";
import { sealBench } from "./seal.ts";
import { printedTable, section, type Table, withSections } from "./table.ts";
import { verifyBench } from "./verify.ts";

// `npm run bench [-- NAME]`: runs all benchmarks or one, prints each table with its peer or limit of the same run, and
// writes them into bench/RESULTS.md. `costs` profiles, so it runs only when it is named.

const BENCHES: Readonly<Record<string, () => Promise<readonly Table[]>>> = {
  seal: async () => [await sealBench()],
  decisions: async () => [await decisionsBench()],
  log: async () => [await logBench()],
  verify: async () => [await verifyBench()],
  "end-to-end": endToEndBench,
  desk: async () => [await deskBench()],
  costs: async () => [await costsBench()],
};
const ASIDE = new Set(["costs"]);
const RESULTS = join(import.meta.dirname, "RESULTS.md");

async function main(): Promise<number> {
  const [name, ...more] = process.argv.slice(2);
  const names = name === undefined ? Object.keys(BENCHES).filter((one) => !ASIDE.has(one)) : [name];
  if (more.length > 0 || names.some((one) => !Object.hasOwn(BENCHES, one))) {
    process.stderr.write(`usage: npm run bench [-- ${Object.keys(BENCHES).join(" | ")}]\n`);
    return 2;
  }
  for (const one of names) {
    const machine = machineLine();
    process.stdout.write(`\n${machine}\n`);
    const tables = (await BENCHES[one]?.()) ?? [];
    for (const table of tables) process.stdout.write(printedTable(table));
    writeFileSync(
      RESULTS,
      withSections(
        earlier(),
        tables.map((table) => section(table, machine)),
      ),
    );
  }
  return 0;
}

function earlier(): string {
  try {
    return readFileSync(RESULTS, "utf8");
  } catch {
    return "";
  }
}

process.exitCode = await main();
