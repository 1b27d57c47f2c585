import { bad, fromBase64, good, hexOf, sha256, utf8 } from "../bytes.ts";
import { canonicalJson, listAt, memberOf, parseCanonicalJson, stringAt } from "../canonical-json.ts";
import { ENTRY_KIND, entry } from "../entry.ts";
import type { Outcome } from "../faults.ts";
import type { KeyLeaf } from "../key-leaf.ts";
import { leafHash, verifyInclusion } from "../merkle.ts";
import { statementSigned } from "../statement.ts";
import { type AnchorNode, bothHold, documentMessage, type HybridKeys, hybridKeys } from "./anchor.ts";

const TYPE = "entente/keys/v1";
/** What a key statement may not move: the log and its witness stand as the agreement names them. */
const FIXED = ["party", "node", "root", "log", "witness"] as const;

/** A key a node signs statements with, and for which leaves of a log it counts. */
export interface SignKey {
  readonly keys: HybridKeys;
  /** of the statement that brought it; 0 = the agreement's card */
  readonly serial: number;
  /** leaves behind this one; −1 = from the first */
  readonly from: number;
  /** and before this one; null = no statement in the proof revokes it */
  readonly until: number | null;
}

/** Under which key a statement stands. */
export interface ProvenKeys {
  /** of the key statement that brought the key; 0 = the agreement's card */
  readonly signed_under: number;
  /** the newest key statement in the proof: who knows of a later one knows more than the proof says */
  readonly newest: number;
  /** a later statement revokes the key; what stands on the log before it still stands */
  readonly revoked_since: boolean;
}

/** What the statements of a proof say of a node's signing keys. */
export interface KeyHistory {
  readonly newest: number;
  readonly ring: readonly SignKey[];
}

interface Chain {
  readonly serial: number;
  readonly card: unknown;
  /** hex SHA-256: `previous` of the next one */
  readonly digest: string;
  readonly index: number;
  readonly ring: readonly SignKey[];
}

/**
 * Verifies the sender's key statements on the log of a proof: each signed by the root that the anchor names, none left
 * out between the agreement's card and the last, in the order of the log, and each included in the tree.
 */
export function keyHistory(
  leaves: readonly KeyLeaf[],
  node: AnchorNode,
  head: { readonly size: number; readonly root: Uint8Array },
): Outcome<KeyHistory> {
  const first = { keys: node.sign, serial: 0, from: -1, until: null };
  const digest = hexOf(sha256(utf8(canonicalJson(node.card, 0))));
  let chain: Chain = { serial: 0, card: node.card, digest, index: -1, ring: [first] };
  for (const [nth, leaf] of leaves.entries()) {
    const where = `keys/${nth}`;
    const { payload, index, inclusion } = leaf;
    if (!bothHold(node.root, documentMessage(TYPE, payload), leaf)) return bad("key_signature", where);
    if (index <= chain.index) return bad("key_order", where);
    const leafOf = leafHash(entry(ENTRY_KIND.key_statement, sha256(payload)));
    const included = verifyInclusion({ leafHash: leafOf, index, proof: inclusion, ...head });
    if (!included.ok) return bad(included.reason, `${where}/inclusion`);
    const next = linked(chain, leaf, where);
    if (!next.ok) return next;
    chain = next.value;
  }
  return good({ newest: chain.serial, ring: chain.ring });
}

function linked(before: Chain, { payload, index }: KeyLeaf, where: string): Outcome<Chain> {
  const said = parseCanonicalJson(payload);
  const card = memberOf(said, "card");
  const sign = hybridKeys(card, "sign");
  if (said === undefined || !sign) return bad("key_statement", where);
  const serial = memberOf(said, "serial");
  if (serial !== before.serial + 1 || stringAt(said, "previous") !== before.digest)
    return bad("key_order", where);
  const same = (name: string) =>
    canonicalJson(memberOf(card, name), 0) === canonicalJson(memberOf(before.card, name), 0);
  const own = (["party", "node"] as const).every((name) => stringAt(said, name) === stringAt(card, name));
  if (!own || !FIXED.every(same)) return bad("key_statement", `${where}/card`);
  const revoked = new Set(
    listAt(said, "revoked").flatMap((one) =>
      stringAt(one, "use") === "sign" ? [stringAt(one, "digest")] : [],
    ),
  );
  if (digestsOf(card).some((digest) => revoked.has(digest))) return bad("key_statement", `${where}/card`);
  const kept = before.ring.map((key) =>
    key.until === null && isNamed(key, revoked) ? { ...key, until: index } : key,
  );
  const ring = same("sign") ? kept : [{ keys: sign, serial, from: index, until: null }, ...kept];
  return good({ serial, card, digest: hexOf(sha256(payload)), index, ring });
}

/** The key that made both signatures of a statement, where it counted at its leaf. */
export function signerOf(
  signedStatement: Uint8Array,
  { ring, newest }: KeyHistory,
  leaf: number,
): Outcome<ProvenKeys> {
  const signer = ring.find(({ keys }) => statementSigned(signedStatement, keys));
  if (!signer) return bad("statement_signature", "statement/@416");
  const { serial, from, until } = signer;
  if (leaf <= from || (until !== null && leaf >= until)) return bad("key_not_in_force", "statement/@416");
  return good({ signed_under: serial, newest, revoked_since: until !== null });
}

function isNamed({ keys }: SignKey, revoked: ReadonlySet<string>): boolean {
  const raws = [keys.ed25519, keys.mldsa65].map((key) => key.export({ format: "raw-public" }));
  return raws.some((raw) => revoked.has(hexOf(sha256(new Uint8Array(raw)))));
}

function digestsOf(card: unknown): readonly string[] {
  const section = memberOf(card, "sign");
  return (["ed25519", "mldsa65"] as const).map((name) =>
    hexOf(sha256(fromBase64(stringAt(section, name)) ?? new Uint8Array())),
  );
}
