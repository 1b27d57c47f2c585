import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decide, type Facts, loadPacks, type Packs, parseCase, parseFacts } from "@entente/policy";
import { readLawFolder } from "../campaigns/door.ts";
import { metered, percentile, type Used } from "./meter.ts";
import { figure, type Table } from "./table.ts";

const LAW = join(import.meta.dirname, "../law");
const AIM = 2_000;
const AIM_MS = 2;

/** Decides every worked case and flip of the packs, with Cedar asked every time and with its answers remembered. */
export async function decisionsBench(): Promise<Table> {
  const facts = workedFacts();
  const sources = await readLawFolder(LAW);
  const uncached = await timed(await loadPacks(sources, { answers: 0 }), facts);
  const cached = await timed(await loadPacks(sources), facts);
  const rates = [uncached, cached].map(({ used }) => used.runs / used.cpuSeconds);
  const row = (name: string, { used, times, cpu }: Timed) => [
    name,
    figure(used.runs / used.cpuSeconds),
    figure(percentile(cpu, 0.5), "ms"),
    figure(percentile(cpu, 0.99), "ms"),
    figure(percentile(times, 0.99), "ms"),
  ];
  const held = (rates[0] ?? 0) >= AIM && percentile(uncached.cpu, 0.99) <= AIM_MS;
  return {
    name: "decisions",
    about: `${facts.length} facts of the worked cases and their flips, one after the other, under the full packs (codes, treaty, ca, in) in one thread.`,
    columns: ["Cedar", "decisions/cs", "p50 CPU", "p99 CPU", "p99 wall"],
    rows: [row("asked every time", uncached), row("answers remembered", cached)],
    notes: [
      `Aim: ≥ ${AIM} decisions/s a core, p99 ≤ ${AIM_MS} ms, uncached: ${held ? "reached" : "missed"}. A busy machine lengthens the last wall times, so the aim is held against the CPU time of one call.`,
    ],
  };
}

interface Timed {
  readonly used: Used;
  /** milliseconds of each call, by the wall and by CPU time */
  readonly times: readonly number[];
  readonly cpu: readonly number[];
}

async function timed(packs: Packs, facts: readonly Facts[]): Promise<Timed> {
  const [times, cpu]: [number[], number[]] = [[], []];
  let at = 0;
  const used = await metered(() => {
    const one = facts[at % facts.length];
    at += 1;
    if (one === undefined) throw new Error("there are no worked cases");
    const [from, used] = [performance.now(), process.cpuUsage()];
    decide(packs, one);
    const { user, system } = process.cpuUsage(used);
    const wall = performance.now() - from;
    times.push(wall);
    // The process's CPU time has the collector's helping threads in it; one thread never uses more than the wall's.
    cpu.push(Math.min(wall, (user + system) / 1_000));
  });
  return { used, times: times.slice(-used.runs), cpu: cpu.slice(-used.runs) };
}

function workedFacts(): readonly Facts[] {
  const files = readdirSync(LAW, { recursive: true, encoding: "utf8" }).filter((path) =>
    /(?:^|[\\/])(?:allow|deny|needs|conditions|cases)[\\/][^\\/]+\.json$/.test(path),
  );
  return files.sort().flatMap((path) => {
    const lawCase = parseCase(JSON.parse(readFileSync(join(LAW, path), "utf8")));
    const lines = lawCase.ok ? [lawCase.value, ...(lawCase.value.flips ?? [])] : [];
    return lines.flatMap((line) => {
      const parsed = parseFacts(line.facts);
      return parsed.ok ? [parsed.facts] : [];
    });
  });
}
