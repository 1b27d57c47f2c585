import { spawn } from "node:child_process";
import { constants } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE_PROCESS } from "@entente/contract";
import { isPartyCode } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, misused } from "../ending.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** `init --party XX --data DIR`: the ceremony's first step, done by the node's own set-up. */
export async function init(call: Call): Promise<Ending> {
  const party: string = call.flags.get("party") ?? "";
  if (!isPartyCode(party)) return misused("--party is no party code such as CA", call.usage);
  const json = call.flags.has("json") ? ["--json"] : [];
  return runFile("scripts/sandbox/init-node.ts", ["--party", party, "--data", dataOf(call), ...json]);
}

/** `node --data DIR`: in the foreground until a signal. */
export async function node(call: Call): Promise<Ending> {
  return runFile("packages/node/src/main.ts", ["--data", dataOf(call)], NODE_PROCESS);
}

/** `restore F --data DIR --node-key FILE`: the node's own code, in a process of its own. */
export async function restore(call: Call): Promise<Ending> {
  const at = (name: string) => resolve(call.world.cwd, name);
  const json = call.flags.has("json") ? ["--json"] : [];
  const nodeKey = at(call.flags.get("node-key") ?? "");
  const file = at(call.words[0] ?? "");
  const args = ["--file", file, "--data", dataOf(call), "--node-key", nodeKey, ...json];
  return runFile("scripts/sandbox/restore-node.ts", args);
}

function dataOf(call: Call): string {
  return resolve(call.world.cwd, call.flags.get("data") ?? "");
}

interface Started {
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Whatever does its work and ends. */
const ONCE: Started = { flags: ["--disable-warning=ExperimentalWarning"], environment: {} };

/** A process of its own: the command line knows of a node nothing but which file of the clone starts it. */
function runFile(file: string, args: readonly string[], how: Started = ONCE): Promise<Ending> {
  const script = fileURLToPath(new URL(`../../../../${file}`, import.meta.url));
  const env = { ...process.env, ...how.environment };
  const child = spawn(process.execPath, [...how.flags, script, ...args], { stdio: "inherit", env });
  const forward = (signal: NodeJS.Signals) => {
    // Ctrl-C reaches both at the terminal; a second one would read as "stop at once".
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((done, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const name of SIGNALS) process.removeListener(name, forward);
      done({ how: "silent", exit: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}
