import type { Append, Commit, LogName, Step, Store, Value } from "../../src/store/door.ts";

/** Log entries are opaque to the store; these differ in content and length. */
export function entryOf(n: number): Uint8Array {
  return new TextEncoder().encode(`entry ${n} ${"·".repeat(n % 40)}`);
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function append(log: LogName, n: number): Append {
  return { log, entry: entryOf(n) };
}

/** A row in a table with one leaf and no foreign key. */
export function rejectionStep(id: string, leaf: Step["params"][number] = 0): Step {
  const sql = "insert into rejection (id, door, code, place, digest, at, leaf) values (?, ?, ?, ?, ?, ?, ?)";
  return { sql, params: [id, "peer", "bad_shape", "/a", new Uint8Array(32), 1, leaf], changes: 1 };
}

/** A commit of one exchange-log entry and a row that carries its index. */
export function logged(id: string, n: number): Commit {
  return { appends: [append("exchange", n)], steps: [rejectionStep(id, { leafOf: 0 })] };
}

/** A commit that the store must undo at step 1, after a row and a leaf. */
export function failing(id: string, n: number): Commit {
  const nobody: Step = {
    sql: "update rejection set code = ? where id = ?",
    params: ["x", "nobody"],
    changes: 1,
  };
  return { appends: [append("exchange", n)], steps: [rejectionStep(id, { leafOf: 0 }), nobody] };
}

export async function column(
  store: Store,
  sql: string,
  params: readonly Value[] = [],
): Promise<readonly Value[]> {
  const rows = await store.all(sql, params);
  return rows.flatMap((row) => Object.values(row));
}

/** Every entry of a log, page by page. */
export async function allEntries(store: Store, log: LogName): Promise<readonly Uint8Array[]> {
  const { size } = await store.logs.head(log);
  const found: Uint8Array[] = [];
  while (found.length < size) found.push(...(await store.logs.entries(log, found.length, 1_000)));
  return found;
}
