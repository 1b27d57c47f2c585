import { parseStrict } from "@entente/protocol";
import { clearAlarm, raiseAlarm } from "../alarms.ts";
import { LONGEST_WAIT } from "../breaker.ts";
import type { AmendingParts } from "./amending.ts";
import { bringInForce } from "./bring-in-force.ts";
import { type KeptVersion, loggedVersion, untoldVersion, versionTheirs } from "./version-store.ts";

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
  let fresh = false;

  /** One of ours that he may not have; where it came into force with our own hand, he learns at once that he need not wait. */
  async function due(): Promise<KeptVersion | null> {
    const again = fresh;
    fresh = false;
    const untold = await untoldVersion(parts.store);
    return untold ?? (again ? await loggedVersion(parts.store, parts.treaty.document.version) : null);
  }

  return {
    async tick() {
      const now = parts.clock.now();
      // A due time further away than any wait of ours was set under another clock (T07).
      if (now < next && next <= now + LONGEST_WAIT) return;
      const untold = await due();
      if (untold === null) return;
      if (await tell(parts, untold)) [next, wait] = [0, FIRST_WAIT];
      else [next, wait] = [now + wait, Math.min(LONGEST_WAIT, wait * 2)];
    },
    hasten() {
      [next, wait, fresh] = [0, FIRST_WAIT, true];
    },
  };
}

/** Whether the partner says that he has it on his log; then it is in force. */
async function tell(parts: AmendingParts, { document, digest }: KeptVersion): Promise<boolean> {
  const answer = await parts.line.post("/peer/v1/agreement", document).catch(() => null);
  if (answer?.status === 422)
    await raiseAlarm(parts, "agreement_refused", "the partner refuses a version of the agreement");
  if (answer?.status !== 200 || !saysLogged(answer.body)) return false;
  await parts.store.commit({ steps: [versionTheirs(digest, parts.clock.now())] });
  await bringInForce(parts, digest);
  await clearAlarm(parts, "agreement_refused");
  return true;
}

/** Whether his answer says that the version stands on his log; he may lie, and then refuses only what he agreed to. */
function saysLogged(body: Uint8Array): boolean {
  const json = parseStrict(body);
  const value = json.ok ? json.value : null;
  return typeof value === "object" && value !== null && Reflect.get(value, "state") === "logged";
}
