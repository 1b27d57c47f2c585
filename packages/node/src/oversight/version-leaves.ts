import type { VersionLeaf } from "@entente/ledger";
import { keptVersions } from "../exchange/door.ts";
import type { Store } from "../store/door.ts";

/**
 * The versions of the agreement that stand in our exchange log of so many entries, with their proofs: whoever checks a proof
 * follows them from the first version, which he holds, to the one that a statement names.
 */
export async function versionLeavesOf(store: Store, size: number): Promise<readonly VersionLeaf[]> {
  const logged = (await keptVersions(store)).flatMap(({ leaf, document }) =>
    leaf !== null && leaf < size ? [{ leaf, document }] : [],
  );
  if (logged.length === 0) return [];
  const indexes = logged.map(({ leaf }) => leaf);
  const proofs = await store.logs.inclusionProofs("exchange", indexes, size);
  return logged.map(({ leaf, document }, nth) => {
    const inclusion = proofs[nth];
    if (inclusion === undefined) throw new TypeError("a leaf of our log has a proof");
    return { index: leaf, inclusion, document };
  });
}
