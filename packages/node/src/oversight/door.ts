export { anchorDomestic } from "./anchor-domestic.ts";
export { type LedgerParts, openLedger } from "./ledger.ts";
export type { Ledger } from "./port.ts";
