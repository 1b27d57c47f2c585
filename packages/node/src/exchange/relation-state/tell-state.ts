import { alarmsStanding } from "../alarm-store.ts";
import { clearAlarm, raiseAlarm } from "../alarms.ts";
import { LONGEST_WAIT } from "../breaker.ts";
import type { ChangingParts } from "./changing.ts";
import { type KeptState, keptStates, stateTold } from "./state-store.ts";

const FIRST_WAIT = 1_000;
/** Within so long the root confirms what two operators have suspended. */
export const CONFIRM_WITHIN = 72 * 3_600_000;

/** Tells the partner what we say of the relation, at once and again until he has acknowledged each. */
export interface StateTeller {
  /** Tells where it is time, and looks whether the root is late. Never throws for an absent partner. */
  tick(): Promise<void>;
  /** A statement is new: the next tick tells it. */
  hasten(): void;
}

/** Opens the teller. One instance a relation. */
export function openStateTeller(parts: ChangingParts): StateTeller {
  let next = 0;
  let wait = FIRST_WAIT;

  /** In order, or he would refuse what does not follow; whether he has acknowledged it. */
  async function tell({ document, digest }: KeptState): Promise<boolean> {
    const answer = await parts.line.post("/peer/v1/relation-state", document).catch(() => null);
    if (answer?.status === 422)
      await raiseAlarm(parts, "state_refused", "the partner refuses what we say of the relation's state");
    if (answer?.status !== 200) return false;
    await parts.store.commit({ steps: [stateTold(digest, document, parts.clock.now())] });
    await clearAlarm(parts, "state_refused");
    return true;
  }

  async function tellAll(untold: readonly KeptState[]): Promise<void> {
    for (const one of untold) {
      if (await tell(one)) continue;
      await raiseAlarm(parts, "state_untold", "the partner has not acknowledged the relation's state yet");
      next = parts.clock.now() + wait;
      wait = Math.min(LONGEST_WAIT, wait * 2);
      return;
    }
    [next, wait] = [0, FIRST_WAIT];
    await clearAlarm(parts, "state_untold");
  }

  return {
    async tick() {
      const ours = await keptStates(parts.store, parts.treaty.us.party);
      await rootLate(parts, ours);
      const untold = ours.filter(({ toldAt }) => toldAt === null);
      const now = parts.clock.now();
      // A due time further away than any wait of ours was set under another clock (T07).
      if (untold.length === 0 || (now < next && next <= now + LONGEST_WAIT)) return;
      await tellAll(untold);
    },
    hasten() {
      [next, wait] = [0, FIRST_WAIT];
    },
  };
}

/** It stays suspended, and people are told that no root has said so. */
async function rootLate(parts: ChangingParts, ours: readonly KeptState[]): Promise<void> {
  const unconfirmed = ours.find(({ by }) => by === "node");
  const late = unconfirmed !== undefined && parts.clock.now() - unconfirmed.at > CONFIRM_WITHIN;
  const told = (await alarmsStanding(parts.store)).some(({ code }) => code === "state_unconfirmed");
  if (late && !told)
    await raiseAlarm(
      parts,
      "state_unconfirmed",
      "the root has not confirmed an emergency suspension in 72 hours",
    );
  // Not by a clock that was set back: only the root's word ends it (T07).
  if (told && unconfirmed === undefined) await clearAlarm(parts, "state_unconfirmed");
}
