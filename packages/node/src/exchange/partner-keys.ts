import { ENTRY_KIND, entry } from "@entente/ledger";
import { parseKeyStatement, type SealingKey, type VerifyingKeys } from "@entente/protocol";
import { type Parsed, passed, refused } from "@entente/words";
import type { Side } from "../agreement/door.ts";
import { openGate } from "./gate.ts";
import { faultsOfNext, type KeyChain, nextLink, replayChain, rootKeysOf } from "./key-chain.ts";
import { insertKeyStatement, keyStatementOf } from "./partner-keys-store.ts";
import type { ExchangeParts } from "./parts.ts";

/** The partner's keys of this moment: his card in the agreement and every key statement his root signed since. */
export interface PartnerKeys {
  /** what we seal to: the newest */
  sealing(): Promise<SealingKey>;
  /** what his statements may be signed with: the newest first, older ones until a statement revokes them */
  verifying(): Promise<readonly VerifyingKeys[]>;
  /** What a statement of his has revoked: with these he can have signed only what we took before. */
  revoked(): Promise<readonly VerifyingKeys[]>;
  /**
   * Runs while no statement of his is taken: what is verified under his keys and then committed does both here, or its leaf
   * would stand behind the revocation of the key that signed it.
   */
  standing<T>(work: () => Promise<T>): Promise<T>;
  /** Runs while nothing of his is verified and filed: what that rests on may change here. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Takes his next key statement; one that was taken before is answered as the first time. Refused with every fault: not
   * his root's, not the next one, or of another node.
   */
  take(document: Uint8Array): Promise<Parsed<{ readonly serial: number }>>;
}

/** Opens the partner's keys over the store. Throws TypeError for a card that the agreement's own check let through. */
export function openPartnerKeys(
  parts: Pick<ExchangeParts, "store" | "clock" | "lineKeys">,
  partner: Side,
): PartnerKeys {
  const root = rootKeysOf(partner);
  let known: Promise<KeyChain> | null = null;
  const load = () => (known ??= loaded(parts, partner));
  const gate = openGate();

  async function takeNext(document: Uint8Array): Promise<Parsed<{ readonly serial: number }>> {
    const before = await load();
    const parsed = await parseKeyStatement(document, { party: partner.party, root });
    if (!parsed.ok) return parsed;
    const { statement, digest } = parsed.value;
    const kept = await keyStatementOf(parts.store, partner.party, digest);
    if (kept !== null) return passed({ serial: kept.serial });
    const faults = faultsOfNext(before, partner, parsed.value);
    if (faults.length > 0) return refused(...faults.map((where) => ({ code: "bad_card", where })));
    const chain = nextLink(before, parsed.value);
    await parts.store.commit({
      appends: [keyStatementLeaf(digest)],
      steps: [
        insertKeyStatement(partner.party, { serial: statement.serial, digest, document }, parts.clock.now()),
      ],
    });
    known = Promise.resolve(chain);
    parts.lineKeys?.trust(chain.pins);
    return passed({ serial: statement.serial });
  }

  return {
    sealing: async () => (await load()).sealing,
    verifying: async () => (await load()).verifying,
    revoked: async () => (await load()).revokedSigners,
    standing: gate.shared,
    alone: gate.alone,
    // One statement after the other: two that come together would both be the next one.
    take: (document) => gate.alone(() => takeNext(document)),
  };
}

/**
 * A key statement's leaf carries its digest unsalted, as the agreement's does: it is no secret, and whoever checks a
 * proof must find it in the log of the one who took it as in that of the one who made it.
 */
export function keyStatementLeaf(digest: Uint8Array) {
  return { log: "exchange", entry: entry(ENTRY_KIND.key_statement, digest) } as const;
}

async function loaded(
  { store, lineKeys }: Pick<ExchangeParts, "store" | "lineKeys">,
  partner: Side,
): Promise<KeyChain> {
  const chain = await replayChain(store, partner);
  lineKeys?.trust(chain.pins);
  return chain;
}
