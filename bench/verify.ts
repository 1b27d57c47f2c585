import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  appendLeaves,
  cosign,
  ENTRY_KIND,
  emptyTree,
  encodeEntryBundle,
  entriesPath,
  entry,
  leafHash,
  logPaths,
  signCheckpoint,
  type TreeState,
  tilePath,
  verifyLog,
  withCosignatures,
} from "@entente/ledger";
import { type Founded, foundNodes } from "../campaigns/door.ts";
import { stopwatch } from "./meter.ts";
import { figure, type Table } from "./table.ts";

const ENTRIES = 100_000;
const AIM_SECONDS = 60;
const WIDTH = 256;

/** The offline verifier over an exported log on disk, beside the bare hashes that no verifier can leave out. */
export async function verifyBench(): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), "entente-bench-"));
  const founded = await foundNodes(0);
  try {
    const paths = await exportLog(folder, founded);
    const stop = stopwatch();
    const verdict = verifyLog((path) => readFileSync(join(folder, path)), paths, founded.agreement);
    const ours = stop();
    if (!verdict.valid)
      throw new Error(`the log does not verify: ${verdict.fault.code} at ${verdict.fault.where}`);
    const floor = bareHashes();
    return {
      name: "verify",
      about: `An exported exchange log of ${figure(ENTRIES)} entries in ${paths.length} files: every entry, tile and signature checked against the agreement. The limit is hashing every leaf and node once.`,
      columns: ["", "CPU", "wall"],
      rows: [
        ["offline verifier", figure(ours.cpuSeconds, "s"), figure(ours.wallSeconds, "s")],
        ["bare SHA-256 of leaves and nodes", figure(floor.cpuSeconds, "s"), figure(floor.wallSeconds, "s")],
      ],
      notes: [
        `Aim: ${figure(ENTRIES)} entries in ≤ ${AIM_SECONDS} s: ${ours.wallSeconds <= AIM_SECONDS ? "reached" : "missed"}.`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(founded.folder, { recursive: true, force: true });
  }
}

/** Writes a log of Canada's node, cosigned by India's; the paths of its files but the checkpoint. */
async function exportLog(folder: string, { ca, india }: Founded): Promise<readonly string[]> {
  const first = entry(ENTRY_KIND.agreement, ca.treaty.digest);
  const rest = Array.from({ length: ENTRIES - 1 }, () =>
    entry(ENTRY_KIND.stored, new Uint8Array(randomBytes(32))),
  );
  const entries = [first, ...rest];
  const tiles = new Map<string, Uint8Array>();
  const reader = { tile: (level: number, index: number) => tiles.get(`${level}/${index}`) ?? null };
  let state: TreeState = emptyTree();
  let root: Uint8Array = new Uint8Array(32);
  for (let at = 0; at < ENTRIES; at += WIDTH) {
    const growth = appendLeaves(state, entries.slice(at, at + WIDTH).map(leafHash), reader);
    for (const { level, index, width, data } of growth.tiles) {
      tiles.set(`${level}/${index}`, data);
      write(folder, tilePath(level, index, width), data);
    }
    state = growth.state;
    root = growth.root;
    const bundle = entries.slice(at, at + WIDTH);
    write(folder, entriesPath(at / WIDTH, bundle.length), encodeEntryBundle(bundle));
  }
  const head = { origin: ca.keys.log.origin, size: ENTRIES, root };
  const lines = await cosign(head, india.keys.witness, 1);
  const note = withCosignatures(await signCheckpoint(head, ca.keys.log, 1), lines);
  if (!note.ok) throw new Error("an own checkpoint takes a cosignature");
  write(folder, "checkpoint", note.value);
  return logPaths(ENTRIES);
}

function write(folder: string, path: string, bytes: Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

/** One hash of 35 bytes a leaf, one of 65 a node. */
function bareHashes() {
  const [leaf, node] = [new Uint8Array(35), new Uint8Array(65)];
  const stop = stopwatch();
  for (let nth = 0; nth < ENTRIES; nth += 1) {
    createHash("sha256").update(leaf).digest();
    createHash("sha256").update(node).digest();
  }
  return stop();
}
