import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { officerAt } from "../doors/officer.ts";
import { usersDoor } from "../doors/users-door.ts";
import { type FoundNode, foundNodes } from "../nodes/found.ts";
import { type NodeProcess, startProcess } from "../nodes/process.ts";
import type { Party } from "../nodes/terms.ts";

/** Two real nodes in processes of their own, with officers who write to each other. */
export interface Pair {
  readonly nodes: readonly FoundNode[];
  process(party: Party): NodeProcess;
  /** Writes, submits and approves one request at a node; its id. Rejects where the node does not answer. */
  send(party: Party): Promise<string>;
  /** As `kill -9`, and started again; milliseconds until both doors were open. */
  killAndStart(party: Party): Promise<number>;
  /** Rows of a node's data file, read beside the running node. */
  rows(party: Party, sql: string): readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

/** Makes and starts both. `change` may turn where a node looks for its partner before it starts. */
export async function openPair(
  change: (nodes: readonly FoundNode[]) => Promise<unknown> = async () => undefined,
): Promise<Pair> {
  const { folder, ca, india } = await foundNodes(0);
  const nodes = [ca, india];
  await change(nodes);
  const running = new Map<Party, NodeProcess>();
  const of = (party: Party) => {
    const node = nodes.find((one) => one.party === party);
    if (node === undefined) throw new Error(`no node of ${party}`);
    return node;
  };
  const process = (party: Party) => {
    const found = running.get(party);
    if (found === undefined) throw new Error(`the node of ${party} is not running`);
    return found;
  };
  for (const node of nodes) running.set(node.party, await startProcess(node));
  return {
    nodes,
    process,
    async send(party) {
      const door = usersDoor(of(party).url);
      try {
        const lo = officerAt(door, of(party), "lo");
        const id = await lo.draft("request", await lo.example("request"));
        await lo.submit(id);
        await officerAt(door, of(party), "authority").approve(id);
        return id;
      } finally {
        door.close();
      }
    },
    async killAndStart(party) {
      await process(party).kill();
      const began = performance.now();
      running.set(party, await startProcess(of(party)));
      return performance.now() - began;
    },
    rows(party, sql) {
      const db = new DatabaseSync(join(of(party).data, "node.db"), { readOnly: true, timeout: 5_000 });
      try {
        return db.prepare(sql).all();
      } finally {
        db.close();
      }
    },
    async close() {
      await Promise.all([...running.values()].map((one) => one.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * What is wrong between two nodes that should be at rest: everything approved arrived once, nothing waits, nothing
 * doubled; "" = all is well.
 * @param approved ids whose approval the sender's node has acknowledged, by party
 */
export function unsettled(pair: Pair, approved: ReadonlyMap<Party, readonly string[]>): string {
  const faults: string[] = [];
  for (const { party } of pair.nodes) {
    const other: Party = party === "CA" ? "IN" : "CA";
    const stored = new Map(
      pair
        .rows(party, "select id, stored_at from dispatch where direction = 'ours'")
        .map((row) => [String(row.id), row.stored_at]),
    );
    const there = pair.rows(other, "select dispatch from arrival").map((row) => String(row.dispatch));
    const once = new Set(there);
    if (once.size !== there.length) faults.push(`${other} filed something twice`);
    for (const id of approved.get(party) ?? []) {
      if (!once.has(id)) faults.push(`${id} of ${party} was lost`);
      else if ((stored.get(id) ?? null) === null) faults.push(`${party} has no receipt for ${id}`);
    }
    const waiting = Number(pair.rows(party, "select count(*) as n from outbox")[0]?.n ?? 0);
    if (waiting > 0) faults.push(`${waiting} wait at ${party}`);
  }
  return faults.join("; ");
}

/** Waits until nothing is unsettled any more; what is still wrong after so many seconds, "" where nothing is. */
export async function settled(
  pair: Pair,
  approved: ReadonlyMap<Party, readonly string[]>,
  seconds: number,
): Promise<string> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const wrong = unsettled(pair, approved);
    if (wrong === "" || Date.now() > end) return wrong;
    await new Promise((done) => setTimeout(done, 100));
  }
}
