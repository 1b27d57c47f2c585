import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseStrict } from "@entente/protocol";
import { ACTS, type Act, type Asked } from "./operate/acts.ts";
import { print, refusalOf } from "./operate/telling.ts";

// What the verbs of an operator run: `entente init`, `card confirm`, `agreement join`, `officer first`, `node address`,
// `relation add`, `restore`. Each is one act on the folder of a stopped node.

const FLAGS = {
  party: { type: "string" },
  node: { type: "string" },
  realm: { type: "string" },
  data: { type: "string" },
  shares: { type: "string" },
  relation: { type: "string" },
  out: { type: "string" },
  file: { type: "string" },
  fingerprint: { type: "string" },
  officer: { type: "string", multiple: true },
  unlock: { type: "string", multiple: true },
  "node-key": { type: "string" },
  "partner-url": { type: "string" },
  host: { type: "string" },
  "user-port": { type: "string" },
  "peer-port": { type: "string" },
  json: { type: "boolean" },
} as const;

async function operate(): Promise<number> {
  const [name = "", ...rest] = process.argv.slice(2);
  const { values } = parseArgs({ args: rest, options: FLAGS });
  const act: Act | undefined = Object.hasOwn(ACTS, name) ? Reflect.get(ACTS, name) : undefined;
  if (act === undefined) throw new Error(`there is no act "${name}"`);
  const asked: Asked = {
    ...values,
    data: resolve(values.data ?? ""),
    at: (part) => join(resolve(values.data ?? ""), part),
    officer: values.officer ?? [],
    unlock: values.unlock ?? [],
    bytes: () => new Uint8Array(readFileSync(values.file ?? "")),
    json: () => parseStrict(new Uint8Array(readFileSync(values.file ?? ""))),
    now: Date.now(),
  };
  const told = await act(asked).catch(refusalOf);
  return print(told, values.json === true);
}

process.exitCode = await operate();
