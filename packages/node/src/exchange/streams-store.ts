import { bytes, int, type Row, type Step, type Store } from "../store/door.ts";

/** A numbered stream of the partner's as this node follows it. */
export interface StreamIn {
  readonly stream: Uint8Array;
  /** every number up to this one has arrived or is known never to come */
  readonly contiguous: number;
  /** Unix milliseconds: not asked again before */
  readonly nextAsk: number;
  readonly attempts: number;
}

/** The streams of a partner, oldest first; one, and one more for each restore in the agreement's life. */
export async function streamsIn(store: Store, partner: string): Promise<readonly StreamIn[]> {
  const rows = await store.all(
    "select stream, contiguous, next_ask, attempts from stream_in where partner = ? limit 1000",
    [partner],
  );
  return rows.map(streamOf);
}

/** Whether a stream of the partner's is followed. */
export async function followsStream(store: Store, partner: string, stream: Uint8Array): Promise<boolean> {
  const rows = await store.all("select contiguous from stream_in where partner = ? and stream = ? limit 1", [
    partner,
    stream,
  ]);
  return rows.length > 0;
}

/** Begins to follow a stream; nothing changes where it is followed already. */
export function followStream(partner: string, stream: Uint8Array): Step {
  return {
    sql: `insert into stream_in (partner, stream, contiguous, highest, state, next_ask, attempts)
      values (?, ?, 0, 0, 'open', 0, 0) on conflict (partner, stream) do nothing`,
    params: [partner, stream],
  };
}

/** Keeps how far a stream is whole, and when what is missing is asked for again. */
export function movedStream(partner: string, at: StreamIn): Step {
  return {
    sql: `update stream_in set contiguous = ?, next_ask = ?, attempts = ? where partner = ? and stream = ?`,
    params: [at.contiguous, at.nextAsk, at.attempts, partner, at.stream],
  };
}

/** Numbers of a stream above one that have arrived or will never come, ascending. */
export async function numbersAfter(
  store: Store,
  partner: string,
  stream: Uint8Array,
  after: number,
  limit: number,
): Promise<readonly number[]> {
  const rows = await store.all(
    `select sequence from arrival where partner = ? and stream = ? and sequence > ?
      union select sequence from stream_hole where partner = ? and stream = ? and sequence > ?
      order by sequence limit ?`,
    [partner, stream, after, partner, stream, after, limit],
  );
  return rows.map((row) => int(row, "sequence"));
}

/** A number of the partner's stream that he says will never come, with the reason he gives. */
export function insertHole(
  partner: string,
  stream: Uint8Array,
  sequence: number,
  reason: string,
  at: number,
): Step {
  return {
    sql: `insert into stream_hole (partner, stream, sequence, reason, at) values (?, ?, ?, ?, ?)
      on conflict (partner, stream, sequence) do nothing`,
    params: [partner, stream, sequence, reason, at],
  };
}

/** The dispatches of ours at places of a stream from one number on, in order: id and number. */
export async function ourPlaces(
  store: Store,
  stream: Uint8Array,
  from: number,
  to: number,
  limit: number,
): Promise<readonly { readonly id: string; readonly sequence: number }[]> {
  const rows = await store.all(
    `select id, sequence from dispatch where direction = 'ours' and stream = ? and sequence >= ? and sequence <= ?
      order by sequence limit ?`,
    [stream, from, to, limit],
  );
  return rows.map((row) => ({ id: String(row.id), sequence: int(row, "sequence") }));
}

function streamOf(row: Row): StreamIn {
  return {
    stream: bytes(row, "stream"),
    contiguous: int(row, "contiguous"),
    nextAsk: int(row, "next_ask"),
    attempts: int(row, "attempts"),
  };
}
