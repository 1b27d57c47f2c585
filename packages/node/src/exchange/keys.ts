import { type LogSigner, logSigner, type WitnessSigner, witnessSigner } from "@entente/ledger";
import { newSeed, type OpeningKey, openingKey, type SigningKeys, signingKeys } from "@entente/protocol";
import type { Vault } from "../store/door.ts";

/** The node's own operational keys, made from seeds that lie sealed in its store. */
export interface NodeKeys {
  readonly sign: SigningKeys;
  readonly opening: OpeningKey;
  readonly log: LogSigner;
  readonly witness: WitnessSigner;
  /** seed of the TLS key, 32 bytes */
  readonly tlsSeed: Uint8Array;
}

/** Loads the keys, making the seeds on first use. `log` and `witness` are the names on notes (C2SP). */
export async function loadNodeKeys(
  vault: Vault,
  names: { readonly log: string; readonly witness: string },
): Promise<NodeKeys> {
  const seed = (name: string) => vault.secret(name, newSeed);
  return {
    sign: signingKeys({ ed25519Seed: await seed("sign.ed25519"), mldsa65Seed: await seed("sign.mldsa65") }),
    opening: openingKey(await seed("seal.xwing")),
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
    tlsSeed: await seed("tls.ed25519"),
  };
}
