import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type CaseRun,
  type Decision,
  decide,
  explain,
  type LawCase,
  parseCase,
  parseFacts,
  runCase,
} from "@entente/policy";
import { type Json, parseStrict } from "@entente/protocol";
import { type Fault, type Parsed, refused } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished, type Refused } from "../ending.ts";
import { readInput, reasonOf } from "../input.ts";
import { refuse } from "../officer/problems.ts";
import type { World } from "../world.ts";
import { readLaw } from "./law-folder.ts";

/** `policy decide FILE|-`: exit code 0 whatever the outcome; `--json` prints the decision and nothing else. */
export async function policyDecide(call: Call): Promise<Ending> {
  return decided(call, (decision) => finished(decision, explain(decision).slice(0, 2).join("\n")));
}

/** `policy explain FILE|-`: the decision as a person reads it. */
export async function policyExplain(call: Call): Promise<Ending> {
  return decided(call, (decision) => {
    const lines = explain(decision);
    return finished({ outcome: decision.outcome, lines }, lines.join("\n"));
  });
}

/** `policy test DIR`: one line a decision and a total; exit code 1 if any differs from what its case expects. */
export async function policyTest(call: Call): Promise<Ending> {
  const read = await readCases(resolve(call.world.cwd, call.words[0] ?? ""), call.world);
  if (!read.ok) return badInput(read.faults);
  const law = await readLaw();
  const runs = read.value.map((lawCase) => runCase(law, lawCase));
  const lines = runs.flatMap(linesOf);
  const differ = lines.filter((line) => line.differences.length > 0).length;
  const total = `${lines.length} decisions, ${lines.length - differ} as expected, ${differ} differ`;
  const text = [...lines.map(lineText), total].join("\n");
  const json = { decisions: lines.length, as_expected: lines.length - differ, differ, lines };
  return finished(json, text, differ === 0 ? 0 : 1);
}

async function decided(call: Call, tell: (decision: Decision) => Ending): Promise<Ending> {
  const json = await readStrict(call.words[0] ?? "-", call.world);
  if (!json.ok) return badInput(json.faults);
  const facts = parseFacts(json.value);
  return facts.ok ? tell(decide(await readLaw(), facts.facts)) : badInput(facts.faults);
}

/** Facts hold weights with fractions, so numbers are read as partner formats write them. */
async function readStrict(file: string, world: World): Promise<Parsed<Json>> {
  const bytes = await readInput(file, world);
  return bytes.ok ? parseStrict(bytes.value, { numbers: "round-trip" }) : bytes;
}

/** The folder's own `.json` files by name. A folder without any would test nothing, and so is a fault. */
async function readCases(folder: string, world: World): Promise<Parsed<readonly LawCase[]>> {
  const cases: LawCase[] = [];
  const faults: Fault[] = [];
  const names = listCases(folder);
  if (!names.ok) return names;
  for (const name of names.value) {
    const json = await readStrict(join(folder, name), world);
    const read = json.ok ? parseCase(json.value) : json;
    if (read.ok) cases.push(read.value);
    else faults.push(...read.faults.map((fault) => ({ ...fault, where: `${name}#${fault.where}` })));
  }
  return faults.length === 0 ? { ok: true, value: cases } : refused(...faults);
}

function listCases(folder: string): Parsed<readonly string[]> {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return names.length > 0
      ? { ok: true, value: names.sort() }
      : refused({ code: "no_cases", where: folder });
  } catch (error) {
    return refused({ code: "file_unreadable", where: folder, detail: reasonOf(error) });
  }
}

interface Line {
  readonly case: string;
  readonly title: string;
  readonly outcome: string | null;
  readonly differences: readonly string[];
}

function linesOf({ id, lines }: CaseRun): readonly Line[] {
  return lines.map(({ title, decision, differences }) => ({
    case: id,
    title,
    outcome: decision?.outcome ?? null,
    differences,
  }));
}

function lineText({ case: id, title, outcome, differences }: Line): string {
  const mark = differences.length === 0 ? "ok     " : "DIFFERS";
  return [
    `${mark} ${id} ${title}: ${outcome ?? "refused"}`,
    ...differences.map((one) => `          ${one}`),
  ].join("\n");
}

function badInput(faults: readonly Fault[]): Refused {
  const errors = faults.map(({ where, ...fault }) => ({ pointer: where, ...fault }));
  return refuse(faults.some((fault) => fault.code === "oversized") ? "too_large" : "malformed", { errors });
}
