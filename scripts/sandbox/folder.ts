import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SandboxFailure } from "./failure.ts";
import type { Party } from "./story.ts";
import { type FolderLock, lockFolder } from "./the-node.ts";

const LOCK_FILES = ["lock", "lock-journal"];

/** The sandbox's data folder, held by this process alone until it ends. */
export interface Folder {
  readonly path: string;
  /** absolute path of something in it */
  readonly at: (...names: readonly string[]) => string;
  readonly nodeData: (party: Party) => string;
  /** held as long as somebody holds this object: a collected lock is a lost one */
  readonly lock: FolderLock;
  /** what an earlier start finished */
  has(step: Step): boolean;
  /** says that a step is finished */
  finish(step: Step): void;
}

/** `ceremony`: both nodes have keys, agreement, officers, holdings. `story`: the journey was played. */
export type Step = "ceremony" | "story";

/**
 * Takes the folder, making it where it is not there. A folder that is not a sandbox's is never touched; one whose
 * ceremony broke off, or `fresh`, is emptied, under the lock so that no running sandbox loses its ground.
 */
export function openFolder(path: string, fresh: boolean): Folder {
  const mark = join(path, "sandbox.json");
  if (existsSync(path) && !existsSync(mark) && readdirSync(path).some((name) => !LOCK_FILES.includes(name))) {
    throw new SandboxFailure(`${path} holds something else than a sandbox; choose another --data DIR`);
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = lockOf(path);
  const steps = new Set<string>(fresh ? [] : stepsOf(mark));
  if (!steps.has("ceremony")) {
    empty(path);
    writeMark(mark, []);
  }
  const at = (...names: readonly string[]) => join(path, ...names);
  return {
    path,
    lock,
    at,
    nodeData: (party) => at(party.toLowerCase()),
    has: (step) => steps.has(step),
    finish: (step) => {
      steps.add(step);
      writeMark(mark, [...steps]);
    },
  };
}

function lockOf(path: string): FolderLock {
  try {
    return lockFolder(path);
  } catch {
    throw new SandboxFailure(`another sandbox is running on ${path}; stop it, or choose another --data DIR`);
  }
}

function stepsOf(mark: string): readonly string[] {
  if (!existsSync(mark)) return [];
  const read: unknown = JSON.parse(readFileSync(mark, "utf8"));
  const finished: unknown = Reflect.get(Object(read), "finished");
  return Array.isArray(finished) ? finished.map(String) : [];
}

function writeMark(mark: string, finished: readonly string[]): void {
  writeFileSync(
    `${mark}.new`,
    `${JSON.stringify({ what: "an Entente sandbox; all in it is invented", finished })}\n`,
  );
  renameSync(`${mark}.new`, mark);
}

/** The mark goes last: a removal that breaks off leaves a folder that is still known as ours. */
function empty(path: string): void {
  const names = readdirSync(path).filter((name) => ![...LOCK_FILES, "sandbox.json"].includes(name));
  for (const name of [...names, "sandbox.json"]) rmSync(join(path, name), { recursive: true, force: true });
}
