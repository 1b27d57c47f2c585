import { bytes, type Store, text } from "../store/door.ts";

/** The digests of the bytes that an officer approved of these dispatches (at most 201), by dispatch. */
export async function approvedDigests(
  store: Store,
  officer: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
  const found = new Map<string, Uint8Array[]>();
  if (ids.length === 0) return found;
  const rows = await store.all(
    `select dispatch, body_digest from approval where officer = ? and dispatch in (${list(ids)}) limit ?`,
    [officer, ...ids, MOST],
  );
  for (const row of rows) {
    const id = text(row, "dispatch");
    found.set(id, [...(found.get(id) ?? []), bytes(row, "body_digest")]);
  }
  return found;
}

/** Which of these dispatches (at most 201) an officer refused or took back, whatever became of them. */
export async function decidedActs(
  store: Store,
  officer: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await store.all(
    `select distinct dispatch from act_mark where officer = ? and act in ('refuse', 'refuse_and_block', 'recall')
     and dispatch in (${list(ids)}) limit ?`,
    [officer, ...ids, MOST],
  );
  return new Set(rows.map((row) => text(row, "dispatch")));
}

const MOST = 10_000;
const list = (words: readonly string[]) => words.map(() => "?").join(", ");
