import { bad, fromBase64, good, sameBytes, textOf, toBase64, utf8, within } from "./bytes.ts";
import { verifyCheckpointSync } from "./checkpoint.ts";
import { rootsOfPath } from "./consistency.ts";
import type { LedgerFault, Outcome } from "./faults.ts";
import { parseNote } from "./note.ts";
import { type Anchor, openAnchor } from "./verifier/anchor.ts";

/**
 * Two heads that one log signed and that cannot both be true: two roots of one size, or a longer tree whose own
 * path shows another beginning than the shorter head claims. It convinces anybody who has the agreement.
 */
export interface Equivocation {
  /** the shorter head's note, or either where the sizes are equal; cosignatures may stand on it */
  readonly first: Uint8Array;
  /** the longer head's note */
  readonly second: Uint8Array;
  /** hashes from the largest whole subtree upwards (`rootsOfPath`); empty where the sizes are equal */
  readonly path: readonly Uint8Array[];
}

/** Who equivocated, in which log, at which sizes; or why the file proves nothing. */
export type EquivocationVerdict =
  | {
      readonly valid: true;
      readonly party: string;
      readonly origin: string;
      readonly sizes: readonly [number, number];
    }
  | { readonly valid: false; readonly fault: LedgerFault };

const HEAD = "entente/equivocation/v1";
/** Two notes with their cosignatures and 54 hashes stay far below. */
const MAX_BYTES = 131_072;
const MAX_PATH = 54;

/** The only encoding of the evidence. */
export function encodeEquivocation({ first, second, path }: Equivocation): Uint8Array {
  const lines = [HEAD, toBase64(first), toBase64(second), ...path.map(toBase64)];
  return utf8(lines.map((line) => `${line}\n`).join(""));
}

/** Reads evidence strictly; nothing is verified yet. */
export function parseEquivocation(bytes: Uint8Array): Outcome<Equivocation> {
  if (bytes.length > MAX_BYTES) return bad("too_large", "");
  const [head, ...lines] = (textOf(bytes) ?? "").split("\n");
  if (head !== HEAD || lines.pop() !== "") return bad("bad_proof", "line 1");
  const parts = lines.map(fromBase64);
  const wrong = parts.indexOf(null);
  if (wrong >= 0) return bad("not_canonical", `line ${wrong + 2}`);
  const [first, second, ...path] = parts.filter((part) => part !== null);
  if (!first || !second || path.length > MAX_PATH) return bad("bad_proof", "line 2");
  const short = path.findIndex((hash) => hash.length !== 32);
  return short >= 0 ? bad("hash_length", `line ${short + 4}`) : good({ first, second, path });
}

/** Verifies evidence against an agreement, offline, from the bytes alone. */
export function verifyEquivocation(evidence: Uint8Array, anchor: Uint8Array | Anchor): EquivocationVerdict {
  const outcome = check(evidence, anchor);
  return outcome.ok ? outcome.value : { valid: false, fault: outcome.faults[0] };
}

function check(
  evidence: Uint8Array,
  against: Uint8Array | Anchor,
): Outcome<EquivocationVerdict & { readonly valid: true }> {
  const anchor = openAnchor(against);
  if (!anchor.ok) return anchor;
  const parsed = parseEquivocation(evidence);
  if (!parsed.ok) return parsed;
  const { first, second, path } = parsed.value;
  const one = within("first", signedHead(first, anchor.value));
  if (!one.ok) return one;
  const two = within("second", signedHead(second, anchor.value));
  if (!two.ok) return two;
  const [a, b] = [one.value, two.value];
  if (a.origin !== b.origin) return bad("wrong_origin", "second");
  if (!contradict(a, b, path)) return bad("bad_proof", "path");
  return good({ valid: true, party: a.party, origin: a.origin, sizes: [a.size, b.size] });
}

interface SignedHead {
  readonly party: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The head of a note that a log of the agreement signed with both algorithms; cosignatures are not asked. */
function signedHead(note: Uint8Array, anchor: Anchor): Outcome<SignedHead> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const origin = parsed.value.text.split("\n")[0] ?? "";
  const node = anchor.nodes.find((one) => one.exchangeLog.name === origin || one.domesticLog.name === origin);
  if (!node) return bad("wrong_origin", "line 1");
  const log = node.exchangeLog.name === origin ? node.exchangeLog : node.domesticLog;
  const witnesses = anchor.nodes.map((one) => one.witness);
  const verdict = verifyCheckpointSync(note, log, witnesses);
  if (!verdict.ok) return { ok: false, faults: [verdict.faults[0] ?? { code: "bad_note", where: "" }] };
  return good({ party: node.party, origin, size: verdict.size, root: verdict.root });
}

function contradict(a: SignedHead, b: SignedHead, path: readonly Uint8Array[]): boolean {
  if (a.size === b.size) return path.length === 0 && !sameBytes(a.root, b.root);
  if (a.size === 0 || a.size > b.size) return false;
  const roots = rootsOfPath(a.size, b.size, path);
  // The path must lead to the longer head that was signed: then it shows what that tree begins with.
  return roots !== null && sameBytes(roots.new, b.root) && !sameBytes(roots.old, a.root);
}
