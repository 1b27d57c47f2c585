import type { HoldingRecord } from "@entente/contract";
import type { Fault } from "@entente/words";

/** What became of one import: records taken, and the lines refused with every fault. */
export interface ImportReport {
  readonly imported: number;
  readonly refused: readonly { readonly line: number; readonly fault: Fault }[];
}

/** The node's own facts. Only officers of the holding agency find or read them. */
export interface Holdings {
  /** Takes records in order; `line` counts from 1. A record with a known id replaces it. All or none of a line. */
  importRecords(
    records: readonly unknown[],
    by: { readonly officer: string; readonly party: string },
  ): Promise<ImportReport>;
  /** Null when there is no such record. */
  record(id: string): Promise<HoldingRecord | null>;
  /** Records of `agency` that match every word, at most `limit`. */
  search(agency: string, query: string, limit: number): Promise<readonly HoldingRecord[]>;
}
