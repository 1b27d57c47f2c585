export type { Ledger } from "./port.ts";
