import { bad, good, hexOf, sameBytes, sha256, within } from "../bytes.ts";
import { verifyCheckpointSync } from "../checkpoint.ts";
import { ENTRY_KIND, saltedEntry } from "../entry.ts";
import type { LedgerFault, Outcome } from "../faults.ts";
import { leafHash, verifyInclusion } from "../merkle.ts";
import { type DispatchProof, type LeafProof, parseProof } from "../proof.ts";
import { decodeStatement } from "../statement.ts";
import { agreementHistory, type ProvenVersion, versionOf } from "./agreement-history.ts";
import { type Anchor, type AnchorNode, openAnchor } from "./anchor.ts";
import { keyHistory, type ProvenKeys, signerOf } from "./key-history.ts";

/** The log of a leaf, the size of its checkpoint, when the log signed it (Unix seconds, by its own clock), and who cosigned. */
interface LeafPlace {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly signed_at: number;
  readonly witnessed_by: readonly string[];
}

/** What a proof proves. */
export interface ProvenDispatch extends Omit<LeafPlace, "root"> {
  readonly valid: true;
  /** `release`: the sender logged that it sent this; `stored`: the receiver logged that it has this. */
  readonly kind: "release" | "stored";
  readonly realm: "live" | "exercise";
  /** The dispatch, a UUID. */
  readonly id: string;
  /** Party codes. */
  readonly from: string;
  readonly to: string;
  readonly sequence: number;
  /** SHA-256 of the exact body bytes, hex. */
  readonly body_digest: string;
  readonly index: number;
  /** Where the receiver logged it; null while no receipt is in the proof. */
  readonly receipt: { readonly origin: string; readonly index: number } | null;
  /** under which of the sender's keys; left out where the proof holds no key statement: then those of the anchor */
  readonly keys?: ProvenKeys;
  /** under which version of the agreement; left out where the proof holds none but the anchor */
  readonly agreement?: ProvenVersion;
}

/** What a proof proves, or the first reason why it proves nothing. */
export type ProofVerdict = ProvenDispatch | { readonly valid: false; readonly fault: LedgerFault };

/**
 * Verifies a proof file against an agreement, offline, from the bytes alone. Both may come from an adversary,
 * except that the caller has the agreement from a hand it trusts: a proof says nothing without one.
 * @param anchor the bytes of agreement.json, or what `parseAnchor` made of them, for many proofs
 */
export function verifyProof(proofBytes: Uint8Array, anchor: Uint8Array | Anchor): ProofVerdict {
  const outcome = check(proofBytes, anchor);
  return outcome.ok ? outcome.value : { valid: false, fault: outcome.faults[0] };
}

function check(proofBytes: Uint8Array, against: Uint8Array | Anchor): Outcome<ProvenDispatch> {
  const anchor = openAnchor(against);
  if (!anchor.ok) return anchor;
  const proof = parseProof(proofBytes);
  if (!proof.ok) return proof;
  const { kind, salt, signedStatement, receipt, index } = proof.value;
  const statement = within("statement", decodeStatement(signedStatement));
  if (!statement.ok) return statement;
  const { agreement, realm, id, sequence, bodyDigest } = statement.value;
  // Nothing of another agreement's proof is looked at further.
  if (proof.value.versions === undefined && !sameBytes(agreement, anchor.value.digest))
    return bad("wrong_agreement", "statement/@12");
  if (realm !== anchor.value.realm) return bad("wrong_realm", "statement/@10");
  const sender = anchor.value.nodes.find((node) => sameBytes(node.digest, statement.value.sender));
  const recipient = anchor.value.nodes.find((node) => sameBytes(node.digest, statement.value.recipient));
  if (!sender) return bad("unknown_node", "statement/@44");
  if (!recipient || recipient === sender) return bad("unknown_node", "statement/@76");
  const digest = sha256(signedStatement);
  const released = kind === ENTRY_KIND.release;
  const leaf = saltedEntry(kind, salt, released ? signedStatement : digest);
  const head = released
    ? place(proof.value, leaf, sender, recipient)
    : place(proof.value, leaf, recipient, sender);
  if (!head.ok) return head;
  const { root, ...where } = head.value;
  const standing = standingOf(proof.value, anchor.value, sender, { agreement, size: where.size, root });
  if (!standing.ok) return standing;
  if (receipt && !sameBytes(receipt.statementDigest, digest))
    return bad("wrong_statement", "receipt/extra@38");
  const stored = receipt && saltedEntry(ENTRY_KIND.stored, receipt.salt, digest);
  const receipted = receipt && stored && within("receipt", place(receipt, stored, recipient, sender));
  if (receipted?.ok === false) return receipted;
  const word = released ? "release" : "stored";
  const noted = receipt && receipted ? { origin: receipted.value.origin, index: receipt.index } : null;
  const facts = { kind: word, realm, id, from: sender.party, to: recipient.party, sequence } as const;
  return good({
    valid: true,
    ...facts,
    body_digest: hexOf(bodyDigest),
    ...where,
    index,
    receipt: noted,
    ...standing.value,
  });
}

/** Under which version of the agreement, and under which key of its sender, a statement stands at its leaf. */
function standingOf(
  { index, signedStatement, keys = [], versions = [] }: DispatchProof,
  anchor: Anchor,
  sender: AnchorNode,
  {
    agreement,
    ...head
  }: { readonly agreement: Uint8Array; readonly size: number; readonly root: Uint8Array },
): Outcome<Pick<ProvenDispatch, "keys" | "agreement">> {
  const chain = agreementHistory(versions, anchor, head);
  if (!chain.ok) return chain;
  const under = versionOf(agreement, chain.value, index);
  if (!under.ok) return under;
  const history = keyHistory(keys, sender, head);
  if (!history.ok) return history;
  const signer = signerOf(signedStatement, history.value, index);
  if (!signer.ok) return signer;
  return good({
    ...(keys.length === 0 ? {} : { keys: signer.value }),
    ...(versions.length === 0 ? {} : { agreement: under.value }),
  });
}

/** Finds the leaf on `owner`'s exchange log, under a checkpoint `owner` signed and `witness` cosigned. */
function place(
  proof: LeafProof,
  leaf: Uint8Array,
  owner: AnchorNode,
  { witness }: AnchorNode,
): Outcome<LeafPlace> {
  const head = verifyCheckpointSync(proof.checkpoint, owner.exchangeLog, [witness]);
  if (!head.ok) return within("checkpoint", head);
  const { origin, size, root, signedAt: signed_at, witnessedBy } = head;
  if (witnessedBy.length === 0) return bad("unwitnessed", "checkpoint");
  const claim = { leafHash: leafHash(leaf), index: proof.index, size, proof: proof.inclusion, root };
  const included = verifyInclusion(claim);
  return included.ok
    ? good({ origin, size, root, signed_at, witnessed_by: witnessedBy })
    : bad(included.reason, "inclusion");
}
