import { type KeyObject, verify } from "node:crypto";
import { bad, bigEndian, concat, fromBase64, good, sha256, textOf, utf8, within } from "../bytes.ts";
import {
  canonicalJson,
  listAt,
  memberOf,
  parseCanonicalJson,
  parseJson,
  stringAt,
} from "../canonical-json.ts";
import {
  keyOf,
  type LogVerifier,
  logVerifier,
  type RawKeys,
  type WitnessVerifier,
  witnessVerifier,
} from "../checkpoint.ts";
import type { Outcome } from "../faults.ts";
import { isSignerName } from "../note.ts";

/** A node as its card in the agreement names it. */
export interface AnchorNode {
  readonly party: string;
  readonly node: string;
  /** SHA-256("entente/node/v1\0" ‖ party ‖ "/" ‖ node): how a statement names it. */
  readonly digest: Uint8Array;
  /** signs the node's key statements */
  readonly root: HybridKeys;
  /** the card itself, as the agreement holds it */
  readonly card: unknown;
  readonly sign: HybridKeys;
  readonly exchangeLog: LogVerifier;
  readonly domesticLog: LogVerifier;
  readonly witness: WitnessVerifier;
}

/** What a verification stands on: an agreement signed by the root of every party named in it. */
export interface Anchor {
  /** SHA-256 of the payload: the first leaf of each exchange log, and in every statement. */
  readonly digest: Uint8Array;
  readonly realm: "live" | "exercise";
  readonly nodes: readonly AnchorNode[];
  /** canonical JSON of what every version of an agreement has in common: its id, realm and parties with their cards */
  readonly identity: string;
}

/** An agreement as a file says it, of whatever version: signed by the roots it names itself. */
export interface SignedAgreement extends Anchor {
  readonly version: unknown;
  /** hex; empty in the first version */
  readonly previous: string;
}

/** A statement or document key: both algorithms must verify. */
export interface HybridKeys {
  readonly ed25519: KeyObject;
  readonly mldsa65: KeyObject;
}

const TYPE = "entente/agreement/v1";
const MAX_ANCHOR_BYTES = 4_194_304;

/**
 * Reads agreement.json strictly, and verifies both signatures of every party's root. An anchor is the first version: its
 * digest is the first leaf of both logs, and later versions follow from it (see `agreementHistory`).
 */
export function parseAnchor(bytes: Uint8Array): Outcome<Anchor> {
  const read = readAgreement(bytes);
  if (!read.ok) return read;
  const { digest, realm, nodes, version, previous, identity } = read.value;
  if (version !== 1 || previous !== "") return bad("bad_anchor", "payload/version");
  return good({ digest, realm, nodes, identity });
}

/** Reads a version of an agreement strictly, and verifies both signatures of every party's root that it names. */
export function readAgreement(bytes: Uint8Array): Outcome<SignedAgreement> {
  if (bytes.length > MAX_ANCHOR_BYTES) return bad("too_large", "");
  const text = textOf(bytes) ?? "";
  const file = parseJson(text);
  const signatures = listAt(file, "signatures").map((one) => {
    return {
      party: stringAt(one, "party"),
      ed25519: stringAt(one, "ed25519"),
      mldsa65: stringAt(one, "mldsa65"),
    };
  });
  const payload = stringAt(file, "payload");
  // One spelling only: what we read, written again, must be the file.
  if (`${JSON.stringify({ type: TYPE, payload, signatures })}\n` !== text) return bad("not_canonical", "");
  const signed = fromBase64(payload) ?? new Uint8Array();
  const agreement = parseCanonicalJson(signed);
  if (agreement === undefined) return bad("not_canonical", "payload");
  const realm = memberOf(agreement, "realm");
  if (realm !== "live" && realm !== "exercise") return bad("bad_anchor", "payload/realm");
  const cards = new Map(
    listAt(agreement, "parties").map((one) => [stringAt(one, "party"), memberOf(one, "card")]),
  );
  if (cards.size < 2 || cards.size !== listAt(agreement, "parties").length)
    return bad("bad_anchor", "payload/parties");
  if ([...cards.keys()].sort().join() !== signatures.map((one) => one.party).join())
    return bad("bad_anchor", "signatures");
  const nodes: AnchorNode[] = [];
  for (const signature of signatures) {
    const card = cards.get(signature.party);
    const node = nodeOf(signature.party, card);
    if (!node) return bad("bad_anchor", `payload/parties/${signature.party}`);
    const [classical, lattice] = [fromBase64(signature.ed25519), fromBase64(signature.mldsa65)];
    const message = documentMessage(TYPE, signed);
    if (!classical || !lattice || !bothHold(node.root, message, { ed25519: classical, mldsa65: lattice }))
      return bad("anchor_signature", `signatures/${signature.party}`);
    nodes.push(node);
  }
  const names = nodes.flatMap((node) => [node.exchangeLog.name, node.domesticLog.name, node.witness.name]);
  if (new Set(names).size !== names.length) return bad("bad_anchor", "payload/parties");
  const common = ["id", "realm", "parties"].map((name) => memberOf(agreement, name));
  return good({
    digest: sha256(signed),
    realm,
    nodes,
    version: memberOf(agreement, "version"),
    previous: stringAt(agreement, "previous"),
    identity: canonicalJson(common, 0),
  });
}

