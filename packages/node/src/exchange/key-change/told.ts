import type { Step, Store } from "../../store/door.ts";
import { keepNumber, keptNumber } from "../node-mark-store.ts";

const TOLD = "keys_told";

/** The newest of our key statements that the partner has acknowledged; 0 where none. */
export function toldSerial(store: Store): Promise<number> {
  return keptNumber(store, TOLD);
}

export function keepTold(serial: number, at: number): Step {
  return keepNumber(TOLD, serial, at);
}
