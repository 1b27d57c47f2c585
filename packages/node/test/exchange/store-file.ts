import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ENTRY_KIND, type EntryKind, parseEntry } from "@entente/ledger";
import { bytesOrNull, type Row, readWords, text, textOrNull, type Value } from "../../src/store/door.ts";
import { RowSeals } from "../../src/store/row-seals.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { TestNode } from "./two-nodes.ts";

/**
 * Writes into a node's data file past the node, as an administrator does who holds the node key as well (adversary A3):
 * the row seals are made anew, so that what lies behind them is what holds or falls. How many rows changed.
 */
export function edit(node: TestNode, sql: string, ...params: readonly Value[]): number {
  const db = openSqlite(join(node.data, "node.db"));
  try {
    const key = Buffer.from(readFileSync(join(node.data, "node-key"), "utf8"), "base64");
    new RowSeals(db, new Uint8Array(key)).install();
    return db.run(sql, params);
  } finally {
    db.close();
  }
}

/** Writes past the node as an administrator with a database tool alone: the row seals stay as they were. */
export function editUnsealed(node: TestNode, sql: string, ...params: readonly Value[]): number {
  const db = new DatabaseSync(join(node.data, "node.db"), { timeout: 5_000 });
  try {
    return Number(db.prepare(sql).run(...params).changes);
  } finally {
    db.close();
  }
}

/** One row of a table, or an error. */
export async function rowOf(node: TestNode, sql: string, ...params: readonly Value[]): Promise<Row> {
  const [row] = await node.store.all(sql, params);
  if (row === undefined) throw new Error(`no row: ${sql}`);
  return row;
}

/** State and ground as they stand in the table, whatever of the row still opens. */
export async function standing(node: TestNode, id: string): Promise<string> {
  const row = await rowOf(node, "select state, ground, sealed_ground from dispatch where id = ? limit 1", id);
  const ground = textOrNull(row, "ground") ?? (await ownGround(node, id, bytesOrNull(row, "sealed_ground")));
  return ground === null ? text(row, "state") : `${text(row, "state")}: ${ground}`;
}

/** What an officer gave as a reason, which lies sealed; null where there is none, or its key is gone. */
async function ownGround({ store }: TestNode, id: string, sealed: Uint8Array | null): Promise<string | null> {
  const key = await store.vault.key(id);
  return key === null || sealed === null ? null : readWords(key, "dispatch.sealed_ground", sealed);
}

/** How many rows a table has. */
export async function count(node: TestNode, table: string, where = "true", ...params: readonly Value[]) {
  const row = await rowOf(node, `select count(*) as n from ${table} where ${where}`, ...params);
  return Number(row.n);
}

/** How many leaves of a kind stand in one of the node's logs. */
export async function leaves(node: TestNode, log: "exchange" | "domestic", kind: keyof typeof ENTRY_KIND) {
  const { size } = await node.store.logs.head(log);
  const entries = await node.store.logs.entries(log, 0, size);
  const wanted: EntryKind = ENTRY_KIND[kind];
  return entries.filter((bytes) => {
    const parsed = parseEntry(bytes);
    return parsed.ok && parsed.value.kind === wanted;
  }).length;
}

/** Everything an arrival can change on the receiving node, apart from the record of a refusal. */
export async function footprint(node: TestNode) {
  const [dispatches, arrivals, keys, tokens, events, decisions, exchange] = await Promise.all([
    count(node, "dispatch"),
    count(node, "arrival"),
    count(node, "item_key"),
    count(node, "token"),
    count(node, "event_out"),
    count(node, "decision"),
    node.store.logs.head("exchange"),
  ]);
  return { dispatches, arrivals, keys, tokens, events, decisions, exchange: exchange.size };
}
