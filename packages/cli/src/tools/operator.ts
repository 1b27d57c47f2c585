import { spawn } from "node:child_process";
import { constants } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE_PROCESS } from "@entente/contract";
import { isPartyCode, isWordOf, REALMS } from "@entente/words";
import type { FlagName } from "../arguments.ts";
import type { Call } from "../call.ts";
import { type Ending, misused } from "../ending.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Flags whose value is a path of the person's. */
const PATHS: readonly FlagName[] = ["data", "node-key", "out", "shares", "unlock"];

/** `init --party XX --data DIR [--node NAME] [--realm R] [--shares DIR]`: the ceremony's first step. */
export async function init(call: Call): Promise<Ending> {
  const party = call.flags.get("party") ?? "";
  const realm = call.flags.get("realm") ?? "live";
  const name = call.flags.get("node");
  if (!isPartyCode(party)) return misused("--party is no party code such as CA", call.usage);
  if (!isWordOf(REALMS, realm)) return misused("--realm is live or exercise", call.usage);
  if (name !== undefined && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
    return misused("--node is a node's name here, such as ca-1", call.usage);
  return operate(call, "init", ["party", "node", "realm"]);
}

/** `node --data DIR [--unlock FILE …]`: in the foreground until a signal. */
export async function node(call: Call): Promise<Ending> {
  return runFile("packages/node/src/main.ts", flagsOf(call, []), NODE_PROCESS);
}

/** `node address --data DIR …`: the doors of a stopped node. */
export async function nodeAddress(call: Call): Promise<Ending> {
  return operate(call, "address", ["partner-url", "host", "user-port", "peer-port"]);
}

/** `restore F --data DIR --unlock FILE --unlock FILE`. */
export async function restore(call: Call): Promise<Ending> {
  return operate(call, "restore", []);
}

/** `card confirm FILE --data DIR --fingerprint TEXT --officer A --officer B`. */
export async function cardConfirm(call: Call): Promise<Ending> {
  return operate(call, "confirm", ["fingerprint", "officer"]);
}

/** `agreement join F --data DIR`. */
export async function agreementJoin(call: Call): Promise<Ending> {
  return operate(call, "join", []);
}

/** `officer first FILE --data DIR`: who is enrolled while nobody can order it yet. */
export async function officerEnrol(call: Call): Promise<Ending> {
  return operate(call, "enrol", []);
}

/** `relation add --relation NAME --data DIR --out F`: room for one more agreement. */
export async function relationAdd(call: Call): Promise<Ending> {
  return operate(call, "relation-add", ["relation", "peer-port", "realm"]);
}

/** `relation card FILE --relation NAME --data DIR`: the card that the root signed for it. */
export async function relationCard(call: Call): Promise<Ending> {
  return operate(call, "relation-card", ["relation"]);
}

/** An act on the folder of a stopped node, by the node's own code, in a process of its own. */
function operate(call: Call, act: string, flags: readonly FlagName[]): Promise<Ending> {
  const file = call.words[0] === undefined ? [] : ["--file", resolve(call.world.cwd, call.words[0])];
  const json = call.flags.has("json") ? ["--json"] : [];
  return runFile("scripts/operate.ts", [act, ...file, ...flagsOf(call, flags), ...json]);
}

/** The flags that name paths, made absolute, and these others as they are; each as often as it was given. */
function flagsOf(call: Call, others: readonly FlagName[]): readonly string[] {
  return [...PATHS, ...others].flatMap((name) => {
    const given = call.flags.get(name);
    const values = call.every(name).length > 0 ? call.every(name) : given === undefined ? [] : [given];
    // Written with `=`: a value may begin with dashes.
    return values.map(
      (value) => `--${name}=${PATHS.includes(name) ? resolve(call.world.cwd, value) : value}`,
    );
  });
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
