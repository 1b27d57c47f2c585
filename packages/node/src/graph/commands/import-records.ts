import type { Fault } from "@entente/words";
import type { Store } from "../../store/door.ts";
import type { ImportReport } from "../port.ts";
import { digitIdentifiers, type FitRecord, judgeRecord, scopeWord } from "../rules.ts";
import { putHolding, SEALED_RECORD } from "../store.ts";

/** What an import needs from outside; `clock` gives Unix milliseconds. */
export interface ImportContext {
  readonly store: Store;
  readonly clock: () => number;
}

/**
 * Takes records in order. Each line stands or falls alone: its key, row and search tokens become durable
 * together. The commits are queued in order and share transactions.
 */
export async function importRecords(
  context: ImportContext,
  records: readonly unknown[],
  by: { readonly officer: string; readonly party: string },
): Promise<ImportReport> {
  const faults = await Promise.all(records.map((record) => importOne(context, record, by)));
  const refused = faults.flatMap((list, index) => list.map((fault) => ({ line: index + 1, fault })));
  return { imported: faults.filter((list) => list.length === 0).length, refused };
}

async function importOne(
  context: ImportContext,
  value: unknown,
  by: { readonly officer: string; readonly party: string },
): Promise<readonly Fault[]> {
  const judged = judgeRecord(value, by.party);
  if (!judged.ok) return judged.faults;
  const outcome = await context.store.commit({ steps: stepsOf(context, judged.value, by.officer) });
  return outcome.committed ? [] : [{ code: "id_of_another_holder", where: "/id" }];
}

/** A replaced record gets a new key: the old content is unreadable from here on, in old backups of the row too. */
function stepsOf({ store, clock }: ImportContext, { record, bytes }: FitRecord, officer: string) {
  const item = itemOf(record.id);
  const { agency } = record.holder;
  const fresh = store.vault.create(item);
  return [
    ...store.vault.destroy(item),
    fresh.step,
    putHolding({
      id: record.id,
      agency,
      importedAt: clock(),
      importedBy: officer,
      sealed: fresh.key.seal(SEALED_RECORD, bytes),
    }),
    ...store.vault.index(item, {
      words: [scopeWord(agency), record.text],
      names: [record.id, ...digitIdentifiers(record.text)],
    }),
  ];
}

/** The name of a record's key. Dispatches' keys are named by their bare ids, so the two never meet. */
export function itemOf(id: string): string {
  return `holding:${id}`;
}
