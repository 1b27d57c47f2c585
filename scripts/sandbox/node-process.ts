import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { NODE_PROCESS } from "@entente/contract";
import { SandboxFailure } from "./failure.ts";
import type { Party } from "./story.ts";

const MAIN = fileURLToPath(new URL("../../packages/node/src/main.ts", import.meta.url));
const FOLLOW = new URL("./follow-parent.ts", import.meta.url).href;
const START_MS = 60_000;
/** Somebody else may listen there and say nothing. */
const ANSWER_MS = 2_000;
const STOP_MS = 15_000;
const TAIL_BYTES = 4_000;

/** A node at work in a process of its own. */
export interface NodeProcess {
  readonly party: Party;
  readonly url: string;
  /** rejects with SandboxFailure when the node ends without being asked to; never resolves */
  readonly lost: Promise<never>;
  /** resolves once the node answers that it is ready */
  ready(): Promise<void>;
  /** asks it to end and waits; throws SandboxFailure where it has to be killed */
  stop(): Promise<void>;
}

/** Starts the node of a data folder. What it says goes to `log`, which keeps earlier starts. */
export function startNode(party: Party, data: string, log: string, url: string): NodeProcess {
  const output = openSync(log, "a", 0o600);
  const said = statSync(log).size;
  const args = [...NODE_PROCESS.flags, "--import", FOLLOW, MAIN, "--data", data];
  // A process group of its own: Ctrl-C at the terminal reaches the sandbox alone, which then ends its nodes in order.
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ["ignore", output, output, "ipc"],
    env: { ...process.env, ...NODE_PROCESS.environment },
  });
  closeSync(output);
  let stopping = false;
  const ended = new Promise<string>((done) => {
    child.on("error", (error) => done(error.message));
    child.on("exit", (code, signal) => done(`exit ${signal ?? code}`));
  });
  const lost = ended.then((how) => {
    if (stopping) return new Promise<never>(() => {});
    throw new SandboxFailure(`the node of ${party} ended by itself (${how}):\n${tail(log, said)}`);
  });
  lost.catch(() => {});
  return {
    party,
    url,
    lost,
    ready: () => Promise.race([answers(url, party, () => tail(log, said)), lost]),
    async stop() {
      stopping = true;
      await end(child, ended, party);
    },
  };
}

async function end(child: ChildProcess, ended: Promise<string>, party: Party): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = new AbortController();
  const late = pause(STOP_MS, "late", { signal: timer.signal }).catch(() => "cancelled");
  const how = await Promise.race([ended, late]);
  timer.abort();
  if (how !== "late") return;
  child.kill("SIGKILL");
  throw new SandboxFailure(`the node of ${party} did not end within ${STOP_MS / 1_000} s and was killed`);
}

async function answers(url: string, party: Party, said: () => string): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    const ready = await fetch(`${url}/health`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
      // A node that was put back from a backup serves, and says how far it is.
      async (answer) =>
        ["ready", "recovering"].includes(String(Reflect.get(Object(await answer.json()), "status"))),
      () => false,
    );
    if (ready) return;
    await pause(50);
  }
  const late = `the node of ${party} did not answer on ${url} within ${START_MS / 1_000} s`;
  throw new SandboxFailure(`${late}:\n${said()}`);
}

/** The last of what it said since this start. */
function tail(log: string, from: number): string {
  const bytes = readFileSync(log);
  const text = bytes
    .subarray(Math.max(from, bytes.length - TAIL_BYTES))
    .toString("utf8")
    .trimEnd();
  return text === "" ? "(it said nothing)" : text;
}
