import { type Step, type Store, text } from "../store/door.ts";

/** A read as the domestic log's leaf binds it. Times are Unix milliseconds. */
export interface ReadRow {
  readonly id: string;
  readonly officer: string;
  readonly item: string;
  readonly act: string;
  readonly at: number;
}

/** The step that keeps a read; its leaf is the first append of the same commit. */
export function insertRead({ id, officer, item, act, at }: ReadRow): Step {
  return {
    sql: "insert into read_mark (id, officer, item, act, at, leaf) values (?, ?, ?, ?, ?, ?)",
    params: [id, officer, item, act, at, { leafOf: 0 }],
    changes: 1,
  };
}

/** Which of these items an officer has on record as read in this way. */
export async function readsOf(
  store: Store,
  officer: string,
  act: string,
  items: readonly string[],
): Promise<readonly string[]> {
  if (items.length === 0) return [];
  const rows = await store.all(
    `select distinct item from read_mark where officer = ? and act = ? and item in (${items.map(() => "?").join(", ")})
     limit ?`,
    [officer, act, ...items, items.length],
  );
  return rows.map((row) => text(row, "item"));
}

/** Whether an officer has an item on record as read at or after a moment, in whatever way. */
export async function readSince(
  store: Store,
  officer: string,
  item: string,
  since: number,
): Promise<boolean> {
  const rows = await store.all(
    "select id from read_mark where item = ? and officer = ? and at >= ? limit 1",
    [item, officer, since],
  );
  return rows.length > 0;
}

/** The items (at most `limit`) that an officer has on record as read in this way at or after a moment. */
export async function itemsReadSince(
  store: Store,
  officer: string,
  act: string,
  since: number,
  limit: number,
): Promise<readonly string[]> {
  const rows = await store.all(
    "select distinct item from read_mark where officer = ? and at >= ? and act = ? limit ?",
    [officer, since, act, limit],
  );
  return rows.map((row) => text(row, "item"));
}

/** A refused input as the domestic log's leaf binds it: never its bytes, only their SHA-256. */
export interface RejectionRow {
  readonly id: string;
  readonly door: string;
  readonly code: string;
  readonly place: string;
  readonly digest: Uint8Array;
  readonly at: number;
}

/** The step that keeps a refused input; its leaf is the first append of the same commit. */
export function insertRejection({ id, door, code, place, digest, at }: RejectionRow): Step {
  return {
    sql: "insert into rejection (id, door, code, place, digest, at, leaf) values (?, ?, ?, ?, ?, ?, ?)",
    params: [id, door, code, place, digest, at, { leafOf: 0 }],
    changes: 1,
  };
}

/** Something an officer, or the node itself, did to a dispatch, as the domestic log's leaf binds it. */
export interface ActRow {
  readonly id: string;
  readonly act: string;
  readonly dispatch: string;
  /** null = the node itself */
  readonly officer: string | null;
  /** ground, reason or assignee; "" where there is none */
  readonly word: string;
  readonly at: number;
}

/** The step that keeps an act; its leaf is the first append of the same commit. */
export function insertAct({ id, act, dispatch, officer, word, at }: ActRow): Step {
  return {
    sql: "insert into act_mark (id, act, dispatch, officer, word, at, leaf) values (?, ?, ?, ?, ?, ?, ?)",
    params: [id, act, dispatch, officer, word, at, { leafOf: 0 }],
    changes: 1,
  };
}
