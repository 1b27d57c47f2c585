import { type Parsed, passed, refused } from "@entente/words";
import { EVENT_WORDS, type EventWord } from "./events-store.ts";
import { ByteCursor } from "./line/door.ts";

/** Everything a heartbeat cell can carry (spec/line.md §5). Nothing in it is verified yet. */
export interface Cell {
  /** the size of the receiver's exchange log that the sender has taken; 0 before the first head */
  readonly known: number;
  readonly cosigned: CellCosignature | null;
  readonly head: CellHead | null;
  readonly events: readonly CellEvent[];
}

/** Signature lines of a note without their names: key id and signature, as the note's base64 holds them. */
export type Signatures = readonly Uint8Array[];

/** The sender's cosignature over a head of the receiver's log. */
export interface CellCosignature {
  readonly size: number;
  readonly signatures: Signatures;
}

/** A head of the sender's log, to be cosigned. */
export interface CellHead {
  /** where the consistency proof and the entries start */
  readonly from: number;
  readonly size: number;
  /** 32 bytes */
  readonly root: Uint8Array;
  readonly signatures: Signatures;
  /** hashes of 32 bytes */
  readonly proof: readonly Uint8Array[];
  /** entries of 34 bytes from `from` on: all up to `size`, or none where they do not fit */
  readonly entries: readonly Uint8Array[];
}

/** What became of a dispatch of the receiver's, with the leaf in the sender's log that says so. */
export interface CellEvent {
  /** the dispatch id's 16 bytes */
  readonly id: Uint8Array;
  readonly event: EventWord;
  readonly index: number;
  /** of the tree the proof is for; a head that the receiver has taken, or the one in this cell */
  readonly size: number;
  /** 32 bytes */
  readonly salt: Uint8Array;
  /** hashes of 32 bytes */
  readonly inclusion: readonly Uint8Array[];
}

export const MOST_CELL_EVENTS = 4;
const TAG = { cosigned: 1, head: 2, event: 3 } as const;
const HASH = 32;
const ENTRY = 34;
/** RFC 6962: no tree of 2^53 leaves has longer proofs. */
const MOST_HASHES = 54;
const MOST_ENTRIES = 100;

/** The bytes of a cell, before they are framed. */
export function encodeCell({ known, cosigned, head, events }: Cell): Uint8Array {
  const parts: Uint8Array[] = [u64(known)];
  if (cosigned !== null)
    parts.push(Uint8Array.of(TAG.cosigned), u64(cosigned.size), ...signed(cosigned.signatures));
  if (head !== null) parts.push(Uint8Array.of(TAG.head), ...headParts(head));
  for (const event of events) parts.push(Uint8Array.of(TAG.event), ...eventParts(event));
  return new Uint8Array(Buffer.concat(parts));
}

function headParts({ from, size, root, signatures, proof, entries }: CellHead): readonly Uint8Array[] {
  return [u64(from), u64(size), root, ...signed(signatures), ...counted(proof), ...counted(entries)];
}

function eventParts({ id, event, index, size, salt, inclusion }: CellEvent): readonly Uint8Array[] {
  return [Uint8Array.of(EVENT_WORDS.indexOf(event)), id, u64(index), u64(size), salt, ...counted(inclusion)];
}

function signed(signatures: Signatures): readonly Uint8Array[] {
  return [Uint8Array.of(signatures.length), ...signatures.flatMap((one) => [u16(one.length), one])];
}

function counted(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  return [Uint8Array.of(parts.length), ...parts];
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Reads a cell strictly: each section once and in its order, events last; `cell_malformed` for anything else. */
export function readCell(bytes: Uint8Array): Parsed<Cell> {
  const from = new ByteCursor(bytes);
  try {
    const known = from.u64();
    const cosigned = from.tag(TAG.cosigned) ? { size: from.u64(), signatures: signaturesIn(from) } : null;
    const head = from.tag(TAG.head) ? readHead(from) : null;
    const events: CellEvent[] = [];
    while (events.length < MOST_CELL_EVENTS && from.tag(TAG.event)) events.push(readEvent(from));
    return from.ended ? passed({ known, cosigned, head, events }) : refused(malformed(from));
  } catch (fault) {
    if (fault instanceof RangeError) return refused(malformed(from));
    throw fault;
  }
}

function readHead(from: ByteCursor): CellHead {
  return {
    from: from.u64(),
    size: from.u64(),
    root: from.raw(HASH),
    signatures: signaturesIn(from),
    proof: many(from, HASH, MOST_HASHES),
    entries: many(from, ENTRY, MOST_ENTRIES),
  };
}

function readEvent(from: ByteCursor): CellEvent {
  const word = EVENT_WORDS[from.u8()];
  if (word === undefined) throw new RangeError("no event of ours");
  return {
    event: word,
    id: from.raw(16),
    index: from.u64(),
    size: from.u64(),
    salt: from.raw(HASH),
    inclusion: many(from, HASH, MOST_HASHES),
  };
}

function malformed({ at }: ByteCursor) {
  return { code: "cell_malformed", where: `@${at}` };
}

function many(from: ByteCursor, size: number, most: number): readonly Uint8Array[] {
  const count = from.u8();
  if (count > most) throw new RangeError("more than there can be");
  return Array.from({ length: count }, () => from.raw(size));
}

/** Two: the classical one and the lattice one. */
function signaturesIn(from: ByteCursor): Signatures {
  if (from.u8() !== 2) throw new RangeError("a hybrid has two signatures");
  return [sized(from), sized(from)];
}

function sized(from: ByteCursor): Uint8Array {
  const length = from.u16();
  if (length < 5) throw new RangeError("no signature is that short");
  return from.raw(length);
}
