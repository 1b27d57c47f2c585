import type { KeyLeaf } from "@entente/ledger";
import { readDocument } from "@entente/protocol";
import { keyStatementsBelow } from "../exchange/door.ts";
import type { Store } from "../store/door.ts";

/**
 * The key statements of a party that stand in our exchange log of so many entries, with their proofs: whoever checks a
 * proof sees from them which of the party's keys were in force at its leaf. Throws TypeError where a kept one does not read.
 */
export async function keyLeavesOf(store: Store, party: string, size: number): Promise<readonly KeyLeaf[]> {
  const kept = (await keyStatementsBelow(store, size)).filter((one) => one.party === party);
  if (kept.length === 0) return [];
  const indexes = kept.map(({ leaf }) => leaf);
  const proofs = await store.logs.inclusionProofs("exchange", indexes, size);
  return kept.map(({ document, leaf }, nth) => {
    const read = readDocument(document);
    const signature = read.ok ? read.value.signatures[0] : undefined;
    const inclusion = proofs[nth];
    if (!read.ok || signature === undefined || inclusion === undefined)
      throw new TypeError("a kept key statement does not read any more");
    const { ed25519, mldsa65 } = signature;
    return { index: leaf, inclusion, payload: read.value.payload, ed25519, mldsa65 };
  });
}
