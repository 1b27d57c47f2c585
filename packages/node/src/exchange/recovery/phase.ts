import type { Step, Store } from "../../store/door.ts";
import { keepNumber, keptNumber } from "../node-mark-store.ts";

/**
 * How far a restored node is. `log`: its exchange log may be shorter than what it signed, so it does nothing but ask.
 * `stream`: it knows what it signed and takes what comes; it lets nothing out before its root has begun a new stream.
 */
export const PHASES = ["none", "log", "stream"] as const;
export type Phase = (typeof PHASES)[number];

const PHASE = "recovery_phase";
const TAIL = "recovery_tail";
const TELL = "recovery_tell";
const LAST = "recovery_last";

export async function phaseOf(store: Store): Promise<Phase> {
  return PHASES[await keptNumber(store, PHASE)] ?? "none";
}

export function enterPhase(phase: Phase, at: number): Step {
  return keepNumber(PHASE, PHASES.indexOf(phase), at);
}

/** Whether what the partner sent after the backup has all been asked for. */
export async function tailAsked(store: Store): Promise<boolean> {
  return (await keptNumber(store, TAIL)) === 0;
}

export function keepTail(open: boolean, at: number): Step {
  return keepNumber(TAIL, open ? 1 : 0, at);
}

/** Whether the partner is still to be told of our new stream. */
export async function untold(store: Store): Promise<boolean> {
  return (await keptNumber(store, TELL)) === 1;
}

export function keepUntold(open: boolean, at: number): Step {
  return keepNumber(TELL, open ? 1 : 0, at);
}

/** The last number of our old stream that the partner holds. */
export async function lastHeld(store: Store): Promise<number> {
  return keptNumber(store, LAST);
}

export function keepLastHeld(sequence: number, at: number): Step {
  return keepNumber(LAST, sequence, at);
}
