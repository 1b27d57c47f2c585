import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { setTimeout as timer } from "node:timers/promises";
import type { Clock } from "./exchange/door.ts";

/** The machine's clock: the only place that asks it. */
export const systemClock: Clock = { now: () => Date.now() };

/** The platform's secure randomness: the only place of the node that asks for it. */
export function systemRandom(size: number): Uint8Array {
  return new Uint8Array(randomBytes(size));
}

/** Resolves after so many milliseconds; rejects as soon as the signal says so. */
export function systemPause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return timer(milliseconds, undefined, { signal });
}

/** A fresh Ed25519 device key: raw seed and raw public key, 32 bytes each. */
export function freshDevice(): { readonly seed: Uint8Array; readonly publicKey: Uint8Array } {
  const { privateKey } = generateKeyPairSync("ed25519");
  const seed = new Uint8Array(privateKey.export({ format: "raw-private" }));
  return { seed, publicKey: new Uint8Array(createPublicKey(privateKey).export({ format: "raw-public" })) };
}
