import type { Step, Store } from "../../store/door.ts";
import { endedAlarm } from "../alarm-store.ts";
import { keepNumber } from "../node-mark-store.ts";
import { enterPhase } from "./phase.ts";

/**
 * Marks a store that was put back from a backup: the node that opens it recovers before it does anything. Every row of
 * it was held against its seal, so that an alarm of damaged rows ends here.
 */
export async function markRestored(
  store: Store,
  {
    madeAt,
    at,
    beside = [],
  }: {
    readonly madeAt: number;
    readonly at: number;
    /** what must not be taken over either: a kill between would leave a restored node with it, or a node unmarked */
    readonly beside?: readonly Step[];
  },
): Promise<void> {
  await store.commit({
    steps: [
      ...beside,
      endedAlarm("row_damaged", at),
      enterPhase("log", at),
      keepNumber("backup_made_at", madeAt, at),
    ],
  });
}
