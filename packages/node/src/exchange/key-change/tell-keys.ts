import type { Step } from "../../store/door.ts";
import { clearAlarm, raiseAlarm } from "../alarms.ts";
import { LONGEST_WAIT } from "../breaker.ts";
import type { NodeKeys } from "../keys.ts";
import { keyStatementsOf } from "../partner-keys-store.ts";
import type { ExchangeParts } from "../parts.ts";
import { destroyedSteps } from "./apply-keys.ts";
import { moveOwnKey, type OwnKey, ownKeys } from "./own-key-store.ts";
import { keepTold, toldSerial } from "./told.ts";

const FIRST_WAIT = 1_000;

/** Tells the partner our key statements, at once and again until he has acknowledged each. */
export interface KeyTeller {
  /** Tells what he does not know yet, where it is time. Never throws for an absent partner. */
  tick(): Promise<void>;
  /** A statement is new: the next tick tells it, however long the last wait was. */
  hasten(): void;
}

/** What telling needs beside the exchange's parts. */
export interface TellingParts extends ExchangeParts {
  /** has whoever reads a key afterwards read what the store then holds */
  readonly reload: () => Promise<NodeKeys>;
}

/**
 * Opens the teller. Which TLS key to show meanwhile nobody can know for sure: before he has taken the statement only the
 * old one is let in, afterwards perhaps only the new one, and his answer may be lost. So each try that fails is followed
 * by one under the other key; once he has answered, the old one is destroyed.
 */
export function openKeyTeller(parts: TellingParts): KeyTeller {
  let next = 0;
  let wait = FIRST_WAIT;
  let shown: "before" | "now" = "before";
  let started = false;

  async function show(which: "before" | "now"): Promise<void> {
    shown = which;
    const { tlsSeed, tlsSeedBefore } = parts.keys;
    await parts.lineKeys?.show(which === "before" && tlsSeedBefore !== null ? tlsSeedBefore : tlsSeed);
  }

  async function tell(told: number): Promise<void> {
    const statements = await keyStatementsOf(parts.store, parts.treaty.us.party);
    for (const { serial, document } of statements.filter((one) => one.serial > told)) {
      const answer = await parts.line.post("/peer/v1/keys", document).catch(() => null);
      if (answer?.status !== 200) return failed(answer === null ? null : answer.status);
      await acknowledged(parts, serial);
      await parts.reload();
      await show("before");
    }
    [next, wait] = [0, FIRST_WAIT];
    for (const code of ["keys_untold", "keys_refused"] as const) await clearAlarm(parts, code);
  }

  async function failed(status: number | null): Promise<void> {
    if (status === 422) await raiseAlarm(parts, "keys_refused", "the partner refuses our key statement");
    await raiseAlarm(parts, "keys_untold", "the partner has not acknowledged our new keys yet");
    next = parts.clock.now() + wait;
    wait = Math.min(LONGEST_WAIT, wait * 2);
    if (parts.keys.tlsSeedBefore !== null) await show(shown === "before" ? "now" : "before");
  }

  return {
    async tick() {
      const told = await toldSerial(parts.store);
      const newest = (await keyStatementsOf(parts.store, parts.treaty.us.party)).at(-1)?.serial ?? 0;
      if (newest <= told) return;
      if (!started) await show("before");
      started = true;
      const now = parts.clock.now();
      // A due time further away than any wait of ours was set under another clock (T07).
      if (now < next && next <= now + LONGEST_WAIT) return;
      await tell(told);
      started = (await toldSerial(parts.store)) < newest;
    },
    hasten() {
      [next, wait] = [0, FIRST_WAIT];
    },
  };
}

/** He knows it: the TLS keys of before are of no more use, and are destroyed in the commit that says so. */
async function acknowledged(parts: ExchangeParts, serial: number): Promise<void> {
  const at = parts.clock.now();
  const over = (await ownKeys(parts.store)).filter(
    (key) => key.use === "tls" && key.state === "earlier" && key.serial < serial,
  );
  const steps = over.flatMap((key): readonly Step[] => overSteps(parts, key, at));
  await parts.store.commit({ steps: [keepTold(serial, at), ...steps] });
}

function overSteps({ store }: ExchangeParts, key: OwnKey, at: number): readonly Step[] {
  return [moveOwnKey(key, "erased", at), ...destroyedSteps(store, key)];
}
