import { raiseAlarm } from "./alarms.ts";
import type { ExchangeParts } from "./parts.ts";

/** So many a second: a million rows in an hour and a half, for a five-hundredth of a processor. */
const ROWS_A_LOOK = 200;

/** Looks for rows that were changed outside the node, so that what nobody asks for is found too (T05, T12). */
export interface DamageWatch {
  /** Looks once; call it every second or so. */
  tick(): Promise<void>;
}

/** Opens the watch. The alarm is raised once; it ends with a restore. */
export function openDamageWatch(parts: ExchangeParts): DamageWatch {
  let raised = false;
  return {
    async tick() {
      await parts.store.look(ROWS_A_LOOK);
      const tables = parts.store.damaged();
      if (raised || tables.length === 0) return;
      raised = true;
      await raiseAlarm(parts, "row_damaged", damageTold(tables));
    },
  };
}

/** Plain words that name no content. */
export function damageTold(tables: readonly string[]): string {
  return `rows were changed outside the node (${tables.join(", ")}): they are served to nobody; restore a backup`;
}
