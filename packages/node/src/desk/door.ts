export { openDesk } from "./desk.ts";
export type { DeskRoom, WorkingCopies } from "./port.ts";
