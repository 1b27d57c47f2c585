export { type HoldingsRoom, openHoldings } from "./holdings.ts";
export type { Holdings, ImportReport } from "./port.ts";
export { presentHolding } from "./present.ts";
export { HOLDING_CODES, type HoldingCode, HoldingFault } from "./rules.ts";
export { forgetHoldings } from "./store.ts";
