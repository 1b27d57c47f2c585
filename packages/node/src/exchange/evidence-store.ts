import { bytes, int, type Step, type Store, text } from "../store/door.ts";

/** A file that convinces somebody who has the agreement and nothing else. */
export interface KeptEvidence {
  readonly id: string;
  readonly kind: string;
  /** the log it is about */
  readonly origin: string;
  readonly file: Uint8Array;
  /** Unix milliseconds */
  readonly at: number;
}

/** The evidence that is kept, newest first. */
export async function evidenceKept(store: Store, limit: number): Promise<readonly KeptEvidence[]> {
  const rows = await store.all(
    "select id, kind, origin, file, at from evidence order by at desc, id desc limit ?",
    [limit],
  );
  return rows.map((row) => ({
    id: text(row, "id"),
    kind: text(row, "kind"),
    origin: text(row, "origin"),
    file: bytes(row, "file"),
    at: int(row, "at"),
  }));
}

/** Keeps evidence; the same file again changes nothing. */
export function insertEvidence({ id, kind, origin, file, at }: KeptEvidence): Step {
  return {
    sql: "insert into evidence (id, kind, origin, file, at) values (?, ?, ?, ?, ?) on conflict (id) do nothing",
    params: [id, kind, origin, file, at],
  };
}
