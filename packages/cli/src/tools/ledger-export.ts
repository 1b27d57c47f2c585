import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { encodeEntryBundle, type LogPath, logPaths, parseLogPath } from "@entente/ledger";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import type { Asked, NodeClient } from "../officer/client.ts";
import { problem, refuse, refusedWith } from "../officer/problems.ts";
import { withNode } from "../officer/session.ts";

/** A bundle holds 256; a page of the node's door up to 4,096. */
const BUNDLE = 256;
const PAGE = 16 * BUNDLE;

/**
 * `ledger export --out DIR`: the exchange log at its newest witnessed checkpoint, in the layout of C2SP
 * tlog-tiles. Written beside DIR and moved there whole; an earlier export in DIR is replaced, anything else stays.
 */
export async function ledgerExport(call: Call): Promise<Ending> {
  const folder = resolve(call.world.cwd, call.flags.get("out") ?? "");
  const part = `${folder}.${process.pid}.part`;
  return withNode(call, async (node) => {
    try {
      if (!(await isFree(folder))) {
        return refuse("malformed", { errors: [{ pointer: "--out", code: "folder_not_empty" }] });
      }
      const asked = await node.ask("checkpoint");
      if (!asked.ok) return refusedWith(asked.problem);
      const { log, size, note_base64 } = asked.value;
      await store(part, "checkpoint", Buffer.from(note_base64, "base64"));
      const failed = await copyLog(node, size, part);
      if (failed !== null) return refusedWith(failed);
      await rm(folder, { recursive: true, force: true });
      await rename(part, folder);
      return finished({ log, size, out: folder }, `${size} entries of ${log} in ${folder}`);
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  });
}

/** Free: not there, empty, or an earlier export. */
async function isFree(folder: string): Promise<boolean> {
  try {
    const names = await readdir(folder);
    return names.every((name) => name === "checkpoint" || name === "tile") && names[0] !== "tile";
  } catch (error) {
    if (reasonOf(error) === "ENOENT") return true;
    throw error;
  }
}

/** Null when every file is written. */
async function copyLog(node: NodeClient, size: number, folder: string) {
  const entries = entryReader(node, size);
  for (const path of logPaths(size)) {
    const wanted = parseLogPath(path);
    if (wanted === null || wanted.of === "checkpoint") continue;
    const got = wanted.of === "entries" ? await bundle(entries, wanted) : await tile(node, wanted);
    if (!got.ok) return got.problem;
    await store(folder, path, got.value);
  }
  return null;
}

type Place<T extends LogPath["of"]> = Extract<LogPath, { readonly of: T }>;
type EntryReader = (index: number) => Promise<Asked<Uint8Array>>;

async function bundle(read: EntryReader, { index, width }: Place<"entries">): Promise<Asked<Uint8Array>> {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < width; at += 1) {
    const entry = await read(index * BUNDLE + at);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  return { ok: true, value: encodeEntryBundle(entries) };
}

/** Entries in order, a page at a time; a node may give less than a page. */
function entryReader(node: NodeClient, size: number): EntryReader {
  let from = 0;
  let page: readonly string[] = [];
  return async (index) => {
    if (index >= from + page.length) {
      const body = JSON.stringify({ from: index, count: Math.min(PAGE, size - index) });
      const asked = await node.ask("entries", { body });
      if (!asked.ok) return asked;
      [from, page] = [index, asked.value.entries_base64];
      if (asked.value.from !== index || page.length === 0) return broken(`the log has no entry ${index}`);
    }
    return { ok: true, value: new Uint8Array(Buffer.from(page[index - from] ?? "", "base64")) };
  };
}

async function tile(node: NodeClient, { level, index, width }: Place<"tile">): Promise<Asked<Uint8Array>> {
  const asked = await node.ask("tile", { body: JSON.stringify({ level, index, width }) });
  if (!asked.ok) return asked;
  return { ok: true, value: new Uint8Array(Buffer.from(asked.value.hashes_base64, "base64")) };
}

function broken(detail: string): Asked<never> {
  return { ok: false, problem: problem("record_broken", { detail }) };
}

async function store(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
