import { openingKey } from "@entente/protocol";
import type { Store } from "../../store/door.ts";
import type { ChangeableUse } from "../key-chain.ts";
import { FIRST_SEEDS, fixedKeys, type KeyNames, type NodeKeys, signingKeysOf } from "../keys.ts";
import { itemOf, type OwnKey, ownKeys, SEEDS_PLACE } from "./own-key-store.ts";

/** Bytes of seeds a use has. */
export const SEED_BYTES: Readonly<Record<ChangeableUse, number>> = { sign: 64, seal: 32, tls: 32 };

/**
 * The keys that are in force by what the store holds, whatever was under way when the node last stopped: a change is one
 * commit, so a key is in force or it is not. Throws TypeError where the seeds of a key in force are gone.
 */
export async function keysInForce(store: Store, names: KeyNames): Promise<NodeKeys> {
  const all = await ownKeys(store);
  const seedsFor = (use: ChangeableUse) => seedsOf(store, currentOf(all, use));
  const earlier = async (use: ChangeableUse) => {
    const kept = all.filter((key) => key.state === "earlier" && key.use === use).reverse();
    return Promise.all(kept.map((key) => seedsOf(store, key)));
  };
  const [sign, seal, tlsSeed] = [await seedsFor("sign"), await seedsFor("seal"), await seedsFor("tls")];
  return {
    ...(await fixedKeys(store.vault, names)),
    sign: signingKeysOf(sign),
    opening: openingKey(seal),
    earlier: (await earlier("seal")).map(openingKey),
    tlsSeed,
    tlsSeedsBefore: await earlier("tls"),
  };
}

/** The key of a use that is in force: a later one, or the agreement's. Throws TypeError where neither is. */
export function currentOf(all: readonly OwnKey[], use: ChangeableUse): OwnKey {
  const later = all.find((key) => key.use === use && key.state === "in_force");
  if (later === undefined && all.some((key) => key.use === use && key.state !== "pending"))
    throw new TypeError(`no key for ${use} is in force`);
  return later ?? { use, serial: 0, state: "in_force", since: 0, sealedSeeds: null };
}

/** The seeds of a key that is not erased. Throws TypeError where they are gone. */
export async function seedsOf(store: Store, key: OwnKey): Promise<Uint8Array> {
  if (key.serial === 0) return firstSeeds(store, key.use);
  const item = await store.vault.key(itemOf(key));
  if (item === null || key.sealedSeeds === null) throw new TypeError(`the seeds of ${itemOf(key)} are gone`);
  return item.open(SEEDS_PLACE, key.sealedSeeds);
}

async function firstSeeds(store: Store, use: string): Promise<Uint8Array> {
  const names = Object.entries(FIRST_SEEDS).find(([name]) => name === use)?.[1] ?? [];
  const seeds = await Promise.all(names.map((name) => store.vault.secret(name, gone)));
  return new Uint8Array(Buffer.concat(seeds));
}

/** A first seed that is not there was destroyed: another one in its place would be a key nobody agreed to. */
function gone(): never {
  throw new TypeError("the seeds of a first key are gone");
}
