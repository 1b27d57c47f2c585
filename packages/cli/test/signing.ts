import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  base64Of,
  CARD_TYPE,
  cardPayload,
  type NodeCard,
  newSeed,
  openingKey,
  signDocument,
  signingKeys,
  splitRoot,
} from "@entente/protocol";
import type { Parsed } from "@entente/words";

/** A party on an offline computer: three share files and a card file in a folder; its keys are fresh. */
export interface OfflineParty {
  readonly party: string;
  readonly card: string;
  /** flags of two of its shares */
  readonly shares: readonly string[];
  readonly files: readonly string[];
}

/** Writes a party's shares and card into a folder; the node behind the card does not exist. */
export async function offlineParty(folder: string, party: string, name = party): Promise<OfflineParty> {
  const seeds = { ed25519: newSeed(), mldsa65: newSeed() };
  const root = signingKeys({ ed25519Seed: seeds.ed25519, mldsa65Seed: seeds.mldsa65 });
  const files = (await splitRoot(party, seeds)).map((share, at) => {
    writeFileSync(join(folder, `${name}-${at + 1}.share`), share);
    return `${name}-${at + 1}.share`;
  });
  const payload = must(cardPayload(cardOf(party, root.publics)));
  writeFileSync(
    join(folder, `${name}.card`),
    await signDocument(CARD_TYPE, payload, [{ party, keys: root }]),
  );
  const shares = files.slice(1).flatMap((file) => ["--share", file]);
  return { party, card: `${name}.card`, shares, files };
}

function cardOf(
  party: string,
  root: { readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array },
): NodeCard {
  const { publics } = signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() });
  const [log, witness] = [1, 2].map(
    () => signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() }).publics.ed25519,
  );
  const some = (bytes: number) =>
    base64Of(Uint8Array.from(Array.from({ length: bytes }, () => newSeed()[0] ?? 0)));
  return {
    party,
    node: `${party.toLowerCase()}-1`,
    root: { ed25519: base64Of(root.ed25519), mldsa65: base64Of(root.mldsa65) },
    sign: { ed25519: base64Of(publics.ed25519), mldsa65: base64Of(publics.mldsa65) },
    seal: { xwing: base64Of(openingKey(newSeed()).publicKey) },
    log: {
      origin: `entente.invalid/live/${party.toLowerCase()}/${base64Of(newSeed()).replaceAll(/[^a-z]/g, "")}/exchange`,
      ed25519: base64Of(log ?? newSeed()),
      mldsa44: some(1_312),
    },
    witness: {
      name: `entente.invalid/${base64Of(newSeed()).replaceAll(/[^a-z]/g, "")}/witness`,
      ed25519: base64Of(witness ?? newSeed()),
      mldsa44: some(1_312),
    },
    tls: { spki_sha256: base64Of(newSeed()) },
  };
}

export function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(JSON.stringify(parsed.faults));
}

/** A file of the folder as text. */
export function textIn(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}
