import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Fault, type Parsed, passed, refused } from "@entente/words";
import type { World } from "./world.ts";

/** More than any door of a node takes; keeps a mistaken file name from filling the memory. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024;

/** The bytes of FILE, or of standard input for `-`. Faults: `file_unreadable`, `oversized`. */
export async function readInput(file: string, world: World): Promise<Parsed<Uint8Array>> {
  try {
    const path = resolve(world.cwd, file);
    if (file !== "-" && (await stat(path)).size > MAX_INPUT_BYTES) return refused(fault("oversized", file));
    const bytes = file === "-" ? await world.stdin() : new Uint8Array(await readFile(path));
    return bytes.length > MAX_INPUT_BYTES ? refused(fault("oversized", file)) : passed(bytes);
  } catch (error) {
    return refused({ code: "file_unreadable", where: file, detail: reasonOf(error) });
  }
}

/** Bytes as text; anything but UTF-8 is refused, a byte order mark too. Fault: `not_utf8`. */
export function textOf(bytes: Uint8Array, where: string): Parsed<string> {
  try {
    return passed(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return refused(fault("not_utf8", where));
  }
}

/**
 * Text that is exactly one JSON value, given back unchanged. The node reads it strictly and says every fault; to
 * parse and write it again here would hide from the node what a strict reader refuses, a key written twice above
 * all. That it parses is checked first, so that it can stand inside another object and not break out of it.
 */
export function oneJsonValue(text: string, where: string): Parsed<string> {
  try {
    JSON.parse(text);
    return passed(text.trim());
  } catch {
    return refused(fault("not_json", where));
  }
}

/** The one JSON value of FILE or standard input, as its own text. */
export async function readJsonText(file: string, world: World): Promise<Parsed<string>> {
  const bytes = await readInput(file, world);
  if (!bytes.ok) return bytes;
  const text = textOf(bytes.value, file);
  return text.ok ? oneJsonValue(text.value, file) : text;
}

/** Why a call to the operating system failed, without its paths. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : error.name;
}

function fault(code: string, where: string): Fault {
  return { code, where };
}
