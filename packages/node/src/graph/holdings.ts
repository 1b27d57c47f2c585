import { done, type HoldingRecord, no, type Result, readHolding } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { type Store, StoreFault } from "../store/door.ts";
import { importRecords, itemOf } from "./commands/import-records.ts";
import { type ReadContext, recordRead } from "./commands/record-read.ts";
import type { Holdings } from "./port.ts";
import { HoldingFault, readingsOf, scopeWord } from "./rules.ts";
import { holdingById, holdingsOf, SEALED_RECORD, type SealedHolding } from "./store.ts";

/** The room as officers meet it: who is shown a record is marked first (T11). */
export interface HoldingsRoom extends Holdings {
  /**
   * As `search` in the officer's own agency, after marking that he was shown what was found. A query of too many
   * words is `malformed`.
   */
  lookUp(
    officer: { readonly id: string; readonly agency: string },
    query: string,
    limit: number,
  ): Promise<Result<readonly HoldingRecord[]>>;
  /** Marks that an officer was shown these records; durable when it resolves. Nothing for no record. */
  recordRead(officer: string, records: readonly string[], act: string): Promise<void>;
}

/**
 * The node's own facts over its store. Rejects with VaultFault where sealed content was changed, with HoldingFault
 * where it opens but is not the row's record; `search` with StoreFault `query_too_long`.
 */
export function openHoldings(context: ReadContext): HoldingsRoom {
  const { store } = context;
  const mark = (officer: string, records: readonly string[], act: string) =>
    recordRead(context, { officer, items: records.map(itemOf), act });
  return {
    importRecords: (records, by) => importRecords(context, records, by),
    async record(id) {
      const row = await holdingById(store, id);
      return row === null ? null : openRecord(store, row);
    },
    search: (agency, query, limit) => search(store, agency, query, limit),
    async lookUp(officer, query, limit) {
      const found = await searchable(() => search(store, officer.agency, query, limit));
      if (!found.ok) return found;
      const ids = found.value.map((record) => record.id);
      await mark(officer.id, ids, "search");
      return found;
    },
    recordRead: mark,
  };
}

async function searchable<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return done(await work());
  } catch (error) {
    if (!(error instanceof StoreFault) || error.code !== "query_too_long") throw error;
    return no("malformed", { faults: [{ code: "query_too_long", where: "/query" }] });
  }
}

async function search(store: Store, agency: string, query: string, limit: number) {
  const found = await Promise.all(
    readingsOf(query).map((reading) => store.vault.find(`${scopeWord(agency)} ${reading}`, limit)),
  );
  const prefix = itemOf("");
  const ids = [...new Set(found.flat())]
    .filter((item) => item.startsWith(prefix))
    .map((item) => item.slice(prefix.length));
  const rows = await holdingsOf(store, agency, ids, limit);
  const records = await Promise.all(rows.map((row) => openRecord(store, row)));
  return records.filter((record) => record !== null);
}

/** Null where the record's key was destroyed: deleted is deleted, whatever row a backup brings back. */
async function openRecord(store: Store, row: SealedHolding): Promise<HoldingRecord | null> {
  const key = await store.vault.key(itemOf(row.id));
  if (key === null) return null;
  const parsed = parseStrict(key.open(SEALED_RECORD, row.sealed));
  const record = parsed.ok ? readHolding(parsed.value) : parsed;
  if (!record.ok || record.value.id !== row.id || record.value.holder.agency !== row.agency) {
    throw new HoldingFault("a stored holding opens to something else than its record");
  }
  return record.value;
}
