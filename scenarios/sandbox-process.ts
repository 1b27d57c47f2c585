import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run } from "@entente/cli";
import { readerOf } from "@entente/contract";
import { type Static, Type } from "typebox";

// The outside of the sandbox, as anybody drives it: a process, a ready file, a command line.

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** The command line, as a script of its own process. */
export const CLI_FILE = join(ROOT, "packages/cli/src/main.ts");
const PATIENCE_MS = 60_000;

const Officer = Type.Object({
  id: Type.String(),
  token: Type.String(),
  device: Type.String(),
  roles: Type.Array(Type.String()),
});
const ReadyNode = Type.Object({
  url: Type.String(),
  peer_url: Type.String(),
  anchor: Type.String(),
  officers: Type.Record(Type.String(), Officer),
});
/** The ready file (design §8). */
const Ready = Type.Object({ version: Type.Literal(1), nodes: Type.Object({ CA: ReadyNode, IN: ReadyNode }) });
const readReady = readerOf(Ready);
export type ReadyNode = Static<typeof ReadyNode>;
export type Ready = Static<typeof Ready>;

/** What a process left behind. */
export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** A sandbox at work. */
export interface Sandbox {
  readonly ready: Ready;
  readonly pid: number;
  /** everything it has printed so far */
  readonly out: () => string;
  readonly ended: Promise<Ended>;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** A folder of its own for one story; `remove` when it is over. */
export function storyFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "entente-scenario-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts a process and gathers what it says. */
export function startProcess(
  script: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly stdin?: string } = {},
): { readonly child: ChildProcess; readonly out: () => string; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [script, ...args], { cwd: options.cwd ?? ROOT });
  let [out, err] = ["", ""];
  child.stdout.on("data", (part) => {
    out += String(part);
  });
  child.stderr.on("data", (part) => {
    err += String(part);
  });
  child.stdin.end(options.stdin ?? "");
  const ended = new Promise<Ended>((done) => {
    child.on("close", (exit) => done({ exit, out, err }));
  });
  return { child, out: () => out, ended };
}

/** Runs `scripts/sandbox.ts` with these arguments to its end. */
export function runSandbox(args: readonly string[]): Promise<Ended> {
  return startProcess(join(ROOT, "scripts/sandbox.ts"), args).ended;
}

/** Raises a sandbox on free ports and waits for its ready file. */
export async function raiseSandbox(folder: string, more: readonly string[] = []): Promise<Sandbox> {
  const readyFile = join(folder, "ready.json");
  rmSync(readyFile, { force: true });
  const where = ["--headless", "--data", join(folder, "data"), "--ready-file", readyFile];
  const { child, out, ended } = startProcess(join(ROOT, "scripts/sandbox.ts"), [...where, ...more]);
  let over: Ended | null = null;
  void ended.then((end) => {
    over = end;
  });
  while (!existsSync(readyFile)) {
    if (over !== null) throw new Error(`the sandbox ended before it was ready: ${JSON.stringify(over)}`);
    await pause(30);
  }
  const read = readReady(JSON.parse(readFileSync(readyFile, "utf8")));
  if (!read.ok) throw new Error(`the ready file is not one: ${JSON.stringify(read.faults)}`);
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return ended;
  };
  return { ready: read.value, pid: child.pid ?? 0, out, ended, stop };
}

/** One call of the command line. */
export interface Said extends Ended {
  /** the one object on standard output, or on standard error where the call was refused */
  readonly json: Record<string, unknown>;
}

/** Calls `entente` with `--json` in a folder, as a process of its own. */
export async function entente(cwd: string, args: readonly string[], stdin = ""): Promise<Said> {
  return read(await startProcess(CLI_FILE, [...args, "--json"], { cwd, stdin }).ended);
}

/** The same command line inside this process: some hundred times faster, for asking often. */
export async function ententeHere(cwd: string, args: readonly string[], stdin = ""): Promise<Said> {
  let [out, err] = ["", ""];
  const exit = await run([...args, "--json"], {
    env: {},
    cwd,
    now: Date.now,
    stdin: async () => new TextEncoder().encode(stdin),
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
  });
  return read({ exit, out, err });
}

function read(ended: Ended): Said {
  const text = ended.out === "" ? ended.err : ended.out;
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error(`no object: ${text}`);
  return { ...ended, json: Object.fromEntries(Object.entries(value)) };
}

/** The flags of an officer: his node, his token, and his device where he uses it. */
export function as(
  node: ReadyNode,
  role: string,
  device: "with device" | "token alone" = "token alone",
): readonly string[] {
  const officer = node.officers[role];
  if (officer === undefined) throw new Error(`no officer ${role}`);
  const key = device === "with device" ? ["--device", officer.device] : [];
  return ["--node", node.url, "--token", officer.token, ...key];
}

/** A field of a value that may be anything. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Asks again until the answer is the wanted one; fails with the last answer after a minute. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`waited a minute; the last answer was ${JSON.stringify(answer)}`);
    await pause(50);
  }
}
