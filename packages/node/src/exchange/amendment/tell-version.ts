import { parseStrict } from "@entente/protocol";
import { clearAlarm, raiseAlarm } from "../alarms.ts";
import { LONGEST_WAIT } from "../breaker.ts";
import type { AmendingParts } from "./amending.ts";
import { bringInForce } from "./bring-in-force.ts";
import { type KeptVersion, keptVersions, versionTheirs } from "./version-store.ts";

const FIRST_WAIT = 1_000;

/** Tells the partner a version that stands on our log, until we know that it stands on his. */
export interface VersionTeller {
  /** Tells it where it is time. Never throws for an absent partner. */
  tick(): Promise<void>;
  /** A version is new: the next tick tells it. */
  hasten(): void;
}

/** Opens the teller. One instance a relation. */
export function openVersionTeller(parts: AmendingParts): VersionTeller {
  let next = 0;
  let wait = FIRST_WAIT;

  async function tell({ document, digest }: KeptVersion): Promise<boolean> {
    const answer = await parts.line.post("/peer/v1/agreement", document).catch(() => null);
    if (answer?.status === 422)
      await raiseAlarm(parts, "agreement_refused", "the partner refuses a version of the agreement");
    if (answer?.status !== 200 || !saysLogged(answer.body)) return false;
    await parts.store.commit({ steps: [versionTheirs(digest, parts.clock.now())] });
    await bringInForce(parts, digest);
    await clearAlarm(parts, "agreement_refused");
    return true;
  }

  return {
    async tick() {
      const untold = (await keptVersions(parts.store)).find(
        (one) => one.leaf !== null && one.inForceAt === null,
      );
      if (untold === undefined) return;
      const now = parts.clock.now();
      // A due time further away than any wait of ours was set under another clock (T07).
      if (now < next && next <= now + LONGEST_WAIT) return;
      if (await tell(untold)) [next, wait] = [0, FIRST_WAIT];
      else [next, wait] = [now + wait, Math.min(LONGEST_WAIT, wait * 2)];
    },
    hasten() {
      [next, wait] = [0, FIRST_WAIT];
    },
  };
}

/** Whether his answer says that the version stands on his log; he may lie, and then refuses only what he agreed to. */
function saysLogged(body: Uint8Array): boolean {
  const json = parseStrict(body);
  const value = json.ok ? json.value : null;
  return typeof value === "object" && value !== null && Reflect.get(value, "state") === "logged";
}
