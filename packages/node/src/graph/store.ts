import { bytes, type LeafIndex, type Step, type Store, text } from "../store/door.ts";

/** The place holdings are sealed under: bytes cannot be moved to another column or item. */
export const SEALED_RECORD = "holding.sealed_record";

/** A row with its content still sealed. */
export interface SealedHolding {
  readonly id: string;
  readonly agency: string;
  readonly sealed: Uint8Array;
}

const COLUMNS = "select id, agency, sealed_record from holding";

/** Null where there is none. */
export async function holdingById(store: Store, id: string): Promise<SealedHolding | null> {
  const [row] = await holdings(store, `${COLUMNS} where id = ? limit 1`, [id]);
  return row ?? null;
}

/** Those of `ids` that `agency` holds, by id downwards, at most `limit`. */
export async function holdingsOf(
  store: Store,
  agency: string,
  ids: readonly string[],
  limit: number,
): Promise<readonly SealedHolding[]> {
  if (ids.length === 0) return [];
  const marks = ids.map(() => "?").join(", ");
  const sql = `${COLUMNS} where agency = ? and id in (${marks}) order by id desc limit ?`;
  return holdings(store, sql, [agency, ...ids, limit]);
}

/** Changes no row where the id is another agency's. */
export function putHolding(row: {
  readonly id: string;
  readonly agency: string;
  readonly importedAt: number;
  readonly importedBy: string;
  readonly sealed: Uint8Array;
}): Step {
  return {
    sql: `insert into holding (id, agency, imported_at, imported_by, sealed_record) values (?, ?, ?, ?, ?)
      on conflict (id) do update set imported_at = excluded.imported_at, imported_by = excluded.imported_by,
      sealed_record = excluded.sealed_record where holding.agency = excluded.agency`,
    params: [row.id, row.agency, row.importedAt, row.importedBy, row.sealed],
    changes: 1,
  };
}

/** One officer's look at one item. */
export interface ReadMark {
  readonly id: string;
  readonly officer: string;
  readonly item: string;
  readonly act: string;
  /** Unix milliseconds */
  readonly at: number;
}

export function putReadMark(mark: ReadMark, leaf: LeafIndex): Step {
  return {
    sql: "insert into read_mark (id, officer, item, act, at, leaf) values (?, ?, ?, ?, ?, ?)",
    params: [mark.id, mark.officer, mark.item, mark.act, mark.at, leaf],
    changes: 1,
  };
}

async function holdings(store: Store, sql: string, params: readonly (string | number)[]) {
  const rows = await store.all(sql, params);
  return rows.map((row) => ({
    id: text(row, "id"),
    agency: text(row, "agency"),
    sealed: bytes(row, "sealed_record"),
  }));
}

/**
 * Takes every holding out, keys first: after a restore nobody can say which of them were removed since the backup, and
 * none of those may come back (T25). Their agencies import them again.
 */
export function forgetHoldings(): readonly Step[] {
  const ours = "item >= 'holding:' and item < 'holding;'";
  return [
    { sql: `delete from item_key where ${ours}`, params: [] },
    { sql: `delete from token where ${ours}`, params: [] },
    { sql: "delete from holding", params: [] },
  ];
}
