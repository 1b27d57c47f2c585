export { openDesk, openDeskLists } from "./desk.ts";
export { pageOver } from "./lists.ts";
export type { DeskLists, DeskRoom, WorkingCopies } from "./port.ts";
export { forgetForms } from "./working-store.ts";
