import { clearAlarm, raiseAlarm } from "./alarms.ts";
import { keepNumber, keptNumber } from "./node-mark-store.ts";
import type { OwnLog } from "./own-log.ts";
import type { ExchangeParts } from "./parts.ts";

/** How long our exchange log has held entries that the partner has not cosigned. */
export interface WitnessWatch {
  /** Looks once; call it every second or so. */
  tick(): Promise<void>;
  /** milliseconds; 0 while everything is witnessed */
  age(): number;
}

/**
 * A clock may jump by years between two looks, and decides nothing (T07): each look adds at most this much, so that
 * a jump neither blocks what may leave nor unblocks what may not.
 */
const MOST_A_LOOK = 5_000;
const KEPT_EVERY = 60_000;
const MARK = "unwitnessed_ms";

/** Opens the watch; what it had counted before a restart goes on. */
export function openWitnessWatch(parts: ExchangeParts, ownLog: OwnLog): WitnessWatch {
  let age = 0;
  let kept: number | null = null;
  let last: number | null = null;
  /** null = it may stand from before a start */
  let shown: boolean | null = null;

  async function look(): Promise<boolean> {
    const [head, witnessed] = await Promise.all([parts.store.logs.head("exchange"), ownLog.witnessed()]);
    return head.size > (witnessed?.size ?? 0);
  }

  return {
    age: () => age,
    async tick() {
      if (kept === null) {
        kept = await keptNumber(parts.store, MARK);
        age = kept;
      }
      const now = parts.clock.now();
      const passed = last === null ? 0 : Math.max(0, Math.min(MOST_A_LOOK, now - last));
      last = now;
      age = (await look()) ? age + passed : 0;
      if (age === 0 ? kept !== 0 : age - kept >= KEPT_EVERY) {
        await parts.store.commit({ steps: [keepNumber(MARK, age, now)] });
        kept = age;
      }
      const late = age > parts.treaty.unwitnessed.shownAfter;
      if (late === shown) return;
      if (late) await raiseAlarm(parts, "unwitnessed", "the partner has not cosigned our log");
      else await clearAlarm(parts, "unwitnessed");
      shown = late;
    },
  };
}
