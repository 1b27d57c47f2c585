export { openDesk } from "./desk.ts";
export type { DeskRoom, WorkingCopies } from "./port.ts";
export { forgetForms } from "./working-store.ts";
