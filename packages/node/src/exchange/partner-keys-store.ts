import { bytes, int, type LeafIndex, type Step, type Store, text } from "../store/door.ts";

/** A key statement that was taken. */
export interface KeptStatement {
  readonly serial: number;
  /** SHA-256 of its payload */
  readonly digest: Uint8Array;
  /** the signed document, whole */
  readonly document: Uint8Array;
}

/** A key statement and where it stands on our exchange log. */
export interface LoggedStatement extends KeptStatement {
  readonly party: string;
  readonly leaf: number;
}

/** The key statements of a party, in order; at most so many as one agreement can hold in its life. */
export async function keyStatementsOf(store: Store, party: string): Promise<readonly KeptStatement[]> {
  const rows = await store.all(
    "select serial, digest, document from key_statement where party = ? order by serial limit 1000",
    [party],
  );
  return rows.map((row) => ({
    serial: int(row, "serial"),
    digest: bytes(row, "digest"),
    document: bytes(row, "document"),
  }));
}

/** The statement of a party with this digest; null where it was never taken. */
export async function keyStatementOf(
  store: Store,
  party: string,
  digest: Uint8Array,
): Promise<KeptStatement | null> {
  const [row] = await store.all(
    "select serial, digest, document from key_statement where party = ? and digest = ? limit 1",
    [party, digest],
  );
  return row === undefined
    ? null
    : { serial: int(row, "serial"), digest: bytes(row, "digest"), document: bytes(row, "document") };
}

/** Every key statement that stands on our exchange log below a size, whoever's it is, in the order of the log. */
export async function keyStatementsBelow(store: Store, size: number): Promise<readonly LoggedStatement[]> {
  const rows = await store.all(
    "select party, serial, digest, document, leaf from key_statement where leaf < ? order by leaf limit 1000",
    [size],
  );
  return rows.map((row) => ({
    party: text(row, "party"),
    serial: int(row, "serial"),
    digest: bytes(row, "digest"),
    document: bytes(row, "document"),
    leaf: int(row, "leaf"),
  }));
}

/** Keeps a statement; its leaf is an append of the same commit, the first where nothing else is said. */
export function insertKeyStatement(
  party: string,
  kept: KeptStatement,
  at: number,
  leaf: LeafIndex = { leafOf: 0 },
): Step {
  return {
    sql: "insert into key_statement (party, serial, digest, document, leaf, at) values (?, ?, ?, ?, ?, ?)",
    params: [party, kept.serial, kept.digest, kept.document, leaf, at],
    changes: 1,
  };
}
