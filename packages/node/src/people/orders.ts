import {
  actsAtOnce,
  done,
  no,
  type OrderDone,
  type OrderView,
  PeopleOrder,
  peopleText,
  type Result,
  readerOf,
} from "@entente/contract";
import { bytesOfBase64 } from "@entente/protocol";
import { isWordOf, timeOrderedId } from "@entente/words";
import type { EnrolContext } from "./commands/enrol-officer.ts";
import { recordEntry, SALTS } from "./leaf.ts";
import { changeOf, type OrderedChange } from "./order-change.ts";
import {
  insertOrder,
  type OrderEnd,
  orderById,
  orderEnded,
  ordersAbout,
  ordersIn,
  type StoredOrder,
} from "./order-store.ts";
import type { DeviceSignature, Officer, Orders, SignedText } from "./port.ts";
import type { NodeName } from "./present.ts";
import { allRecords, recordById } from "./record-store.ts";
import { presentRecord } from "./record-view.ts";
import { may } from "./rules.ts";

/** One shift: until then the second person signs, or the order is made anew. */
export const ORDER_LIFE = 8 * 3_600_000;
const MOST_OFFICERS = 1_000;
const MOST_ORDERS = 200;
const readOrder = readerOf(PeopleOrder);
const STATES = ["proposed", "acting", "done", "dropped"] as const;

interface OrderParts extends EnrolContext {
  readonly signed: (text: SignedText) => Promise<boolean>;
  readonly officer: (id: string) => Promise<Officer | null>;
}

/**
 * Orders about officers. Two operators sign one text, neither of whom it is about; the change is made, with its leaf, in
 * the commit of the second signature. A revocation, and the host's word that somebody is not welcome, act with the first:
 * whoever is dangerous does not wait for an office hour, and the second person says afterwards that it was right.
 */
export function openOrders(parts: OrderParts): Orders {
  const { store } = parts;
  return {
    async list() {
      const records = await allRecords(store, MOST_OFFICERS);
      return done({ items: await Promise.all(records.map((record) => presentRecord(parts, record))) });
    },
    async show(id) {
      const record = await recordById(store, id);
      if (record === null) return no("not_found");
      const orders = await ordersAbout(store, id, MOST_ORDERS);
      return done({ officer: await presentRecord(parts, record), orders: orders.map(viewOf) });
    },
    async waiting() {
      const open = await ordersIn(store, ["proposed", "acting"], MOST_ORDERS);
      const live = open.filter((order) => order.state === "acting" || order.expiresAt > parts.clock());
      return done({ items: live.map(viewOf) });
    },
    propose: (by, node, order, signed) => propose(parts, by, node, order, signed),
    confirm: (by, id, signed) => confirm(parts, by, id, signed),
    drop: (by, id) => drop(parts, by, id),
  };
}

async function propose(
  parts: OrderParts,
  by: Officer,
  node: NodeName,
  order: PeopleOrder,
  signed: DeviceSignature,
): Promise<Result<OrderDone>> {
  const at = parts.clock();
  const expiresAt = Date.parse(order.expires_at);
  if (order.party !== node.party || order.node !== node.node || order.realm !== node.realm)
    return no("order_stale", { detail: "it is an order for another node" });
  if (!(expiresAt > at && expiresAt <= at + ORDER_LIFE))
    return no("order_stale", { detail: "its time is over, or longer than one shift" });
  if (order.officer === by.id && order.act !== "revoke") return aboutHimself();
  const words = peopleText(order);
  const signature = await stands(parts, by, words, signed);
  if (signature === null) return no("device_refused");
  const change = await changeOf(parts, order);
  if (!change.ok) return change;
  const acts = actsAtOnce(order);
  const row: StoredOrder = {
    id: timeOrderedId(at, parts.random(10)),
    act: order.act,
    officer: order.officer ?? "",
    words,
    before: "",
    state: acts ? "acting" : "proposed",
    by: by.id,
    device: signed.device,
    signature,
    at,
    expiresAt,
    second: null,
    secondDevice: null,
    secondSignature: null,
    endedAt: null,
  };
  const committed = await parts.store.commit({
    appends: [
      { log: "domestic", entry: await proposalEntry(parts, row) },
      ...(acts ? change.value.appends : []),
    ],
    steps: [await insertOrder(parts.store, row), ...(acts ? change.value.steps : [])],
  });
  return committed.committed ? done({ ...toldOf(row), token: null }) : no("changed_meanwhile");
}

