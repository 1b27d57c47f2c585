import { bad, good, hexOf, sameBytes, within } from "../bytes.ts";
import { ENTRY_KIND, entry } from "../entry.ts";
import type { Outcome } from "../faults.ts";
import { leafHash, verifyInclusion } from "../merkle.ts";
import type { VersionLeaf } from "../version-leaf.ts";
import { type Anchor, readAgreement } from "./anchor.ts";

/** Under which version of the agreement a statement stands. */
export interface ProvenVersion {
  readonly version: number;
  /** the newest version in the proof: who knows of a later one knows more than the proof says */
  readonly newest: number;
}

/** A version and the leaf it counts behind; −1 = from the first. */
interface KnownVersion {
  readonly version: number;
  readonly digest: Uint8Array;
  readonly index: number;
}

/**
 * Verifies the versions of the agreement on the log of a proof: each signed by the roots that the anchor names, none left
 * out behind the anchor, in the order of the log, and each included in the tree. Whoever shows a proof may keep the newest
 * versions back; he cannot put one in between.
 */
export function agreementHistory(
  leaves: readonly VersionLeaf[],
  anchor: Anchor,
  head: { readonly size: number; readonly root: Uint8Array },
): Outcome<readonly KnownVersion[]> {
  let last: KnownVersion = { version: 1, digest: anchor.digest, index: -1 };
  const known = [last];
  for (const [nth, { document, index, inclusion }] of leaves.entries()) {
    const where = `versions/${nth}`;
    const read = within(where, readAgreement(document));
    if (!read.ok) return read;
    const { version, previous, identity, digest } = read.value;
    // The parties are the anchor's, and with them their cards: so the roots that signed are the anchor's too.
    if (identity !== anchor.identity) return bad("version_differs", where);
    if (version !== last.version + 1 || previous !== hexOf(last.digest) || index <= last.index)
      return bad("version_order", where);
    const leaf = leafHash(entry(ENTRY_KIND.agreement_version, digest));
    const included = verifyInclusion({ leafHash: leaf, index, proof: inclusion, ...head });
    if (!included.ok) return bad(included.reason, `${where}/inclusion`);
    last = { version: last.version + 1, digest, index };
    known.push(last);
  }
  return good(known);
}

/** The version a statement names, where that stood on the log before the statement's leaf. */
export function versionOf(
  agreement: Uint8Array,
  known: readonly KnownVersion[],
  leaf: number,
): Outcome<ProvenVersion> {
  const found = known.find(({ digest }) => sameBytes(digest, agreement));
  if (found === undefined) return bad("wrong_agreement", "statement/@12");
  if (leaf <= found.index) return bad("version_not_in_force", "statement/@12");
  return good({ version: found.version, newest: known.length });
}
