import { DIRECTIONS, DISPATCH_STATES, isWordOf } from "@entente/words";
import {
  bytesOrNull,
  int,
  intOrNull,
  type LeafIndex,
  type Row,
  type Step,
  type Store,
  text,
  textOrNull,
  type Value,
} from "../store/door.ts";
import type { DispatchRecord } from "./record.ts";

const COLUMNS = `id, direction, kind, thread, reply_to, area, urgency, state, version, from_party, from_desk, to_party,
  to_desk, author, assignee, created_at, due_at, release_at, sealed_draft, sealed_body, sealed_plan, sealed_statement,
  sealed_salt, sealed_receipt, decision, leaf, receipt_leaf, sent_at, stored_at, opened_at, answered_at, ground,
  sealed_ground, due_why, changed_by`;

/** One dispatch by id; null where there is none. */
export async function dispatchById(store: Store, id: string): Promise<DispatchRecord | null> {
  const [row] = await store.all(`select ${COLUMNS} from dispatch where id = ? limit 1`, [id]);
  return row === undefined ? null : recordOf(row);
}

/** Dispatches by id, in no order, at most 201; an id that is none is left out. */
export async function dispatchesById(
  store: Store,
  ids: readonly string[],
): Promise<readonly DispatchRecord[]> {
  if (ids.length === 0) return [];
  const list = ids.map(() => "?").join(", ");
  const rows = await store.all(`select ${COLUMNS} from dispatch where id in (${list}) limit 201`, ids);
  return rows.map(recordOf);
}

/** So many of the newest are counted: more says nothing of today, and every row costs. */
const HISTORY = 50;

/**
 * Of what left for a desk of the partner's, the newest of each of these kinds, at most 50: how many there are, how many
 * were answered.
 */
export async function historyWith(store: Store, desk: string, kinds: readonly string[]): Promise<History> {
  const each = await Promise.all(kinds.map((kind) => historyOf(store, desk, kind)));
  return each.reduce((all, one) => ({ sent: all.sent + one.sent, answered: all.answered + one.answered }), {
    sent: 0,
    answered: 0,
  });
}

interface History {
  readonly sent: number;
  readonly answered: number;
}

async function historyOf(store: Store, desk: string, kind: string): Promise<History> {
  const [row] = await store.all(
    `select count(*) as sent, count(answered_at) as answered from (select answered_at from dispatch
     where direction = 'ours' and to_desk = ? and kind = ? and sent_at is not null order by sent_at desc limit ?) limit 1`,
    [desk, kind, HISTORY],
  );
  return row === undefined
    ? { sent: 0, answered: 0 }
    : { sent: int(row, "sent"), answered: int(row, "answered") };
}

/** Approved dispatches whose hold is over, oldest first. */
export async function releasable(store: Store, now: number, limit: number): Promise<readonly string[]> {
  const rows = await store.all(
    "select id from dispatch where state = 'approved' and release_at <= ? order by release_at, id limit ?",
    [now, limit],
  );
  return rows.map((row) => text(row, "id"));
}

/** Approved dispatches whose hold ends later than any hold can. */
export async function heldBeyond(store: Store, moment: number): Promise<readonly string[]> {
  const rows = await store.all(
    "select id from dispatch where state = 'approved' and release_at > ? order by release_at, id limit 64",
    [moment],
  );
  return rows.map((row) => text(row, "id"));
}

/** Sets the end of a hold; nothing changes where the dispatch is no longer held. */
export function heldAnew(id: string, until: number): Step {
  return {
    sql: "update dispatch set release_at = ? where id = ? and state = 'approved'",
    params: [until, id],
  };
}

/** Arrivals of these desks, and, for who may release, what of them awaits approval; newest id first. */
export async function inboxOf(
  store: Store,
  desks: readonly string[],
  what: { readonly arrivals: boolean; readonly releases: boolean },
  page: { readonly before: string | null; readonly limit: number },
): Promise<readonly DispatchRecord[]> {
  if (desks.length === 0) return [];
  const list = desks.map(() => "?").join(", ");
  const arms: string[] = [];
  const params: Value[] = [];
  if (what.arrivals) arms.push(`(direction = 'theirs' and to_desk in (${list}))`);
  if (what.releases) arms.push(`(direction = 'ours' and state = 'proposed' and from_desk in (${list}))`);
  if (arms.length === 0) return [];
  for (const _ of arms) params.push(...desks);
  const after = page.before === null ? "" : "and id < ?";
  if (page.before !== null) params.push(page.before);
  const rows = await store.all(
    `select ${COLUMNS} from dispatch where (${arms.join(" or ")}) ${after} order by id desc limit ?`,
    [...params, page.limit],
  );
  return rows.map(recordOf);
}

