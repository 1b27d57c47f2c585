import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { NODE_PROCESS } from "@entente/contract";
import type { FoundNode } from "./found.ts";

const MAIN = fileURLToPath(new URL("../../packages/node/src/main.ts", import.meta.url));
const INSIDE = new URL("./inside.ts", import.meta.url).href;
const START_MS = 60_000;
const STOP_MS = 15_000;
const KEPT_LINES = 20;

/** A real node in a process of its own. */
export interface NodeProcess {
  readonly node: FoundNode;
  readonly pid: number;
  /** how it ended; null while it runs */
  ended(): string | null;
  /** asks what the file loaded beside the node offers (`inside.ts`) and waits for the answer */
  ask(question: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** the last of what it complained about: faults it answered with 503, work that failed, standard error */
  complaints(): string;
  /** asks it to end in order and waits */
  stop(): Promise<void>;
  /** ends it as a power cut does, or as a fault of the machine that leaves a picture of its memory; waits */
  kill(signal?: "SIGKILL" | "SIGABRT"): Promise<void>;
}

/** What runs, where it is not the node's own `main.ts` with `inside.ts` beside it. */
export interface Program {
  readonly main?: string;
  readonly flags?: readonly string[];
  /** working folder and temporary folder of the process; whoever starts it where it is left out */
  readonly folder?: string;
  /** everything it says on either stream, as it comes */
  readonly heard?: (bytes: Uint8Array) => void;
}

/** Starts a node and waits until both doors are open. Rejects with what it said where it ends before. */
export async function startProcess(node: FoundNode, program: Program = {}): Promise<NodeProcess> {
  const flags = [...NODE_PROCESS.flags, ...(program.flags ?? []), "--import", INSIDE];
  const args = [...flags, program.main ?? MAIN, "--data", node.data];
  const temporary = program.folder === undefined ? {} : { TMPDIR: program.folder };
  const env = { ...process.env, ...NODE_PROCESS.environment, ...temporary };
  const place = program.folder === undefined ? {} : { cwd: program.folder };
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe", "ipc"], env, ...place });
  for (const stream of [child.stdout, child.stderr]) if (program.heard) stream?.on("data", program.heard);
  const said: string[] = [];
  let end: string | null = null;
  child.once("exit", (code, signal) => {
    end = `exit ${signal ?? code}`;
  });
  keepLines(child.stderr, said, () => true);
  keepLines(child.stdout, said, (line) => /"event":"(?:fault|work_failed)"/.test(line));
  try {
    await ready(child);
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`the node of ${node.party} did not start: ${String(error)}\n${said.join("\n")}`, {
      cause: error,
    });
  }
  return {
    node,
    pid: child.pid ?? 0,
    ended: () => end,
    ask: (question) => answerOf(child, question),
    complaints: () => said.join("\n"),
    stop: () => stop(child, node),
    async kill(signal = "SIGKILL") {
      const gone = new Promise((done) => child.once("exit", done));
      if (end === null && child.kill(signal)) await gone;
    },
  };
}

function keepLines(
  stream: NodeJS.ReadableStream | null,
  lines: string[],
  wanted: (line: string) => boolean,
): void {
  if (stream === null) return;
  createInterface({ input: stream }).on("line", (line) => {
    if (wanted(line)) lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
  });
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error("it took too long")), START_MS);
    child.once("exit", (code, signal) => failed(new Error(`exit ${signal ?? code}`)));
    if (child.stdout === null) return failed(new Error("no output"));
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      if (!line.includes('"event":"ready"')) return;
      clearTimeout(late);
      done();
    });
  });
}

let asked = 0;
function answerOf(child: ChildProcess, question: Readonly<Record<string, unknown>>): Promise<unknown> {
  asked += 1;
  const ticket = asked;
  return new Promise((done, failed) => {
    const gone = () => failed(new Error("the node ended before it answered"));
    const listen = (message: unknown) => {
      if (Reflect.get(Object(message), "ticket") !== ticket) return;
      child.off("message", listen).off("exit", gone);
      done(Reflect.get(Object(message), "answer"));
    };
    child.on("message", listen).once("exit", gone);
    child.send({ ticket, ...question }, (error) => {
      if (error !== null) failed(error);
    });
  });
}

async function stop(child: ChildProcess, node: FoundNode): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<boolean>((done) => child.once("exit", () => done(true)));
  child.kill("SIGTERM");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), STOP_MS);
  });
  const inTime = await Promise.race([ended, late]);
  clearTimeout(timer);
  if (inTime) return;
  child.kill("SIGKILL");
  await ended;
  throw new Error(`the node of ${node.party} did not end within ${STOP_MS / 1_000} s`);
}
