import { ENTRY_KIND } from "@entente/ledger";
import {
  bytesOfBase64,
  canonicalJson,
  hexOf,
  type NodeCard,
  type ParsedKeyStatement,
  parseKeyStatement,
  type SealingKey,
  sealingKey,
  type VerifyingKeys,
  verifyingKeys,
} from "@entente/protocol";
import { type Parsed, passed, refused } from "@entente/words";
import type { Side } from "../agreement/door.ts";
import type { Store } from "../store/door.ts";
import { exchangeLeaf } from "./leaves.ts";
import { insertKeyStatement, keyStatementsOf } from "./partner-keys-store.ts";
import type { ExchangeParts } from "./parts.ts";
import { sha256 } from "./proposal.ts";

/** The partner's keys of this moment: his card in the agreement and every key statement his root signed since. */
export interface PartnerKeys {
  /** what we seal to: the newest */
  sealing(): Promise<SealingKey>;
  /** what his statements may be signed with: the newest first, older ones until a statement revokes them */
  verifying(): Promise<readonly VerifyingKeys[]>;
  /** Takes his next key statement. Refused with every fault: not his root's, not the next one, or of another node. */
  take(document: Uint8Array): Promise<Parsed<{ readonly serial: number }>>;
}

interface Known {
  readonly serial: number;
  /** SHA-256 of the newest payload, of the agreement's card before the first */
  readonly digest: Uint8Array;
  readonly card: NodeCard;
  readonly sealing: SealingKey;
  readonly verifying: readonly VerifyingKeys[];
}

/** Opens the partner's keys over the store. Throws TypeError for a card that the agreement's own check let through. */
export function openPartnerKeys(
  parts: Pick<ExchangeParts, "store" | "clock" | "random">,
  partner: Side,
): PartnerKeys {
  const root = signing(partner.card.root);
  let known: Promise<Known> | null = null;
  const load = () => (known ??= replay(parts.store, partner, root));

  async function take(document: Uint8Array): Promise<Parsed<{ readonly serial: number }>> {
    const before = await load();
    const parsed = await parseKeyStatement(document, { party: partner.party, root });
    if (!parsed.ok) return parsed;
    const { statement, digest } = parsed.value;
    const faults = faultsAfter(before, partner, parsed.value);
    if (faults.length > 0) return refused(...faults.map((where) => ({ code: "bad_card", where })));
    const leaf = exchangeLeaf(ENTRY_KIND.key_statement, parts.random(32), digest);
    const kept = { serial: statement.serial, digest, document };
    await parts.store.commit({
      appends: [leaf.append],
      steps: [insertKeyStatement(partner.party, kept, parts.clock.now())],
    });
    known = Promise.resolve(after(before, parsed.value));
    return passed({ serial: statement.serial });
  }

  return {
    sealing: async () => (await load()).sealing,
    verifying: async () => (await load()).verifying,
    take,
  };
}

async function replay(store: Store, partner: Side, root: VerifyingKeys): Promise<Known> {
  let known: Known = {
    serial: 0,
    digest: sha256(canonicalJson(partner.card)),
    card: partner.card,
    sealing: sealing(partner.card),
    verifying: [signing(partner.card.sign)],
  };
  for (const { document } of await keyStatementsOf(store, partner.party)) {
    const parsed = await parseKeyStatement(document, { party: partner.party, root });
    if (!parsed.ok) throw new TypeError("a kept key statement does not verify any more");
    known = after(known, parsed.value);
  }
  return known;
}

/**
 * What keeps a statement of his root from being the next one. Log, witness and TLS keys change with the ceremony of
 * a later version: a statement that changes them is refused whole, so that none of it can be believed to be in force.
 */
function faultsAfter(before: Known, partner: Side, { statement }: ParsedKeyStatement): readonly string[] {
  const faults: string[] = [];
  if (statement.node !== partner.node) faults.push("/node");
  if (statement.serial !== before.serial + 1) faults.push("/serial");
  if (statement.previous !== hexOf(before.digest)) faults.push("/previous");
  for (const part of ["root", "log", "witness", "tls"] as const) {
    if (JSON.stringify(statement.card[part]) !== JSON.stringify(before.card[part]))
      faults.push(`/card/${part}`);
  }
  return faults;
}

function after(before: Known, { statement, digest, card }: ParsedKeyStatement): Known {
  const revoked = new Set(statement.revoked.map((one) => one.digest));
  const stands = (keys: VerifyingKeys) =>
    ![keys.publics.ed25519, keys.publics.mldsa65].some((key) => revoked.has(hexOf(sha256(key))));
  return {
    serial: statement.serial,
    digest,
    card: statement.card,
    sealing: card.seal,
    verifying: [card.sign, ...before.verifying.filter(stands)],
  };
}

function sealing(card: NodeCard): SealingKey {
  const key = sealingKey(raw(card.seal.xwing));
  if (!key.ok) throw new TypeError("the partner's card holds no usable sealing key");
  return key.value;
}

function signing(sign: { readonly ed25519: string; readonly mldsa65: string }): VerifyingKeys {
  const keys = verifyingKeys({ ed25519: raw(sign.ed25519), mldsa65: raw(sign.mldsa65) });
  if (!keys.ok) throw new TypeError("the partner's card holds no usable signing keys");
  return keys.value;
}

function raw(base64: string): Uint8Array {
  const bytes = bytesOfBase64(base64);
  if (bytes === null) throw new TypeError("a verified card holds readable keys");
  return bytes;
}
