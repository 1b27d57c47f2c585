import { type EntryKind, entry, saltedDigest } from "@entente/ledger";
import type { Append } from "../store/door.ts";

/** An entry for a log and the salt that ties it to what it stands for; the salt lies sealed with the item. */
export interface Leaf {
  readonly append: Append;
  /** 32 bytes */
  readonly salt: Uint8Array;
}

/** A salted leaf of the exchange log, which the partner witnesses. */
export function exchangeLeaf(kind: EntryKind, salt: Uint8Array, ...parts: readonly Uint8Array[]): Leaf {
  return { salt, append: { log: "exchange", entry: entry(kind, saltedDigest(kind, salt, ...parts)) } };
}

/** A salted leaf of the domestic log: decisions, approvals, reads, refusals. */
export function domesticLeaf(kind: EntryKind, salt: Uint8Array, record: unknown): Leaf {
  const bytes = new TextEncoder().encode(JSON.stringify(record));
  return { salt, append: { log: "domestic", entry: entry(kind, saltedDigest(kind, salt, bytes)) } };
}
