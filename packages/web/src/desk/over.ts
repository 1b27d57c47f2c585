import type { DeskRow } from "@entente/contract";

/** Not gone yet: being written, waiting for an approval, held, or in the queue. */
const ON_ITS_WAY: readonly string[] = ["draft", "proposed", "approved", "queued"];
/** Somebody owes an answer to a question in these. */
const OWED: readonly string[] = ["sent", "stored", "opened", "filed", "assigned"];

/**
 * Whether nobody owes anything on it any more, so that an officer may put it away. What still waits for somebody would be
 * forgotten with it: that can be hidden for a while instead.
 */
export function isOver({ state, kind, direction }: Pick<DeskRow, "state" | "kind" | "direction">): boolean {
  if (direction === "ours" && ON_ITS_WAY.includes(state)) return false;
  return kind !== "request" || !OWED.includes(state);
}
