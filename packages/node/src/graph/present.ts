import type { HoldingRecord } from "@entente/contract";

/** A record as an officer of the holding agency sees it in a list: no source, no marking, no subject. */
export function presentHolding(record: HoldingRecord) {
  return {
    id: record.id,
    holder: { state: record.holder.state, agency: record.holder.agency },
    categories: [...record.categories],
    text: record.text,
  };
}
