import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { run } from "../src/run.ts";

/** What one call left behind. */
export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
}

/** Runs the command line inside this process, with its own input, output and environment. */
export async function entente(args: readonly string[], around: Around = {}): Promise<Said> {
  let [out, err] = ["", ""];
  const exit = await run(args, {
    env: around.env ?? {},
    cwd: around.cwd ?? process.cwd(),
    now: () => 1_800_000_000_000,
    stdin: async () => new Uint8Array(Buffer.from(around.stdin ?? "")),
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
  });
  return { exit, out, err };
}

export const ID = "01993c00-0000-7000-8000-000000000001";
export const OTHER = "01993c00-0000-7000-8000-000000000002";

/** A field of a value that may be anything. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The same field of every item of a list. */
export function fieldsOf(list: unknown, name: string): readonly unknown[] {
  return Array.isArray(list) ? list.map((item: unknown) => fieldOf(item, name)) : [];
}

/** Stands for any text of this shape in an expectation. */
export function textLike(shape: RegExp): unknown {
  return expect.stringMatching(shape);
}

/** The four fields every act answers with. */
export function standingOf(state: string, kind = "request", id = ID) {
  return { id, thread: ID, kind, state };
}

/** The one JSON object on a stream; fails where there is more or less than one line. */
export function objectOn(stream: string): Record<string, unknown> {
  const lines = stream.split("\n");
  if (lines.length !== 2 || lines[1] !== "") throw new Error(`not one line: ${JSON.stringify(stream)}`);
  const value: unknown = JSON.parse(lines[0] ?? "");
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
  return Object.fromEntries(Object.entries(value));
}

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A process of its own, as people and scripts start it. */
export function startProcess(
  args: readonly string[],
  options: { readonly stdin?: string; readonly env?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...options.env } });
  let [out, err] = ["", ""];
  child.stdout.on("data", (part) => {
    out += String(part);
  });
  child.stderr.on("data", (part) => {
    err += String(part);
  });
  child.stdin.end(options.stdin ?? "");
  return new Promise<{ exit: number | null; out: string; err: string }>((done) => {
    child.on("close", (exit) => done({ exit, out, err }));
  });
}