/** Whether the partner has opened anything of ours in this thread. */
export async function threadOpened(store: Store, thread: string): Promise<boolean> {
  const rows = await store.all(
    "select id from dispatch where thread = ? and direction = 'ours' and opened_at is not null limit 1",
    [thread],
  );
  return rows.length > 0;
}

/** Whether anything of ours stands in a thread. */
export async function threadIsOurs(store: Store, thread: string): Promise<boolean> {
  const rows = await store.all("select id from dispatch where thread = ? and direction = 'ours' limit 1", [
    thread,
  ]);
  return rows.length > 0;
}

/** What every row has from birth. Times are Unix milliseconds. */
export interface NewDispatch {
  readonly id: string;
  readonly direction: "ours" | "theirs";
  readonly kind: string;
  readonly thread: string;
  readonly replyTo: string | null;
  readonly area: string;
  readonly urgency: string;
  readonly state: string;
  readonly from: { readonly party: string; readonly desk: string };
  readonly to: { readonly party: string; readonly desk: string };
  readonly author: string | null;
  readonly at: number;
  readonly dueAt: number | null;
}

/** A new row, with whatever else is already known: one statement, not an insert and an update behind it. */
export function insertDispatch(row: NewDispatch, more: Change = {}): Step {
  const { id, direction, kind, thread, replyTo, area, urgency, state, from, to, author, at, dueAt } = row;
  const columns = [
    ...columnsOf({
      id,
      direction,
      kind,
      thread,
      reply_to: replyTo,
      area,
      urgency,
      state,
      version: 1,
      author,
    }),
    ...columnsOf({ from_party: from.party, from_desk: from.desk, to_party: to.party, to_desk: to.desk }),
    ...columnsOf({ created_at: at, changed_at: at, due_at: dueAt }),
    ...columnsOf({ ...more }),
  ];
  const names = columns.map(({ name }) => name).join(", ");
  return {
    sql: `insert into dispatch (${names}) values (${columns.map(() => "?").join(", ")})`,
    params: columns.map(({ value }) => value),
    changes: 1,
  };
}

type ColumnValue = Value | LeafIndex;

