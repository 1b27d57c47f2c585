import { bytes, int, type Step, type Store } from "../store/door.ts";

/** A key statement that was taken. */
export interface KeptStatement {
  readonly serial: number;
  /** SHA-256 of its payload */
  readonly digest: Uint8Array;
  /** the signed document, whole */
  readonly document: Uint8Array;
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

/** Keeps a statement; its leaf is the first append of the same commit. */
export function insertKeyStatement(party: string, kept: KeptStatement, at: number): Step {
  return {
    sql: "insert into key_statement (party, serial, digest, document, leaf, at) values (?, ?, ?, ?, ?, ?)",
    params: [party, kept.serial, kept.digest, kept.document, { leafOf: 0 }, at],
    changes: 1,
  };
}
