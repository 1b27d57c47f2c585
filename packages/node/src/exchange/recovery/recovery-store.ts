import { bytes, int, type Step, type Store, text } from "../../store/door.ts";

/** One of our dispatches that the partner holds and this database has lost. Times are Unix milliseconds. */
export interface LostDispatch {
  readonly id: string;
  readonly sequence: number;
  /** digest of the desk it went to, 32 bytes */
  readonly desk: Uint8Array;
  readonly madeAt: number;
  /** digest of the signed statement */
  readonly digest: Uint8Array;
  readonly foundAt: number;
}

export function insertLost(lost: LostDispatch): Step {
  return {
    sql: `insert into lost_dispatch (id, sequence, desk, made_at, digest, found_at) values (?, ?, ?, ?, ?, ?)
      on conflict (id) do nothing`,
    params: [lost.id, lost.sequence, lost.desk, lost.madeAt, lost.digest, lost.foundAt],
  };
}

/** What was lost, by number; at most a thousand, the oldest first. */
export async function lostDispatches(store: Store): Promise<readonly LostDispatch[]> {
  const rows = await store.all(
    "select id, sequence, desk, made_at, digest, found_at from lost_dispatch order by sequence, id limit 1000",
  );
  return rows.map((row) => ({
    id: text(row, "id"),
    sequence: int(row, "sequence"),
    desk: bytes(row, "desk"),
    madeAt: int(row, "made_at"),
    digest: bytes(row, "digest"),
    foundAt: int(row, "found_at"),
  }));
}

/** A place of the partner's stream that we hold: his dispatch, as he signed it, still sealed under its own key. */
export interface HeldPlace {
  readonly dispatch: string;
  readonly sequence: number;
}

/** What we hold of a partner's stream from one number on. */
export async function heldFrom(
  store: Store,
  partner: string,
  stream: Uint8Array,
  from: number,
  limit: number,
): Promise<readonly HeldPlace[]> {
  const rows = await store.all(
    `select dispatch, sequence from arrival where partner = ? and stream = ? and sequence >= ?
      order by sequence limit ?`,
    [partner, stream, from, limit],
  );
  return rows.map((row) => ({ dispatch: text(row, "dispatch"), sequence: int(row, "sequence") }));
}

/** The highest number we hold of a partner's stream; 0 where none. */
export async function highestHeld(store: Store, partner: string, stream: Uint8Array): Promise<number> {
  const [row] = await store.all(
    "select coalesce(max(sequence), 0) as n from arrival where partner = ? and stream = ? limit 1",
    [partner, stream],
  );
  return row === undefined ? 0 : int(row, "n");
}

/** A stream statement that was made or taken. */
export interface KeptStreamStatement {
  readonly serial: number;
  readonly digest: Uint8Array;
  readonly document: Uint8Array;
}

/** The newest stream statement of a party; null before the first. */
export async function newestStreamStatement(
  store: Store,
  party: string,
): Promise<KeptStreamStatement | null> {
  const [row] = await store.all(
    "select serial, digest, document from stream_statement where party = ? order by serial desc limit 1",
    [party],
  );
  return row === undefined
    ? null
    : { serial: int(row, "serial"), digest: bytes(row, "digest"), document: bytes(row, "document") };
}

/** Keeps a stream statement; its leaf is the first append of the same commit. */
export function insertStreamStatement(party: string, kept: KeptStreamStatement, at: number): Step {
  return {
    sql: "insert into stream_statement (party, serial, digest, document, leaf, at) values (?, ?, ?, ?, ?, ?)",
    params: [party, kept.serial, kept.digest, kept.document, { leafOf: 0 }, at],
    changes: 1,
  };
}

/** Our stream to a partner from now on: another one, numbered from 1. */
export function beginStream(partner: string, stream: Uint8Array): Step {
  return {
    sql: `insert into stream_out (partner, stream, next_sequence) values (?, ?, 1)
      on conflict (partner) do update set stream = excluded.stream, next_sequence = 1`,
    params: [partner, stream],
    changes: 1,
  };
}

/** One of ours that was known, and that the partner turns out to have stored. */
export function foundStored(
  id: string,
  place: { readonly stream: Uint8Array; readonly sequence: number; readonly statement: Uint8Array },
  at: number,
): Step {
  return {
    sql: `update dispatch set state = 'stored', stream = ?, sequence = ?, sealed_statement = ?, release_at = null,
      stored_at = ?, changed_at = ?, version = version + 1
      where id = ? and direction = 'ours' and state in ('draft', 'proposed', 'approved', 'recalled', 'refused')`,
    params: [place.stream, place.sequence, place.statement, at, at, id],
  };
}
