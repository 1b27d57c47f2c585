import { readHolding } from "@entente/contract";
import type { Fault } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { oneJsonValue, readInput, textOf } from "../input.ts";
import type { NodeClient } from "./client.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

/** As many as the node's door takes at once. */
const BATCH = 500;
/** A list of faults that nobody reads to its end helps nobody. */
const MAX_FAULTS = 1_000;

interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * `holding import FILE|-`: every line is checked before the first is sent, so that a file with a fault changes
 * nothing. The node reads each line's own text again, strictly.
 */
export async function holdingImport(call: Call): Promise<Ending> {
  const file = call.words[0] ?? "-";
  const bytes = await readInput(file, call.world);
  const text = bytes.ok ? textOf(bytes.value, file) : bytes;
  if (!text.ok) return rejected(text.faults, 0);
  const lines = linesOf(text.value);
  const faults = lines.length === 0 ? [{ code: "empty", where: file }] : lines.flatMap(faultsOf);
  return faults.length > 0 ? rejected(faults, 0) : withNode(call, (node) => send(node, lines));
}

function linesOf(text: string): readonly Line[] {
  const lines = text.split("\n").map((line, at) => ({ number: at + 1, text: line.trim() }));
  return lines.filter((line) => line.text !== "");
}

function faultsOf({ number, text }: Line): readonly Fault[] {
  const where = `line ${number}`;
  const value = oneJsonValue(text, where);
  if (!value.ok) return value.faults;
  const read = readHolding(JSON.parse(value.value));
  return read.ok ? [] : read.faults.map((fault) => ({ ...fault, where: `${where} ${fault.where}` }));
}

async function send(node: NodeClient, lines: readonly Line[]): Promise<Ending> {
  let imported = 0;
  const faults: Fault[] = [];
  for (let at = 0; at < lines.length; at += BATCH) {
    const batch = lines.slice(at, at + BATCH);
    const body = `{"records":[${batch.map((line) => line.text).join(",")}]}`;
    const asked = await node.ask("importHoldings", { body });
    if (!asked.ok) return refusedWith({ ...asked.problem, detail: told(asked.problem.detail, imported) });
    imported += asked.value.imported;
    for (const { line, pointer, code } of asked.value.refused) {
      faults.push({ code, where: `line ${batch[line - 1]?.number ?? 0} ${pointer}` });
    }
  }
  if (faults.length > 0) return rejected(faults, imported);
  return finished({ imported, refused: [] }, `${imported} records taken`);
}

function told(detail: string | undefined, imported: number): string {
  return [detail, `${imported} records were taken before`].filter((part) => part !== undefined).join("; ");
}

function rejected(faults: readonly Fault[], imported: number): Ending {
  const errors = faults.slice(0, MAX_FAULTS).map(({ where, ...fault }) => ({ pointer: where, ...fault }));
  return refuse("malformed", { detail: `${faults.length} faults; ${imported} records were taken`, errors });
}
