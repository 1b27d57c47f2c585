import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FoundNode } from "./nodes/found.ts";

/** Everything a message can change on a node, apart from the record that it was refused. */
export type Footprint = Readonly<Record<string, string>>;

/** A record that something was refused. */
export interface Rejection {
  readonly door: string;
  readonly code: string;
  /** hex */
  readonly digest: string;
}

/** Looks at a running node's data file without touching it: what it says of itself is not believed. */
export interface Watch {
  footprint(): Footprint;
  /** marks the newest record of a refusal */
  lastRejection(): number;
  /** those behind a mark, oldest first */
  rejectionsAfter(mark: number): readonly Rejection[];
  /** rows of a read */
  rows(
    sql: string,
    ...params: readonly (string | number | Uint8Array)[]
  ): readonly Readonly<Record<string, unknown>>[];
  close(): void;
}

const COUNTED = [
  "arrival",
  "outbox",
  "event_out",
  "stream_out",
  "decision",
  "approval",
  "item_key",
  "token",
  "holding",
  "officer",
  "device",
  "partner_checkpoint",
] as const;

/** Counts of every table, the sum of all versions and both ends of the exchange log, in one read. */
const FOOTPRINT = `select
  ${COUNTED.map((table) => `(select count(*) from ${table}) as ${table}`).join(",\n  ")},
  (select count(*) || '/' || coalesce(sum(version), 0) || '/' || coalesce(max(changed_at), 0) from dispatch) as dispatch,
  (select group_concat(state || n, ' ') from (select state, count(*) as n from dispatch group by state)) as states,
  (select size || '/' || hex(root) from log_head where log = 'exchange') as exchange_log`;

/** Opens a watch on a node. Close it. */
export function watchOver(node: FoundNode): Watch {
  const db = new DatabaseSync(join(node.data, "node.db"), { readOnly: true, timeout: 5_000 });
  const footprint = db.prepare(FOOTPRINT);
  const last = db.prepare("select coalesce(max(rowid), 0) as n from rejection");
  const listed = db.prepare(
    "select door, code, lower(hex(digest)) as digest from rejection where rowid > ? order by rowid",
  );
  const textsOf = (row: object | undefined) =>
    Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, String(value)]));
  return {
    footprint: () => textsOf(footprint.get()),
    lastRejection: () => Number(last.get()?.n),
    rejectionsAfter: (mark) =>
      listed.all(mark).map((row) => ({
        door: String(row.door),
        code: String(row.code),
        digest: String(row.digest),
      })),
    rows: (sql, ...params) => db.prepare(sql).all(...params),
    close: () => db.close(),
  };
}

/** What differs between two footprints, in words; "" where nothing does. */
export function difference(before: Footprint, after: Footprint): string {
  return Object.keys(after)
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name} ${before[name] ?? ""} → ${after[name] ?? ""}`)
    .join(", ");
}
