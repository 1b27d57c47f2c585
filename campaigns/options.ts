import { parseArgs } from "node:util";

/** What the command line asked for. */
export interface Options {
  readonly name: string;
  readonly n: number;
  readonly seed: number;
  readonly json: boolean;
}

/** The numbers the Done asks for, where none is given. */
const USUAL: Readonly<Record<string, number>> = {
  malform: 5_000,
  forge: 1_000,
  replay: 10_000,
  simulate: 5_000,
  kill: 200,
  partition: 60,
  pull: 30,
  split: 1_000,
  disk: 100,
  flip: 10_000,
  mutants: 18,
  soak: 60,
  rotate: 200,
  amend: 100,
  suspend: 1_000,
  traffic: 10_000,
  revoke: 500,
  approvals: 1_000,
  canaries: 1_000,
  unread: 200,
};
const MOST = 10_000_000;

/** Reads `NAME [--n N] [--seed S] [--json]`; a text says what is wrong with it. */
export function readOptions(args: readonly string[], names: readonly string[]): Options | string {
  const read = parsed(args);
  if (typeof read === "string") return read;
  const { values, positionals } = read;
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0 || !names.includes(name)) {
    return `name one campaign of: ${names.join(", ")}`;
  }
  const n = wholeNumber(values.n ?? String(USUAL[name] ?? 1_000));
  const seed = wholeNumber(values.seed ?? "1");
  if (n === null || n < 1 || n > MOST) return `--n is a whole number from 1 to ${MOST}`;
  if (seed === null || seed + n > Number.MAX_SAFE_INTEGER) return "--seed is a whole number";
  return { name, n, seed, json: values.json === true };
}

function parsed(args: readonly string[]) {
  const options = { n: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : "unreadable arguments";
  }
}

/** A whole number in its one spelling; null for anything else. */
function wholeNumber(text: string): number | null {
  const value = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}
