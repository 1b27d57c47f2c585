import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { bytesOfBase64 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { cardValidator, type NodeCard } from "./card-schema.ts";
import { CARD_TYPE, readDocument, verifyDocument } from "./document.ts";
import { isUsableEd25519 } from "./ed25519-points.ts";
import { sha256 } from "./fields.ts";
import { type VerifyingKeys, verifyingKeys } from "./keys.ts";
import { parseCanonical, schemaFaults } from "./schema-faults.ts";
import { nodeDigest } from "./statement.ts";
import { type SealingKey, sealingKey } from "./xwing.ts";

/** A node card whose keys were all imported once. */
export interface ParsedCard {
  readonly card: NodeCard;
  /** canonical JSON of the card */
  readonly payload: Uint8Array;
  /** SHA-256 of the payload */
  readonly digest: Uint8Array;
  /** how statements and covers name the node */
  readonly nodeDigest: Uint8Array;
  readonly root: VerifyingKeys;
  readonly sign: VerifyingKeys;
  readonly seal: SealingKey;
}

/** The payload bytes of a card to be signed by its root; every fault where it is not one. */
export function cardPayload(card: NodeCard): Parsed<Uint8Array> {
  const read = readCard(card);
  return read.ok ? passed(read.value.payload) : read;
}

/**
 * Parses a card file and verifies that the root it names has signed it. That makes it consistent, not true: only
 * the fingerprint compared by two officers a side, or an agreement, makes it the partner's.
 */
export async function parseCard(file: Uint8Array): Promise<Parsed<ParsedCard>> {
  const document = readDocument(file);
  if (!document.ok) return document;
  const json = parseCanonical(document.value.payload, cardValidator);
  if (!json.ok) return json;
  const card = readCard(json.value);
  if (!card.ok) return card;
  const signers = new Map([[card.value.card.party, card.value.root]]);
  const verified = await verifyDocument(document.value, { type: CARD_TYPE, signers });
  return verified.ok ? card : verified;
}

/**
 * What two officers a side read to each other: 240 bits of SHA-256 of the card's payload in base32 (RFC 4648 §6:
 * no 0, 1, 8 or 9 to mishear), twelve groups of four.
 */
export function cardFingerprint(card: Pick<ParsedCard, "digest">): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(card.digest.subarray(0, 30), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const text = bits.replace(/.{5}/g, (five) => letters.charAt(Number.parseInt(five, 2)));
  return text.replace(/.{4}(?=.)/g, "$& ");
}

/** Checks a card's shape and imports its keys. Faults point into the card. */
export function readCard(card: NodeCard): Parsed<ParsedCard> {
  const wrong = schemaFaults(cardValidator, card);
  if (wrong.length > 0) return refused(...wrong);
  const root = signer(card.root, "/root");
  const sign = signer(card.sign, "/sign");
  const seal = sealer(card.seal.xwing);
  const faults = [...[root, sign, seal].flatMap((part) => (part.ok ? [] : part.faults)), ...cardFaults(card)];
  if (!root.ok || !sign.ok || !seal.ok || faults.length > 0) return refused(...faults);
  const payload = canonicalJson(card);
  return passed({
    card,
    payload,
    digest: sha256(payload),
    nodeDigest: nodeDigest(card.party, card.node),
    root: root.value,
    sign: sign.value,
    seal: seal.value,
  });
}

/** The root stays offline, so no online key may be it; keys this kit only carries must still be usable. */
function cardFaults(card: NodeCard): Fault[] {
  const faults: Fault[] = [];
  if (card.root.ed25519 === card.sign.ed25519) faults.push({ code: "bad_card", where: "/sign/ed25519" });
  if (card.root.mldsa65 === card.sign.mldsa65) faults.push({ code: "bad_card", where: "/sign/mldsa65" });
  if (!card.log.origin.endsWith("/exchange")) faults.push({ code: "bad_card", where: "/log/origin" });
  for (const [where, text] of carriedKeys(card)) {
    const raw = bytesOfBase64(text);
    const usable = raw !== null && (!where.endsWith("/ed25519") || isUsableEd25519(raw));
    if (!usable) faults.push({ code: "bad_key", where });
  }
  return faults;
}

function carriedKeys({ log, witness, tls }: NodeCard): readonly (readonly [string, string])[] {
  return [
    ["/log/ed25519", log.ed25519],
    ["/log/mldsa44", log.mldsa44],
    ["/witness/ed25519", witness.ed25519],
    ["/witness/mldsa44", witness.mldsa44],
    ["/tls/spki_sha256", tls.spki_sha256],
  ];
}

function signer(keys: NodeCard["root"], where: string): Parsed<VerifyingKeys> {
  const none = new Uint8Array(0);
  const made = verifyingKeys({
    ed25519: bytesOfBase64(keys.ed25519) ?? none,
    mldsa65: bytesOfBase64(keys.mldsa65) ?? none,
  });
  return made.ok ? made : refused(...made.faults.map((fault) => ({ ...fault, where: where + fault.where })));
}

function sealer(xwing: string): Parsed<SealingKey> {
  const made = sealingKey(bytesOfBase64(xwing) ?? new Uint8Array(0));
  return made.ok ? made : refused({ code: "bad_key", where: "/seal/xwing" });
}

/** What must belong to one node only: were two nodes to share a key, each could speak as the other. */
export function ownNames(card: NodeCard): readonly (readonly [string, string])[] {
  return [
    ["/root/ed25519", card.root.ed25519],
    ["/root/mldsa65", card.root.mldsa65],
    ["/sign/ed25519", card.sign.ed25519],
    ["/sign/mldsa65", card.sign.mldsa65],
    ["/seal/xwing", card.seal.xwing],
    ["/log/origin", card.log.origin],
    ["/witness/name", card.witness.name],
    ...carriedKeys(card),
  ];
}
