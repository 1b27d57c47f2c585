import {
  bytes,
  int,
  intOrNull,
  type LeafIndex,
  type Row,
  type Step,
  type Store,
  textOrNull,
} from "../../store/door.ts";
import type { FirstHand } from "../key-change/own-key-store.ts";

/** A version of the agreement after the first, as this node knows it; moments are Unix milliseconds. */
export interface KeptVersion {
  readonly version: number;
  /** SHA-256 of its payload */
  readonly digest: Uint8Array;
  /** the signed document, whole */
  readonly document: Uint8Array;
  /** when it came here */
  readonly at: number;
  /** where it stands on our exchange log; null = it waits for our two operators */
  readonly leaf: number | null;
  /** since when we know it to stand on the partner's log; null = not */
  readonly theirsAt: number | null;
  /** null = not in force yet */
  readonly inForceAt: number | null;
  /** the first of the two who apply it; null before */
  readonly first: FirstHand | null;
}

const COLUMNS = `digest, version, document, at, leaf, theirs_at, in_force_at,
  first_officer, first_device, first_expires, first_signature`;

/** Every version, in order; at most so many as an agreement can number. */
export async function keptVersions(store: Store): Promise<readonly KeptVersion[]> {
  const rows = await store.all(`select ${COLUMNS} from agreement_version order by version, at limit 10000`);
  return rows.map(kept);
}

/** The version of this digest; null where it never came. */
export function keptVersion(store: Store, digest: Uint8Array): Promise<KeptVersion | null> {
  return oneWhere(store, "digest = ?", [digest]);
}

/** The version of this number that stands on our log; null where none does. */
export function loggedVersion(store: Store, version: number): Promise<KeptVersion | null> {
  return oneWhere(store, "version = ? and leaf is not null", [version]);
}

/** Another version of this number than the one of the digest, which stands on the partner's log; null where none does. */
export function otherOfPartner(
  store: Store,
  { version, digest }: Pick<KeptVersion, "version" | "digest">,
): Promise<KeptVersion | null> {
  return oneWhere(store, "version = ? and digest <> ? and theirs_at is not null", [version, digest]);
}

/** The version on our log that is not known to stand on the partner's; null where he has them all. */
export function untoldVersion(store: Store): Promise<KeptVersion | null> {
  return oneWhere(store, "leaf is not null and in_force_at is null", []);
}

async function oneWhere(
  store: Store,
  which: string,
  params: readonly (number | Uint8Array)[],
): Promise<KeptVersion | null> {
  const sql = `select ${COLUMNS} from agreement_version where ${which} order by version desc limit 1`;
  const [row] = await store.all(sql, params);
  return row === undefined ? null : kept(row);
}

function kept(row: Row): KeptVersion {
  const [officer, device, expires_at, signature] = ["officer", "device", "expires", "signature"].map((name) =>
    textOrNull(row, `first_${name}`),
  );
  return {
    version: int(row, "version"),
    digest: bytes(row, "digest"),
    document: bytes(row, "document"),
    at: int(row, "at"),
    leaf: intOrNull(row, "leaf"),
    theirsAt: intOrNull(row, "theirs_at"),
    inForceAt: intOrNull(row, "in_force_at"),
    first: officer && device && expires_at && signature ? { officer, device, expires_at, signature } : null,
  };
}

/** Keeps a version that came; one that is kept already stays as it is. */
export function insertVersion({
  version,
  digest,
  document,
  at,
}: Pick<KeptVersion, "version" | "digest" | "document" | "at">): Step {
  return {
    sql: `insert into agreement_version (digest, version, document, at) values (?, ?, ?, ?)
      on conflict (digest) do nothing`,
    params: [digest, version, document, at],
  };
}

/** The first of two persons has signed. */
export function keepFirstOf(digest: Uint8Array, { officer, device, expires_at, signature }: FirstHand): Step {
  return {
    sql: `update agreement_version set first_officer = ?, first_device = ?, first_expires = ?, first_signature = ?
      where digest = ? and leaf is null`,
    params: [officer, device, expires_at, signature, digest],
    changes: 1,
  };
}

/** It stands on our log: its leaf is an append of the same commit, or, after a restore, one that stood there before. */
export function versionLogged(digest: Uint8Array, leaf: LeafIndex | number): Step {
  return {
    sql: "update agreement_version set leaf = ? where digest = ? and leaf is null",
    params: [leaf, digest],
    changes: 1,
  };
}

/** It stands on the partner's log. */
export function versionTheirs(digest: Uint8Array, at: number): Step {
  return {
    sql: "update agreement_version set theirs_at = coalesce(theirs_at, ?) where digest = ?",
    params: [at, digest],
    changes: 1,
  };
}

/** It is in force; nothing of the commit happens unless it stands on both logs and was not before. */
export function versionInForce(digest: Uint8Array, at: number): Step {
  return {
    sql: `update agreement_version set in_force_at = ?
      where digest = ? and leaf is not null and theirs_at is not null and in_force_at is null`,
    params: [at, digest],
    changes: 1,
  };
}
