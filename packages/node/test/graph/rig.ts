import type { HoldingRecord } from "@entente/contract";
import { openHoldings } from "../../src/graph/door.ts";
import { openSqliteStore, type Store } from "../../src/store/door.ts";

/** 2026-11-22T08:00:00Z */
export const NOW = Date.UTC(2026, 10, 22, 8);
export const BY = { officer: "CA-AN-1", party: "CA" };

export interface GraphRig extends AsyncDisposable {
  readonly store: Store;
  readonly holdings: ReturnType<typeof openHoldings>;
}

export async function graphRig(): Promise<GraphRig> {
  const store = await openSqliteStore({ folder: null, nodeKey: new Uint8Array(32).fill(7) });
  let calls = 0;
  const random = (length: number) => {
    calls += 1;
    return new Uint8Array(length).fill(calls);
  };
  const holdings = openHoldings({ store, clock: () => NOW, random });
  return { store, holdings, [Symbol.asyncDispose]: () => store.close() };
}

/** An invented record. */
export function holding(change: Partial<HoldingRecord> = {}): HoldingRecord {
  return {
    id: "H-1",
    holder: { state: "CA", agency: "RCMP" },
    owner: null,
    categories: ["customs"],
    subject: { identified: false },
    source: { method: "open", mistreatment_likelihood: "none" },
    marking: {
      system: null,
      level: null,
      tlp: "AMBER",
      pap: null,
      handling: ["H1"],
      grade: { source: "B", information: 2 },
    },
    text: "Invented: Blue Kite Forwarding was given the number +91 00 0000 0117 for delivery.",
    ...change,
  };
}

/** Imports records that must all pass. */
export async function held(rig: GraphRig, ...records: readonly HoldingRecord[]): Promise<void> {
  const report = await rig.holdings.importRecords(records, BY);
  if (report.refused.length > 0) throw new Error(`refused: ${JSON.stringify(report.refused)}`);
}

export function idsOf(records: readonly HoldingRecord[]): readonly string[] {
  return records.map((record) => record.id);
}
