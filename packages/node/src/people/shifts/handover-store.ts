import { bytes, int, type Step, type Store, text } from "../../store/door.ts";

/** A hand-over note as it stands in the table; its text lies sealed under a key of its own. */
export interface StoredNote {
  readonly id: string;
  readonly desk: string;
  readonly shift: string;
  readonly author: string;
  readonly sealed: Uint8Array;
  readonly at: number;
}

/** The newest notes of a desk. */
export async function notesOf(store: Store, desk: string, limit: number): Promise<readonly StoredNote[]> {
  const rows = await store.all(
    `select id, desk, shift, author, sealed_text, at from handover_note where desk = ? order by id desc limit ?`,
    [desk, limit],
  );
  return rows.map((row) => ({
    id: text(row, "id"),
    desk: text(row, "desk"),
    shift: text(row, "shift"),
    author: text(row, "author"),
    sealed: bytes(row, "sealed_text"),
    at: int(row, "at"),
  }));
}

export function insertNote({ id, desk, shift, author, sealed, at }: StoredNote): Step {
  return {
    sql: "insert into handover_note (id, desk, shift, author, sealed_text, at) values (?, ?, ?, ?, ?, ?)",
    params: [id, desk, shift, author, sealed, at],
    changes: 1,
  };
}

/** Who read a note, in the order they did. */
export async function readersOf(
  store: Store,
  note: string,
): Promise<readonly { readonly officer: string; readonly at: number }[]> {
  const rows = await store.all(
    "select officer, at from handover_read where note = ? order by at, officer limit 500",
    [note],
  );
  return rows.map((row) => ({ officer: text(row, "officer"), at: int(row, "at") }));
}

/** That somebody read it for the first time. */
export function noteRead(note: string, officer: string, at: number): Step {
  return {
    sql: "insert into handover_read (note, officer, at) values (?, ?, ?) on conflict (note, officer) do nothing",
    params: [note, officer, at],
  };
}