/** The anchor itself, or its bytes read; faults are named as the anchor's. */
export function openAnchor(anchor: Uint8Array | Anchor): Outcome<Anchor> {
  return anchor instanceof Uint8Array ? within("anchor", parseAnchor(anchor)) : good(anchor);
}

/** Reads one party's card; null where anything in it is missing or misshapen. */
function nodeOf(party: string, card: unknown): AnchorNode | null {
  const node = stringAt(card, "node");
  const [origin, name] = [
    stringAt(memberOf(card, "log"), "origin"),
    stringAt(memberOf(card, "witness"), "name"),
  ];
  const [root, sign] = [hybridKeys(card, "root"), hybridKeys(card, "sign")];
  const [log, cosigner] = [noteKeys(card, "log"), noteKeys(card, "witness")];
  if (!/^[A-Z]{2,8}$/.test(party) || stringAt(card, "party") !== party || node === "") return null;
  if (!root || !sign || !log || !cosigner || !isSignerName(origin) || !isSignerName(name)) return null;
  if (!origin.endsWith("/exchange")) return null;
  return {
    party,
    node,
    digest: sha256(utf8(`entente/node/v1\0${party}/${node}`)),
    root,
    card,
    sign,
    exchangeLog: logVerifier({ origin, ...log }),
    domesticLog: logVerifier({ origin: origin.replace(/exchange$/, "domestic"), ...log }),
    witness: witnessVerifier({ name, ...cosigner }),
  };
}

/** What a root signs of a document: "entente/document/v1\0" ‖ u16 length of type ‖ type ‖ SHA-256(payload). */
export function documentMessage(type: string, payload: Uint8Array): Uint8Array {
  return concat(utf8("entente/document/v1\0"), bigEndian(type.length, 2), utf8(type), sha256(payload));
}

/** Whether both signatures hold. */
export function bothHold(
  keys: HybridKeys,
  message: Uint8Array,
  signature: Readonly<Record<keyof HybridKeys, Uint8Array>>,
): boolean {
  return (
    verify(null, message, keys.ed25519, signature.ed25519) &&
    verify(null, message, keys.mldsa65, signature.mldsa65)
  );
}

/** The two keys of a section of a card; null where one is missing or misshapen. */
export function hybridKeys(card: unknown, section: string): HybridKeys | null {
  const [ed25519, mldsa65] = [rawKey(card, section, "ed25519", 32), rawKey(card, section, "mldsa65", 1_952)];
  return ed25519 && mldsa65
    ? { ed25519: keyOf(ed25519, "ed25519"), mldsa65: keyOf(mldsa65, "ml-dsa-65") }
    : null;
}

function noteKeys(card: unknown, section: string): RawKeys | null {
  const [ed25519, mldsa44] = [rawKey(card, section, "ed25519", 32), rawKey(card, section, "mldsa44", 1_312)];
  return ed25519 && mldsa44 ? { ed25519, mldsa44 } : null;
}

function rawKey(card: unknown, section: string, name: string, length: number): Uint8Array | null {
  const raw = fromBase64(stringAt(memberOf(card, section), name));
  return raw?.length === length ? raw : null;
}
