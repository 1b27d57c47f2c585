export type { Holdings, ImportReport } from "./port.ts";
