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

/** Opens the teller. One instance a node. */
export function openKeyTeller(parts: TellingParts): KeyTeller {
  let next = 0;
  let wait = FIRST_WAIT;

  async function tell(told: number): Promise<void> {
    const statements = await keyStatementsOf(parts.store, parts.treaty.us.party);
    for (const { serial, document } of statements.filter((one) => one.serial > told)) {
      const status = await posted(parts, document);
      if (status !== 200) return failed(status);
      await acknowledged(parts, serial);
      await parts.reload();
    }
    await parts.lineKeys?.show(parts.keys.tlsSeed);
    [next, wait] = [0, FIRST_WAIT];
    for (const code of ["keys_untold", "keys_refused"] as const) await clearAlarm(parts, code);
  }

  async function failed(status: number | null): Promise<void> {
    if (status === 422) await raiseAlarm(parts, "keys_refused", "the partner refuses our key statement");
    await raiseAlarm(parts, "keys_untold", "the partner has not acknowledged our new keys yet");
    next = parts.clock.now() + wait;
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }

  return {
    async tick() {
      const told = await toldSerial(parts.store);
      const newest = (await keyStatementsOf(parts.store, parts.treaty.us.party)).at(-1)?.serial ?? 0;
      if (newest <= told) return;
      const now = parts.clock.now();
      // A due time further away than any wait of ours was set under another clock (T07).
      if (now < next && next <= now + LONGEST_WAIT) return;
      await tell(told);
    },
    hasten() {
      [next, wait] = [0, FIRST_WAIT];
    },
  };
}

/**
 * Posts a statement under each TLS key the partner may know, the oldest first: before he has taken the change he lets in
 * only that one, afterwards perhaps only a later one, and his answer may have been lost. Its status; null where none of
 * the keys reached him.
 */
async function posted({ line, lineKeys, keys }: ExchangeParts, document: Uint8Array): Promise<number | null> {
  for (const seed of [...keys.tlsSeedsBefore.toReversed(), keys.tlsSeed]) {
    await lineKeys?.show(seed);
    const answer = await line.post("/peer/v1/keys", document).catch(() => null);
    if (answer !== null) return answer.status;
  }
  return null;
}

/** He knows it: the TLS keys of before are of no more use, and are destroyed in the commit that says so. */
async function acknowledged(parts: ExchangeParts, serial: number): Promise<void> {
  const at = parts.clock.now();
  const all = (await ownKeys(parts.store)).filter(({ use }) => use === "tls");
  // The one in force with this statement stays, though a later change has replaced it: he knows no later one.
  const known = all.filter((key) => key.serial <= serial && key.state !== "pending").at(-1);
  const over = all.filter((key) => key.state === "earlier" && key.serial < (known?.serial ?? 0));
  const steps = over.flatMap((key) => overSteps(parts, key, at));
  await parts.store.commit({ steps: [keepTold(serial, at), ...steps] });
}

function overSteps({ store }: ExchangeParts, key: OwnKey, at: number): readonly Step[] {
  return [moveOwnKey(key, "erased", at), ...destroyedSteps(store, key)];
}
