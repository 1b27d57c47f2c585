import { bad, concat, decimal, fromBase64, good, sameBytes, textOf, toBase64, utf8 } from "./bytes.ts";
import { verifyConsistency } from "./consistency.ts";
import type { LedgerCode, Outcome } from "./faults.ts";
import { EMPTY_ROOT } from "./merkle.ts";

/** A size and the root at that size. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What a witness does with an offered checkpoint whose log signatures it has verified. */
export type Judgement =
  /** Persist the offered head, then cosign: in that order, in one transaction with this judgement. */
  | { readonly verdict: "accept" }
  /** The log asked from another size than ours: answer 409 with `knownSize`, it asks again. */
  | { readonly verdict: "conflict"; readonly knownSize: number }
  /** Never cosign. `equivocation`: keep both checkpoints, they convict the log. */
  | { readonly verdict: "reject"; readonly code: LedgerCode };

/** An add-checkpoint request (C2SP tlog-witness). */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint note, unverified. */
  readonly checkpoint: Uint8Array;
}

/** C2SP tlog-witness: more cannot be needed for any tree. */
const MAX_PROOF_LINES = 63;

/**
 * Whether to cosign (C2SP tlog-witness, add-checkpoint). Pure: the caller persists.
 * @param known the largest head cosigned for this log; null where none ever was
 * @param offered a head whose log signatures verified
 * @param oldSize the size the log says we know
 */
export function judgeCheckpoint(offer: {
  readonly known: TreeHead | null;
  readonly offered: TreeHead;
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
}): Judgement {
  const { offered, oldSize, proof } = offer;
  const known = offer.known ?? { size: 0, root: EMPTY_ROOT };
  // First, and whatever the old size says: two signed roots of one size are a crime, not a mistake.
  if (offered.size === known.size && !sameBytes(offered.root, known.root)) return reject("equivocation");
  if (oldSize > offered.size) return reject("tree_shrank");
  if (oldSize !== known.size) return { verdict: "conflict", knownSize: known.size };
  if (oldSize === 0) return proof.length === 0 ? { verdict: "accept" } : reject("proof_length");
  const claim = { oldSize, oldRoot: known.root, newSize: offered.size, newRoot: offered.root, proof };
  const consistent = verifyConsistency(claim);
  return consistent.ok ? { verdict: "accept" } : reject(consistent.reason);
}

/** The body of an add-checkpoint request. Throws RangeError for more than 63 proof hashes. */
export function encodeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): Uint8Array {
  if (proof.length > MAX_PROOF_LINES) throw new RangeError("a consistency proof has at most 63 hashes");
  const lines = [`old ${oldSize}`, ...proof.map(toBase64), ""];
  return concat(utf8(lines.map((line) => `${line}\n`).join("")), checkpoint);
}

/** Parses that body strictly; the checkpoint in it is not looked at. Faults name the line, from 1. */
export function parseAddCheckpoint(body: Uint8Array): Outcome<AddCheckpoint> {
  const end = Buffer.from(body.buffer, body.byteOffset, body.length).indexOf("\n\n");
  const head = end < 0 ? null : textOf(body.subarray(0, end));
  const [oldLine, ...lines] = head?.split("\n") ?? [];
  if (oldLine === undefined || !oldLine.startsWith("old ")) return bad("bad_request", "line 1");
  const oldSize = decimal(oldLine.slice(4));
  if (oldSize === null) return bad("not_canonical", "line 1");
  if (lines.length > MAX_PROOF_LINES) return bad("too_large", `line ${MAX_PROOF_LINES + 2}`);
  const proof: Uint8Array[] = [];
  for (const [at, line] of lines.entries()) {
    const hash = fromBase64(line);
    if (hash?.length !== 32) return bad(hash ? "hash_length" : "not_canonical", `line ${at + 2}`);
    proof.push(hash);
  }
  return good({ oldSize, proof, checkpoint: body.slice(end + 2) });
}

function reject(code: LedgerCode): Judgement {
  return { verdict: "reject", code };
}
