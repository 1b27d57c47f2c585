import {
  bytes,
  bytesOrNull,
  int,
  intOrNull,
  type Row,
  type Step,
  type Store,
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
  second_signature, ended_at from people_order`;

/** Null where there is none. */
export async function orderById(store: Store, id: string): Promise<StoredOrder | null> {
  return orderOf(await store.all(`${ORDER} where id = ? limit 1`, [id]));
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
  return rows.flatMap((row) => orderOf([row]) ?? []);
}

/** About one officer, newest first. */
export async function ordersAbout(
  store: Store,
  officer: string,
  limit: number,
): Promise<readonly StoredOrder[]> {
  const rows = await store.all(`${ORDER} where officer = ? order by id desc limit ?`, [officer, limit]);
  return rows.flatMap((row) => orderOf([row]) ?? []);
}

export function insertOrder(order: StoredOrder): Step {
  return {
    sql: `insert into people_order (id, act, officer, words, before, state, by, device, signature, at, expires_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      order.id,
      order.act,
      order.officer,
      order.words,
      order.before,
      order.state,
      order.by,
      order.device,
      order.signature,
      order.at,
      order.expiresAt,
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
export function orderEnded({ id, state: from }: Pick<StoredOrder, "id" | "state">, end: OrderEnd): Step {
  const { state, before, second, at } = end;
  return {
    sql: `update people_order set state = ?, before = ?, second = ?, second_device = ?, second_signature = ?, ended_at = ?
      where id = ? and state = ?`,
    params: [
      state,
      before,
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

function orderOf([row]: readonly Row[]): StoredOrder | null {
  if (row === undefined) return null;
  return {
    id: text(row, "id"),
    act: text(row, "act"),
    officer: text(row, "officer"),
    words: text(row, "words"),
    before: text(row, "before"),
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