async function confirm(
  parts: OrderParts,
  by: Officer,
  id: string,
  signed: DeviceSignature,
): Promise<Result<OrderDone>> {
  const row = await orderById(parts.store, id);
  if (row === null) return no("not_found");
  if (row.endedAt !== null) return no("state_conflict", { detail: `it is ${row.state}` });
  if (by.id === row.by) return no("same_person");
  if (by.id === row.officer) return aboutHimself();
  const signature = await stands(parts, by, row.words, signed);
  if (signature === null) return no("device_refused");
  const second = { officer: by.id, device: signed.device, signature };
  if (row.state === "acting") return endOrder(parts, row, second, NOTHING);
  if (row.expiresAt <= parts.clock()) return no("order_stale", { detail: "its time is over" });
  if (!(await firstStands(parts, row)))
    return no("order_stale", { detail: "its first signature does not stand any more" });
  const order = orderOf(row);
  const change = order === null ? no("record_broken") : await changeOf(parts, order);
  return change.ok ? endOrder(parts, row, second, change.value) : change;
}

const NOTHING: OrderedChange = { appends: [], steps: [], before: "", token: null };

async function endOrder(
  parts: OrderParts,
  row: StoredOrder,
  second: NonNullable<OrderEnd["second"]>,
  change: OrderedChange,
): Promise<Result<OrderDone>> {
  const end: OrderEnd = { state: "done", before: change.before, second, at: parts.clock() };
  const committed = await parts.store.commit({
    appends: [{ log: "domestic", entry: await endEntry(parts, row.id, end) }, ...change.appends],
    steps: [await orderEnded(parts.store, row, end), ...change.steps],
  });
  return committed.committed
    ? done({ ...toldOf(row), state: "done", token: change.token })
    : no("changed_meanwhile");
}

async function drop(parts: OrderParts, by: Officer, id: string): Promise<Result<OrderDone>> {
  const row = await orderById(parts.store, id);
  if (row === null) return no("not_found");
  if (row.state !== "proposed")
    return no("state_conflict", { detail: `it is ${row.state}: only what waits is taken away` });
  const end: OrderEnd = { state: "dropped", before: by.id, second: null, at: parts.clock() };
  const committed = await parts.store.commit({
    appends: [{ log: "domestic", entry: await endEntry(parts, row.id, end) }],
    steps: [await orderEnded(parts.store, row, end)],
  });
  return committed.committed
    ? done({ ...toldOf(row), state: "dropped", token: null })
    : no("changed_meanwhile");
}

/** Nobody makes or unmakes himself, not even with a colleague's signature beside his own. */
function aboutHimself() {
  return no("same_person", { detail: "an order about an officer is signed by two others" });
}

/** The signature's bytes where it stands; null else. */
async function stands(
  parts: OrderParts,
  by: Officer,
  text: string,
  { device, signature }: DeviceSignature,
): Promise<Uint8Array | null> {
  const bytes = bytesOfBase64(signature);
  if (bytes === null) return null;
  return (await parts.signed({ officer: by.id, device, text, signature: bytes })) ? bytes : null;
}

/** Who ordered it must still be in service, still operate, and his device still be his. */
async function firstStands(
  parts: OrderParts,
  { by, device, words, signature }: StoredOrder,
): Promise<boolean> {
  const first = await parts.officer(by);
  if (first === null || !may(first, "operate")) return false;
  return parts.signed({ officer: by, device, text: words, signature });
}

async function proposalEntry(parts: OrderParts, row: StoredOrder): Promise<Uint8Array> {
  const { id, words, by, device, signature, at } = row;
  return recordEntry(await saltsOf(parts), `order ${id}`, [words, by, device, hex(signature), at]);
}

async function endEntry(parts: OrderParts, id: string, { state, before, second, at }: OrderEnd) {
  const by = second === null ? [] : [second.officer, second.device, hex(second.signature)];
  return recordEntry(await saltsOf(parts), `order ${id} ${state}`, [before, ...by, at]);
}

function saltsOf({ store, random }: EnrolContext): Promise<Uint8Array> {
  return store.vault.secret(SALTS, () => random(32));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function toldOf({ id, officer, state }: StoredOrder): Pick<OrderDone, "id" | "officer" | "state"> {
  return { id, officer, state: stateOf(state) };
}

function viewOf(row: StoredOrder): OrderView {
  const order = orderOf(row);
  if (order === null) throw new TypeError("a stored order is not as it was written");
  return {
    id: row.id,
    state: stateOf(row.state),
    order,
    by: row.by,
    at: new Date(row.at).toISOString(),
    second: row.second,
    ended_at: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
  };
}

function stateOf(word: string): OrderView["state"] {
  if (!isWordOf(STATES, word)) throw new TypeError("a stored order's state is no word of ours");
  return word;
}

/** The order behind its text: what was signed is what is done, not a column beside it. */
function orderOf(row: StoredOrder): PeopleOrder | null {
  const parsed: unknown = JSON.parse(row.words);
  if (typeof parsed !== "object" || parsed === null) return null;
  const order = readOrder(Object.fromEntries(Object.entries(parsed).filter(([name]) => name !== "domain")));
  return order.ok && peopleText(order.value) === row.words ? order.value : null;
}
