import { bytes, intOrNull, type Step, type Store } from "../store/door.ts";

/** How many entries of a partner's log are mirrored, from the first on without a hole. */
export async function mirroredSize(store: Store, origin: string): Promise<number> {
  const [row] = await store.all("select max(idx) as last from mirror_entry where origin = ? limit 1", [
    origin,
  ]);
  return row === undefined ? 0 : (intOrNull(row, "last") ?? -1) + 1;
}

/** Mirrored entries of a log, in order. */
export async function mirrorEntries(
  store: Store,
  origin: string,
  from: number,
  count: number,
): Promise<readonly Uint8Array[]> {
  const rows = await store.all(
    "select entry from mirror_entry where origin = ? and idx >= ? and idx < ? order by idx limit 4096",
    [origin, from, from + Math.min(count, 4096)],
  );
  return rows.map((row) => bytes(row, "entry"));
}

/** Adds an entry behind the last one. */
export function insertMirrored(origin: string, index: number, entry: Uint8Array): Step {
  return {
    sql: "insert into mirror_entry (origin, idx, entry) values (?, ?, ?)",
    params: [origin, index, entry],
    changes: 1,
  };
}
