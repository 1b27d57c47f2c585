import type { Store } from "../../store/door.ts";
import { clearedAlarm } from "../alarm-store.ts";
import { keepNumber } from "../node-mark-store.ts";
import { enterPhase } from "./phase.ts";

/**
 * Marks a store that was put back from a backup: the node that opens it recovers before it does anything. Every row of
 * it was held against its seal, so that an alarm of damaged rows ends here.
 */
export async function markRestored(
  store: Store,
  { madeAt, at }: { readonly madeAt: number; readonly at: number },
): Promise<void> {
  await store.commit({ steps: [enterPhase("log", at), keepNumber("backup_made_at", madeAt, at)] });
  await store.commit({ steps: [clearedAlarm("row_damaged", at)] });
}
