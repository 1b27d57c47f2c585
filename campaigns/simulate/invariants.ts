import { createHash } from "node:crypto";
import type { SimulatedNode } from "./node.ts";

/** What the simulation itself knows happened, to hold the nodes against. */
export interface Known {
  /** ids that an officer was told are stored in his node, by party */
  readonly acknowledged: ReadonlyMap<string, ReadonlySet<string>>;
  /** ids an officer was told are approved and that he did not take back, by party */
  readonly approved: ReadonlyMap<string, ReadonlySet<string>>;
  /** answered reads, by party */
  readonly reads: ReadonlyMap<string, number>;
}

/** Why the law of another day sends an approved dispatch back to its author. */
const LAW_OF_THE_DAY = ["agreement_expired", "gate_forbids", "bytes_changed"];

type Row = Readonly<Record<string, unknown>>;

/** Every invariant of the threat model (B4) that applies to two nodes, after all has healed; "" = all hold. */
export async function broken(nodes: readonly SimulatedNode[], known: Known): Promise<string> {
  const faults: string[] = [];
  for (const node of nodes) {
    const other = nodes.find((one) => one !== node);
    if (other === undefined) throw new Error("there are two nodes");
    faults.push(
      ...(await ofSender(node, other, known)),
      ...(await ofReceiver(node, other)),
      ...(await ofLogs(node, other)),
    );
  }
  return faults.join("; ");
}

async function ofSender(node: SimulatedNode, other: SimulatedNode, known: Known): Promise<readonly string[]> {
  const { party } = node.of;
  const faults: string[] = [];
  const rows = await all(node, "select id, state, stored_at, ground from dispatch where direction = 'ours'");
  const states = new Map(rows.map((row) => [String(row.id), row]));
  for (const id of known.acknowledged.get(party) ?? [])
    if (!states.has(id)) faults.push(`I1 ${party} acknowledged ${id} and lost it`);
  for (const id of known.approved.get(party) ?? []) {
    const row = states.get(id);
    const state = String(row?.state);
    // Under a clock before or after the agreement's days the law sends it back, with the reason on it.
    const explained = state === "draft" && LAW_OF_THE_DAY.includes(String(row?.ground));
    if (!explained && !["stored", "opened", "answered", "recalled"].includes(state))
      faults.push(`I12 ${party} ${id} is ${state}: ${String(row?.ground)}`);
  }
  for (const row of rows.filter(({ stored_at }) => stored_at !== null)) {
    const there = await all(
      other,
      "select id from dispatch where id = ? and direction = 'theirs'",
      String(row.id),
    );
    if (there.length !== 1)
      faults.push(`I4 ${party} holds a receipt for ${String(row.id)}, which is not there`);
  }
  const [queue] = await all(node, "select count(*) as n from outbox");
  if (queue?.n !== 0) faults.push(`I12 ${party} has ${Number(queue?.n)} in its outbox`);
  const [marks] = await all(node, "select count(*) as n from read_mark where act = 'show'");
  if (Number(marks?.n) < (known.reads.get(party) ?? 0))
    faults.push(`I6 ${party} answered reads without a mark`);
  return faults;
}

async function ofReceiver(node: SimulatedNode, other: SimulatedNode): Promise<readonly string[]> {
  const { party } = node.of;
  const faults: string[] = [];
  const rows = await all(
    node,
    "select id, sealed_body, due_at, stored_at, urgency from dispatch where direction = 'theirs'",
  );
  const [places] = await all(node, "select count(*) as n, count(distinct sequence) as s from arrival");
  if (places?.n !== rows.length || places.s !== rows.length)
    faults.push(`I2 ${party} filed other than it took`);
  const spans = new Set(
    rows.map((row) => `${String(row.urgency)} ${Number(row.due_at) - Number(row.stored_at)}`),
  );
  if (spans.size > new Set(rows.map((row) => row.urgency)).size)
    faults.push(`I11 ${party} has clocks of its own`);
  for (const { id, sealed_body } of rows) {
    const key = await node.store?.vault.key(String(id));
    if (!(sealed_body instanceof Uint8Array) || key === null || key === undefined)
      faults.push(`I1 ${party} lost the body of ${String(id)}`);
    else {
      const digest = createHash("sha256").update(key.open("dispatch.sealed_body", sealed_body)).digest("hex");
      const bound = await all(other, "select body_digest from approval where dispatch = ?", String(id));
      const said = bound.map(({ body_digest }) =>
        Buffer.from(body_digest instanceof Uint8Array ? body_digest : []).toString("hex"),
      );
      if (!said.includes(digest)) faults.push(`I3 ${party} got bytes of ${String(id)} that nobody approved`);
    }
  }
  return faults;
}

async function ofLogs(node: SimulatedNode, other: SimulatedNode): Promise<readonly string[]> {
  const { party } = node.of;
  const faults: string[] = [];
  const heads = await all(node, "select size, root from partner_checkpoint order by size");
  for (const { size, root } of heads) {
    const there = await other.store?.logs.rootAt("exchange", Number(size)).catch(() => null);
    const same =
      there instanceof Uint8Array && root instanceof Uint8Array && Buffer.compare(there, root) === 0;
    if (!same) faults.push(`I5 ${party} took a head of ${Number(size)} that is not in the other's log`);
  }
  const alarms = await all(node, "select code from alarm where cleared_at is null");
  if (alarms.length > 0) faults.push(`${party} raised ${alarms.map(({ code }) => code).join(", ")}`);
  return faults;
}

async function all(node: SimulatedNode, sql: string, ...params: readonly string[]): Promise<readonly Row[]> {
  if (node.store === null) throw new Error("every node is up again");
  return node.store.all(`${sql} limit 5000`, params);
}
