import { bad, good, hexOf, numberOf, sameBytes, within } from "../bytes.ts";
import { type CheckpointVerdict, verifyCheckpointSync } from "../checkpoint.ts";
import { ENTRY_BYTES, ENTRY_KIND, entry, parseEntry } from "../entry.ts";
import type { LedgerFault, Outcome } from "../faults.ts";
import { leafHash } from "../merkle.ts";
import { parseNote } from "../note.ts";
import { eachLogPath, entriesPath, TILE_WIDTH, tilePath, widthAt } from "../paths.ts";
import { TileBuilder } from "../tile-builder.ts";
import { type Anchor, openAnchor } from "./anchor.ts";

/** An entry behind its uint16 length. */
const RECORD_BYTES = 2 + ENTRY_BYTES;

/** A file of the export by its path in the log; null where there is none. */
export type ReadFile = (path: string) => Uint8Array | null;

/** What a verified log is. */
export interface VerifiedLog {
  readonly valid: true;
  readonly origin: string;
  readonly party: string;
  /** Only the exchange log is cosigned; a domestic log stands on its owner's signature. */
  readonly log: "exchange" | "domestic";
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly signed_at: number;
  readonly witnessed_by: readonly string[];
}

/** What an exported log is, or the first bad file, tile hash or entry in it. */
export type LogVerdict = VerifiedLog | { readonly valid: false; readonly fault: LedgerFault };

type SignedHead = CheckpointVerdict & { readonly ok: true };

/**
 * Verifies an exported log (C2SP tlog-tiles: `checkpoint`, `tile/…`), recomputing everything from the entries
 * up. Every byte of every file is checked; `fault.where` names the first that is wrong.
 * @param paths all files of the export, any order
 * @param anchor the bytes of agreement.json, or what `parseAnchor` made of them
 */
export function verifyLog(
  readFile: ReadFile,
  paths: readonly string[],
  anchor: Uint8Array | Anchor,
): LogVerdict {
  const outcome = check(readFile, paths, anchor);
  return outcome.ok ? outcome.value : { valid: false, fault: outcome.faults[0] };
}

function check(
  readFile: ReadFile,
  paths: readonly string[],
  against: Uint8Array | Anchor,
): Outcome<VerifiedLog> {
  const anchor = openAnchor(against);
  if (!anchor.ok) return anchor;
  const note = readFile("checkpoint");
  if (!note) return bad("file_missing", "checkpoint");
  const signed = within("checkpoint", headOf(note, anchor.value));
  if (!signed.ok) return signed;
  const { head, party, log } = signed.value;
  const complete = sameFiles(head.size, paths);
  if (!complete.ok) return complete;
  const first = rebuild(head, readFile);
  if (!first.ok) return first;
  // So that a log cannot be shown under another agreement; a domestic log outlives agreements.
  const opens = sameBytes(first.value, entry(ENTRY_KIND.agreement, anchor.value.digest));
  if (log === "exchange" && !opens) return bad("first_leaf", entryName(0, head.size));
  const { origin, size, signedAt: signed_at, witnessedBy: witnessed_by } = head;
  return good({ valid: true, origin, party, log, size, root: hexOf(head.root), signed_at, witnessed_by });
}

/** Finds the log by its origin among the agreement's nodes, and verifies its checkpoint. */
function headOf(
  note: Uint8Array,
  { nodes }: Anchor,
): Outcome<{ readonly head: SignedHead } & Pick<VerifiedLog, "party" | "log">> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const origin = parsed.value.text.split("\n", 1)[0] ?? "";
  const owner = nodes.find((node) => origin === node.exchangeLog.name || origin === node.domesticLog.name);
  if (!owner) return bad("wrong_origin", "line 1");
  const log = origin === owner.exchangeLog.name ? "exchange" : "domestic";
  const others = nodes.filter((node) => log === "exchange" && node !== owner).map((node) => node.witness);
  const head = verifyCheckpointSync(note, log === "exchange" ? owner.exchangeLog : owner.domesticLog, others);
  if (!head.ok) return head;
  if (log === "exchange" && head.witnessedBy.length === 0) return bad("unwitnessed", "");
  return good({ head, party: owner.party, log });
}

/** Stops at the first missing file, so that a huge signed size cannot make us list its paths. */
function sameFiles(size: number, paths: readonly string[]): Outcome<null> {
  const present = new Set(paths);
  const expected = new Set<string>();
  for (const path of eachLogPath(size)) {
    if (!present.has(path)) return bad("file_missing", path);
    expected.add(path);
  }
  const stranger = paths.find((path) => !expected.has(path));
  return stranger === undefined ? good(null) : bad("file_unexpected", stranger);
}

/**
 * Builds the tree again from the entries and compares every tile on the way; gives the first entry.
 * Where an entry and its tile disagree, the signed root says which of them is wrong.
 */
function rebuild(head: SignedHead, readFile: ReadFile): Outcome<Uint8Array> {
  const wrong: { readonly tile: Outcome<never>; readonly entry: number | null }[] = [];
  const builder = new TileBuilder((level, index, hashes) => {
    const path = tilePath(level, index, hashes.length);
    const stored = readFile(path) ?? new Uint8Array();
    if (stored.length !== hashes.length * 32) wrong.push({ tile: bad("tile_length", path), entry: null });
    const at = hashes.findIndex(
      (hash, place) => !sameBytes(hash, stored.subarray(place * 32, place * 32 + 32)),
    );
    const number = index * TILE_WIDTH + at;
    if (at >= 0)
      wrong.push({ tile: bad("tile_mismatch", `${path} hash ${number}`), entry: level ? null : number });
  });
  let first: Uint8Array = new Uint8Array();
  for (let index = 0; widthAt(index, head.size) > 0; index += 1) {
    const entries = readBundle(index, head.size, readFile);
    if (!entries.ok) return entries;
    if (index === 0) first = entries.value[0] ?? first;
    for (const bytes of entries.value) builder.push(leafHash(bytes));
  }
  const rooted = sameBytes(builder.finish(), head.root);
  const [fault] = wrong;
  if (!fault) return rooted ? good(first) : bad("root_mismatch", "checkpoint/line 3");
  if (rooted || fault.entry === null) return fault.tile;
  return bad("entry_mismatch", entryName(fault.entry, head.size));
}

function readBundle(bundle: number, size: number, readFile: ReadFile): Outcome<Uint8Array[]> {
  const width = widthAt(bundle, size);
  const path = entriesPath(bundle, width);
  const bytes = readFile(path);
  if (!bytes) return bad("file_missing", path);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < width; at += 1) {
    const record = bytes.subarray(at * RECORD_BYTES, (at + 1) * RECORD_BYTES);
    const name = entryName(bundle * TILE_WIDTH + at, size);
    if (numberOf(record.subarray(0, 2)) !== ENTRY_BYTES) return bad("entry_length", name);
    const parsed = within(name, parseEntry(record.subarray(2)));
    if (!parsed.ok) return parsed;
    entries.push(record.subarray(2));
  }
  return bytes.length === width * RECORD_BYTES ? good(entries) : bad("bundle_length", path);
}

function entryName(index: number, size: number): string {
  const bundle = Math.floor(index / TILE_WIDTH);
  return `${entriesPath(bundle, Math.max(1, widthAt(bundle, size)))} entry ${index}`;
}
