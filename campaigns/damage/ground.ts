import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { chanceOf } from "../chance.ts";
import { openNetwork } from "../simulate/network.ts";
import { type SimulatedNode, simulatedNode } from "../simulate/node.ts";
import { approves, drafts, reads } from "../simulate/officers.ts";
import { openTemplate, type Template } from "../simulate/template.ts";
import { loadNodeKey, openSqliteStore, type Store } from "../the-node.ts";

const START = Date.parse("2026-11-22T12:00:00Z");
const DISPATCHES = 14;

/** A node's data folder after some traffic, and what it held then: copies of it are damaged, one a case. */
export interface Ground {
  /** exactly as a killed node leaves it: its write-ahead log is not in the database yet */
  readonly folder: string;
  readonly anchor: Uint8Array;
  readonly truth: Held;
  /** a copy of its own for one case */
  copy(): Promise<{ readonly path: string; remove(): Promise<void> }>;
  remove(): Promise<void>;
}

/** Everything a store can serve: rows by table, logs by name. */
export interface Held {
  readonly rows: ReadonlyMap<string, string>;
  readonly logs: ReadonlyMap<string, readonly string[]>;
  /** the newest witnessed checkpoint of the exchange log, a signed note */
  readonly note: Uint8Array;
}

const TABLES = [
  "officer",
  "device",
  "dispatch",
  "decision",
  "approval",
  "outbox",
  "stream_out",
  "stream_in",
  "arrival",
  "event_out",
  "checkpoint",
  "partner_checkpoint",
  "read_mark",
  "act_mark",
  "rejection",
  "holding",
  "alarm",
  "node_mark",
];

/** Makes it: two nodes exchange, and Canada's folder is copied while it runs. */
export async function openGround(): Promise<Ground> {
  const template = await openTemplate(0);
  const place = await template.copy();
  const folder = await lived(template, place.path);
  const copy = async () => {
    const path = await mkdtemp(join(place.path, "case-"));
    await cp(folder, path, { recursive: true });
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  };
  const first = await copy();
  const store = await openFolder(first.path);
  const truth = await holds(store);
  await store.close();
  await first.remove();
  return {
    folder,
    anchor: template.ca.treaty.file,
    truth,
    copy,
    async remove() {
      await place.remove();
      await template.remove();
    },
  };
}

/** Canada's folder as a kill leaves it after some traffic with India. */
async function lived(template: Template, path: string): Promise<string> {
  const calm = { loss: 0, repeats: 0, latest: 1, cut: new Set<string>() };
  const nodes: SimulatedNode[] = [];
  const reach = (party: string) => nodes.find((node) => node.of.party === party) ?? null;
  const network = openNetwork(chanceOf(2), calm, reach, () => START);
  for (const [nth, of] of [template.ca, template.india].entries()) {
    const line = {
      post: (to: string, body: Uint8Array) => network.post(of.party, to, body),
      get: (to: string) => network.get(of.party, to),
      cell: (body: Uint8Array) => network.post(of.party, "/peer/v1/cell", body),
    };
    nodes.push(simulatedNode({ of, folder: path, template, chance: chanceOf(3 + nth), now: START, line }));
  }
  for (const node of nodes) await node.start();
  for (let nth = 0; nth < DISPATCHES; nth += 1) await exchanged(nodes, nth);
  const folder = await mkdtemp(join(path, "killed-"));
  await cp(join(path, "ca"), folder, { recursive: true });
  for (const node of nodes) await node.kill();
  return folder;
}

async function exchanged(nodes: readonly SimulatedNode[], nth: number): Promise<void> {
  const [from, to] = [nodes[nth % 2], nodes[(nth + 1) % 2]];
  if (from === undefined || to === undefined) throw new Error("there are two nodes");
  const { id } = await drafts(from);
  if (id !== null) await approves(from, id);
  for (const node of nodes) {
    node.now += 1_000;
    await node.rooms?.exchange.work.release();
    await node.rooms?.exchange.work.witness();
  }
  if (id !== null) await reads(to, id);
}

/** Opens a copy as a start does. */
export async function openFolder(folder: string): Promise<Store> {
  return openSqliteStore({ folder, nodeKey: await loadNodeKey(folder) });
}

/** Reads everything a store serves, bodies opened; rejects where it refuses any of it. */
export async function holds(store: Store): Promise<Held> {
  const rows = new Map<string, string>();
  for (const table of TABLES) {
    const found = await store.all(`select * from ${table} order by 1, 2, 3 limit 5000`);
    rows.set(table, JSON.stringify(found.map((row) => ({ ...row, row_seal: null }))));
    if (table === "dispatch") rows.set("bodies", await bodiesOf(store, found));
  }
  const logs = new Map<string, readonly string[]>();
  for (const log of ["exchange", "domestic"] as const) {
    const { size, root } = await store.logs.head(log);
    const entries = await store.logs.entries(log, 0, size);
    for (let index = 0; index < size; index += 7) await store.logs.inclusionProof(log, index, size);
    logs.set(log, [
      Buffer.from(root).toString("hex"),
      ...entries.map((one) => Buffer.from(one).toString("hex")),
    ]);
  }
  const [newest] = await store.all(
    "select note from checkpoint where log = 'exchange' order by size desc limit 1",
  );
  return { rows, logs, note: newest?.note instanceof Uint8Array ? newest.note : new Uint8Array() };
}

async function bodiesOf(store: Store, rows: readonly Readonly<Record<string, unknown>>[]): Promise<string> {
  const bodies: string[] = [];
  for (const { id, sealed_body } of rows) {
    const key = await store.vault.key(String(id));
    if (sealed_body instanceof Uint8Array && key !== null)
      bodies.push(Buffer.from(key.open("dispatch.sealed_body", sealed_body)).toString("base64"));
  }
  return bodies.join("\n");
}
