import { openGate } from "../gate.ts";
import { type LiveKeys, liveKeys, type NodeKeys } from "../keys.ts";
import type { ExchangeParts } from "../parts.ts";
import type { ChangeParts } from "./apply-keys.ts";
import { eraseDueKeys } from "./erase-keys.ts";
import { keysInForce } from "./keys-in-force.ts";
import { openKeyTeller } from "./tell-keys.ts";

/** A running node's own keys, and what changes them. */
export interface OwnKeyRing {
  /** the ones in force, whenever they are read */
  readonly keys: NodeKeys;
  /** Runs while no key changes: what signs and then commits does both here, or a revoked key would sign behind its end. */
  signing<T>(work: () => Promise<T>): Promise<T>;
  /** Runs while nothing is signed. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  readonly change: ChangeParts["change"];
  /** Tells the partner, erases what is over. */
  tick(): Promise<void>;
  readonly hasten: () => void;
}

/** Opens the ring over the keys the node was started with. */
export function openOwnKeyRing(parts: ExchangeParts): OwnKeyRing {
  const live: LiveKeys = liveKeys(parts.keys);
  const { keys } = live;
  const reload = async (): Promise<NodeKeys> => {
    const next = await keysInForce(parts.store, { log: keys.log.origin, witness: keys.witness.name });
    live.replace(next);
    await parts.lineKeys?.hold([next.tlsSeed, ...next.tlsSeedsBefore]);
    return next;
  };
  const own = { ...parts, keys, reload };
  const teller = openKeyTeller(own);
  const gate = openGate();
  return {
    keys,
    signing: gate.shared,
    alone: gate.alone,
    change: (commit) =>
      gate.alone(async () => {
        await commit();
        await reload();
      }),
    async tick() {
      await teller.tick();
      await eraseDueKeys(own);
    },
    hasten: teller.hasten,
  };
}
