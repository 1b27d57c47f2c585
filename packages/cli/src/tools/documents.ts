import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { resolve } from "node:path";
import type { Fault, Parsed } from "@entente/words";
import { passed, refused } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import { refuse } from "../officer/problems.ts";
import { printable } from "../problem-text.ts";

/** No document, share or list of terms is larger. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The bytes of a file of the person's. Faults: `file_unreadable`, `oversized`, at the file's name as it was given. */
export function bytesOf(call: Call, file: string): Parsed<Uint8Array> {
  try {
    const path = resolve(call.world.cwd, file);
    if (statSync(path).size > MOST_BYTES) return refused({ code: "oversized", where: file });
    return passed(new Uint8Array(readFileSync(path)));
  } catch (error) {
    return refused({ code: "file_unreadable", where: file, detail: reasonOf(error) });
  }
}

/** The bytes of several files, or every one that cannot be read. */
export function bytesOfAll(call: Call, files: readonly string[]): Parsed<readonly Uint8Array[]> {
  const read = files.map((file) => bytesOf(call, file));
  const faults = read.flatMap((one) => (one.ok ? [] : one.faults));
  return faults.length > 0 ? refused(...faults) : passed(read.flatMap((one) => (one.ok ? [one.value] : [])));
}

/**
 * Writes `--out` whole, by rename, and to the disk before it counts; its path. A fault where it cannot, or where a secret
 * would be written over something.
 */
export function writeOut(
  call: Call,
  content: string | Uint8Array,
  kind: "document" | "secret",
): Parsed<string> {
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  const mode = kind === "secret" ? 0o600 : 0o644;
  if (kind === "secret" && existsSync(out)) return refused({ code: "file_exists", where: "--out" });
  try {
    rmSync(`${out}.part`, { force: true });
    const file = openSync(`${out}.part`, "wx", mode);
    try {
      writeSync(file, typeof content === "string" ? Buffer.from(content) : content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${out}.part`, out);
    return passed(out);
  } catch (error) {
    return refused({ code: "not_writable", where: "--out", detail: reasonOf(error) });
  }
}

/** How a call ends whose input cannot be used: exit code 2, every fault. */
export function unusable(faults: readonly Fault[]): Ending {
  const errors = faults.map(({ code, where, detail }) => ({
    pointer: where,
    code,
    ...(detail === undefined ? {} : { detail }),
  }));
  return refuse("malformed", { errors });
}

/** How a call ends whose document does not verify: exit code 7; the first fault, and all of them for a person. */
export function notValid(faults: readonly Fault[]): Ending {
  const [fault = { code: "unknown", where: "" }] = faults;
  const told = faults.map(
    ({ code, where, detail }) => `${code} at ${where || "/"}${detail === undefined ? "" : `: ${detail}`}`,
  );
  const { code, where } = fault;
  return finished(
    { valid: false, fault: { code, where } },
    `does not verify: ${printable(told.join("; "))}`,
    7,
  );
}
