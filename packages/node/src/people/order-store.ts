import {
  bytes,
  bytesOrNull,
  type ItemKey,
  int,
  intOrNull,
  ownWordsKey,
  type Row,
  readWords,
  type Step,
  type Store,
  sealWords,
  text,
  textOrNull,
} from "../store/door.ts";

/** An order as it stands in the table. Times are Unix milliseconds. */
export interface StoredOrder {
  readonly id: string;
  readonly act: string;
  readonly officer: string;
  /** what both sign: see `peopleText` */
  readonly words: string;
  /** the record as it was before the change, as JSON; "" where there was none, or nothing changed yet */
  readonly before: string;
  readonly state: string;
  readonly by: string;
  readonly device: string;
  readonly signature: Uint8Array;
  readonly at: number;
  readonly expiresAt: number;
  readonly second: string | null;
  readonly secondDevice: string | null;
  readonly secondSignature: Uint8Array | null;
  readonly endedAt: number | null;
}

const ORDER = `select id, act, officer, words, before, state, by, device, signature, at, expires_at, second, second_device,
  second_signature, ended_at, sealed_words, sealed_before from people_order`;

/** Null where there is none. */
export async function orderById(store: Store, id: string): Promise<StoredOrder | null> {
  const rows = await store.all(`${ORDER} where id = ? limit 1`, [id]);
  return (await ordersOf(store, rows))[0] ?? null;
}

/** In one of these states, newest first. */
export async function ordersIn(
  store: Store,
  states: readonly string[],
  limit: number,
): Promise<readonly StoredOrder[]> {
  const marks = states.map(() => "?").join(", ");
  const rows = await store.all(`${ORDER} where state in (${marks}) order by id desc limit ?`, [
    ...states,
    limit,
  ]);
  return ordersOf(store, rows);
}

/** About one officer, newest first. */
export async function ordersAbout(
  store: Store,
  officer: string,
  limit: number,
): Promise<readonly StoredOrder[]> {
  const rows = await store.all(`${ORDER} where officer = ? order by id desc limit ?`, [officer, limit]);
  return ordersOf(store, rows);
}

/** The step that keeps an order; its text, with names and reasons in it, lies sealed. */
export async function insertOrder(store: Store, order: StoredOrder): Promise<Step> {
  const key = await ownWordsKey(store.vault);
  return {
    sql: `insert into people_order (id, act, officer, words, before, state, by, device, signature, at, expires_at,
      sealed_words, sealed_before) values (?, ?, ?, '', '', ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      order.id,
      order.act,
      order.officer,
      order.state,
      order.by,
      order.device,
      order.signature,
      order.at,
      order.expiresAt,
      sealWords(key, placeOf("words", order.id), order.words),
      sealWords(key, placeOf("before", order.id), order.before),
    ],
    changes: 1,
  };
}

/** How an order ends; `second` null = it was dropped. */
export interface OrderEnd {
  readonly state: "done" | "dropped";
  readonly before: string;
  readonly second: {
    readonly officer: string;
    readonly device: string;
    readonly signature: Uint8Array;
  } | null;
  readonly at: number;
}

/** Changes no row where somebody else ended it first. */
export async function orderEnded(
  store: Store,
  { id, state: from }: Pick<StoredOrder, "id" | "state">,
  end: OrderEnd,
): Promise<Step> {
  const { state, before, second, at } = end;
  const key = await ownWordsKey(store.vault);
  return {
    sql: `update people_order set state = ?, sealed_before = ?, second = ?, second_device = ?, second_signature = ?,
      ended_at = ? where id = ? and state = ?`,
    params: [
      state,
      sealWords(key, placeOf("before", id), before),
      second?.officer ?? null,
      second?.device ?? null,
      second?.signature ?? null,
      at,
      id,
      from,
    ],
    changes: 1,
  };
}

function placeOf(column: "words" | "before", id: string): string {
  return `people_order.sealed_${column} ${id}`;
}

async function ordersOf(store: Store, rows: readonly Row[]): Promise<readonly StoredOrder[]> {
  if (rows.length === 0) return [];
  const key = await ownWordsKey(store.vault);
  return rows.map((row) => orderOf(row, key));
}

/** A text from before such texts were sealed stands as it was written. */
function wordsOf(row: Row, column: "words" | "before", key: ItemKey): string {
  const sealed = bytesOrNull(row, `sealed_${column}`);
  return sealed === null ? text(row, column) : readWords(key, placeOf(column, text(row, "id")), sealed);
}

function orderOf(row: Row, key: ItemKey): StoredOrder {
  return {
    id: text(row, "id"),
    act: text(row, "act"),
    officer: text(row, "officer"),
    words: wordsOf(row, "words", key),
    before: wordsOf(row, "before", key),
    state: text(row, "state"),
    by: text(row, "by"),
    device: text(row, "device"),
    signature: bytes(row, "signature"),
    at: int(row, "at"),
    expiresAt: int(row, "expires_at"),
    second: textOrNull(row, "second"),
    secondDevice: textOrNull(row, "second_device"),
    secondSignature: bytesOrNull(row, "second_signature"),
    endedAt: intOrNull(row, "ended_at"),
  };
}
