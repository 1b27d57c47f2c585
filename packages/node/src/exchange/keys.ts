import { type LogSigner, logSigner, type WitnessSigner, witnessSigner } from "@entente/ledger";
import { newSeed, type OpeningKey, openingKey, type SigningKeys, signingKeys } from "@entente/protocol";
import type { Vault } from "../store/door.ts";

/** The node's own operational keys, made from seeds that lie sealed in its store. */
export interface NodeKeys {
  readonly sign: SigningKeys;
  readonly opening: OpeningKey;
  /** opening keys of before, newest first: what was sealed to them is still opened */
  readonly earlier: readonly OpeningKey[];
  readonly log: LogSigner;
  readonly witness: WitnessSigner;
  /** seed of the TLS key, 32 bytes */
  readonly tlsSeed: Uint8Array;
  /** those of before, newest first: a partner who has not acknowledged the new one may let in but one of these */
  readonly tlsSeedsBefore: readonly Uint8Array[];
}

/** The names a node's log and witness sign under. */
export interface KeyNames {
  readonly log: string;
  readonly witness: string;
}

/** The secrets that hold the first seeds of a use, in the order of its keys. */
export const FIRST_SEEDS = {
  sign: ["sign.ed25519", "sign.mldsa65"],
  seal: ["seal.xwing"],
  tls: ["tls.ed25519"],
} as const;

/** Loads the first keys, making the seeds on first use. `log` and `witness` are the names on notes (C2SP). */
export async function loadNodeKeys(vault: Vault, names: KeyNames): Promise<NodeKeys> {
  const seed = (name: string) => vault.secret(name, newSeed);
  const [sign, seal, tlsSeed] = await Promise.all(
    (["sign", "seal", "tls"] as const).map(async (use) =>
      Buffer.concat(await Promise.all(FIRST_SEEDS[use].map(seed))),
    ),
  );
  if (sign === undefined || seal === undefined || tlsSeed === undefined) throw new TypeError("three uses");
  return {
    ...(await fixedKeys(vault, names)),
    sign: signingKeysOf(sign),
    opening: openingKey(new Uint8Array(seal)),
    earlier: [],
    tlsSeed: new Uint8Array(tlsSeed),
    tlsSeedsBefore: [],
  };
}

/** The keys that no command of the node changes. */
export async function fixedKeys(vault: Vault, names: KeyNames): Promise<Pick<NodeKeys, "log" | "witness">> {
  const seed = (name: string) => vault.secret(name, newSeed);
  return {
    log: logSigner({
      origin: names.log,
      ed25519Seed: await seed("log.ed25519"),
      mldsa44Seed: await seed("log.mldsa44"),
    }),
    witness: witnessSigner({
      name: names.witness,
      ed25519Seed: await seed("witness.ed25519"),
      mldsa44Seed: await seed("witness.mldsa44"),
    }),
  };
}

/** Both signing keys from their 64 bytes of seeds, Ed25519 first. */
export function signingKeysOf(seeds: Uint8Array): SigningKeys {
  return signingKeys({
    ed25519Seed: new Uint8Array(seeds.subarray(0, 32)),
    mldsa65Seed: new Uint8Array(seeds.subarray(32)),
  });
}

/** Keys that change while the node runs: whoever holds `keys` always reads the ones in force. */
export interface LiveKeys {
  readonly keys: NodeKeys;
  /** From here on, for everybody. */
  replace(next: NodeKeys): void;
}

/** Holds the keys of a running node. Never take the value of `keys` apart and keep it: it would grow old. */
export function liveKeys(first: NodeKeys): LiveKeys {
  let now = first;
  return {
    keys: {
      get sign() {
        return now.sign;
      },
      get opening() {
        return now.opening;
      },
      get earlier() {
        return now.earlier;
      },
      get log() {
        return now.log;
      },
      get witness() {
        return now.witness;
      },
      get tlsSeed() {
        return now.tlsSeed;
      },
      get tlsSeedsBefore() {
        return now.tlsSeedsBefore;
      },
    },
    replace(next) {
      now = next;
    },
  };
}

/** Every key that opens what comes, by the hex digest its cover names. */
export function openingKeysOf({
  opening,
  earlier,
}: Pick<NodeKeys, "opening" | "earlier">): ReadonlyMap<string, OpeningKey> {
  return new Map([opening, ...earlier].map((key) => [Buffer.from(key.digest).toString("hex"), key]));
}
