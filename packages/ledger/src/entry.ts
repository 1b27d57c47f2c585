import { bad, bigEndian, concat, good, sha256, utf8 } from "./bytes.ts";
import type { Outcome } from "./faults.ts";

/** What an entry stands for; spec/logs-and-proofs.md §3. The lower nibble block 0x10 is the domestic log's. */
export const ENTRY_KIND = {
  agreement: 0x01,
  key_statement: 0x02,
  release: 0x03,
  stored: 0x04,
  opened: 0x05,
  answered: 0x06,
  receipt: 0x07,
  recall: 0x08,
  domestic_anchor: 0x09,
  refusal: 0x0a,
  erased: 0x0b,
  agreement_version: 0x0c,
  credential_revoked: 0x0d,
  declined: 0x0e,
  relation_state: 0x0f,
  decision: 0x10,
  approval: 0x11,
  read: 0x12,
  rejection: 0x13,
  people: 0x14,
  act: 0x15,
} as const;

/** One value of {@link ENTRY_KIND}. */
export type EntryKind = (typeof ENTRY_KIND)[keyof typeof ENTRY_KIND];

/** A parsed entry; `digest` is 32 bytes. */
export interface LogEntry {
  readonly kind: EntryKind;
  readonly digest: Uint8Array;
}

/** An entry has exactly this many bytes, so that its size tells nothing. */
export const ENTRY_BYTES = 34;
const KINDS: ReadonlyMap<number, EntryKind> = new Map(Object.values(ENTRY_KIND).map((kind) => [kind, kind]));

/** Version 0x01 ‖ kind ‖ digest. Throws RangeError unless the digest is 32 bytes. */
export function entry(kind: EntryKind, digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new RangeError("an entry holds a digest of 32 bytes");
  return concat(Uint8Array.of(0x01, kind), digest);
}

/** Reads an entry strictly. `where` is the byte that is wrong. */
export function parseEntry(bytes: Uint8Array): Outcome<LogEntry> {
  if (bytes.length !== ENTRY_BYTES) return bad("entry_length", "");
  if (bytes[0] !== 0x01) return bad("entry_version", "@0");
  const kind = KINDS.get(bytes[1] ?? 0);
  return kind === undefined ? bad("entry_kind", "@1") : good({ kind, digest: bytes.slice(2) });
}

/**
 * The digest an entry carries in place of what it stands for:
 * SHA-256("entente/leaf/v1\0" ‖ kind ‖ salt ‖ (u32 length ‖ part)…).
 * Once the salt is erased with its item's key, the leaf cannot be tied to the item even by guessing it.
 * @param salt 32 random bytes, kept sealed with the item; RangeError otherwise
 */
export function saltedDigest(kind: EntryKind, salt: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  if (salt.length !== 32) throw new RangeError("a salt has 32 bytes");
  const sized = parts.flatMap((part) => [bigEndian(part.length, 4), part]);
  return sha256(utf8("entente/leaf/v1\0"), Uint8Array.of(kind), salt, ...sized);
}

/** The entry that carries a {@link saltedDigest}. */
export function saltedEntry(kind: EntryKind, salt: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return entry(kind, saltedDigest(kind, salt, ...parts));
}