function columnsOf(
  values: Readonly<Record<string, ColumnValue | undefined>>,
): readonly { readonly name: string; readonly value: ColumnValue }[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** Columns that a transition may set. */
export interface Change {
  readonly state?: string;
  readonly assignee?: string | null;
  readonly release_at?: number | null;
  readonly due_at?: number | null;
  readonly sealed_draft?: Uint8Array;
  readonly sealed_body?: Uint8Array | null;
  readonly sealed_plan?: Uint8Array | null;
  readonly sealed_statement?: Uint8Array;
  readonly sealed_salt?: Uint8Array;
  readonly sealed_receipt?: Uint8Array;
  readonly decision?: string;
  readonly leaf?: { readonly leafOf: number };
  readonly receipt_leaf?: { readonly leafOf: number };
  readonly stream?: Uint8Array;
  readonly sequence?: number;
  readonly sent_at?: number;
  readonly stored_at?: number;
  readonly opened_at?: number;
  readonly answered_at?: number;
  readonly ground?: string | null;
  readonly sealed_ground?: Uint8Array;
  readonly area?: string;
  readonly urgency?: string;
  readonly from_desk?: string;
  readonly to_desk?: string;
  /** who asked what an arrival answers; null = nobody here */
  readonly asked_by?: string | null;
}

/**
 * A guarded transition: only from these states (and version, where given), exactly one row, else the whole
 * commit is undone.
 */
export function changeDispatch(
  id: string,
  from: { readonly states: readonly string[]; readonly version?: number },
  change: Change,
  now: number,
): Step {
  const sets = columnsOf({ ...change });
  const names = sets.map(({ name }) => `${name} = ?`);
  const values = sets.map(({ value }) => value);
  const version = from.version === undefined ? "" : "and version = ?";
  return {
    sql: `update dispatch set ${[...names, "changed_at = ?", "version = version + 1"].join(", ")}
      where id = ? and state in (${from.states.map(() => "?").join(", ")}) ${version}`,
    params: [...values, now, id, ...from.states, ...(from.version === undefined ? [] : [from.version])],
    changes: 1,
  };
}

/** A mark that never stands in the way: sets a time once, whatever the state. */
export function markOnce(id: string, column: "opened_at" | "answered_at", at: number): Step {
  return { sql: `update dispatch set ${column} = ? where id = ? and ${column} is null`, params: [at, id] };
}

/** Steps that mark a question answered, on whichever side it lies; no step where it is already closed. */
export function answeredSteps(question: string, at: number): readonly Step[] {
  const open = ["filed", "assigned", "queued", "sent", "stored", "opened"];
  return [
    markOnce(question, "answered_at", at),
    {
      sql: `update dispatch set state = 'answered', changed_at = ?, version = version + 1
        where id = ? and state in (${open.map(() => "?").join(", ")})`,
      params: [at, question, ...open],
    },
  ];
}

/** The partner has opened what we sent: unless it is already further. */
export function openedSteps(id: string, at: number): readonly Step[] {
  return [
    markOnce(id, "opened_at", at),
    {
      sql: `update dispatch set state = 'opened', changed_at = ?, version = version + 1
        where id = ? and state in ('queued', 'sent', 'stored')`,
      params: [at, id],
    },
  ];
}

/** The partner has declined what we sent, and said why: unless it is answered or over already. */
export function declinedSteps(id: string, code: string, at: number): readonly Step[] {
  return [
    {
      sql: `update dispatch set state = 'refused', ground = ?, due_at = null, changed_at = ?, version = version + 1
        where id = ? and state in ('queued', 'sent', 'stored', 'opened')`,
      params: [code, at, id],
    },
  ];
}

/**
 * The partner's receipt has proven itself; its leaf is the first append of the same commit.
 * @param due when his answer is due, Unix milliseconds; null where none is
 */
export function storedSteps(
  id: string,
  at: number,
  due: number | null,
  sealedReceipt: Uint8Array | null,
): readonly Step[] {
  return [
    {
      sql: `update dispatch set state = case when state in ('queued', 'sent') then 'stored' else state end,
        sent_at = ?, stored_at = ?, due_at = ?, receipt_leaf = ?, sealed_receipt = ?, changed_at = ?,
        version = version + 1 where id = ? and stored_at is null`,
      params: [at, at, due, { leafOf: 0 }, sealedReceipt, at, id],
      changes: 1,
    },
  ];
}

/** Its receiver has erased it and no receipt of it can be had: the end, unless the receipt is here already. */
export function erasedThereSteps(id: string, at: number): readonly Step[] {
  return [
    {
      sql: `update dispatch set state = 'refused', ground = 'erased', changed_at = ?, version = version + 1
        where id = ? and stored_at is null and state in ('queued', 'sent', 'opened')`,
      params: [at, id],
    },
    {
      sql: `update attachment set state = 'refused' where dispatch = ? and direction = 'ours' and state = 'queued'`,
      params: [id],
    },
  ];
}

function recordOf(row: Row): DispatchRecord {
  const state = text(row, "state");
  const direction = text(row, "direction");
  if (!isWordOf(DIRECTIONS, direction)) throw new TypeError("a stored direction is no word of ours");
  const known = DISPATCH_STATES.find((word) => word === state);
  if (known === undefined) throw new TypeError("a stored state is no word of ours");
  return {
    id: text(row, "id"),
    direction,
    kind: text(row, "kind"),
    thread: text(row, "thread"),
    replyTo: textOrNull(row, "reply_to"),
    area: text(row, "area"),
    urgency: text(row, "urgency"),
    state: known,
    version: int(row, "version"),
    ...endsOf(row),
    ...timesOf(row),
    sealed: sealedOf(row),
    decision: textOrNull(row, "decision"),
    leaf: intOrNull(row, "leaf"),
    receiptLeaf: intOrNull(row, "receipt_leaf"),
    ground: textOrNull(row, "ground"),
  };
}

function endsOf(row: Row) {
  return {
    fromParty: text(row, "from_party"),
    fromDesk: text(row, "from_desk"),
    toParty: text(row, "to_party"),
    toDesk: text(row, "to_desk"),
    author: textOrNull(row, "author"),
    assignee: textOrNull(row, "assignee"),
  };
}

function timesOf(row: Row) {
  return {
    createdAt: int(row, "created_at"),
    dueAt: intOrNull(row, "due_at"),
    dueWhy: textOrNull(row, "due_why"),
    changedBy: textOrNull(row, "changed_by"),
    releaseAt: intOrNull(row, "release_at"),
    sentAt: intOrNull(row, "sent_at"),
    storedAt: intOrNull(row, "stored_at"),
    openedAt: intOrNull(row, "opened_at"),
    answeredAt: intOrNull(row, "answered_at"),
  };
}

function sealedOf(row: Row) {
  return {
    draft: bytesOrNull(row, "sealed_draft"),
    body: bytesOrNull(row, "sealed_body"),
    plan: bytesOrNull(row, "sealed_plan"),
    statement: bytesOrNull(row, "sealed_statement"),
    salt: bytesOrNull(row, "sealed_salt"),
    receipt: bytesOrNull(row, "sealed_receipt"),
    ground: bytesOrNull(row, "sealed_ground"),
  };
}
