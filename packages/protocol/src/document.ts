import { type Fault, isPartyCode, type Parsed, type PartyCode, passed, refused } from "@entente/words";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { ascii, base64Of, bytesOfBase64, concat, sameBytes } from "./bytes.ts";
import { sha256 } from "./fields.ts";
import {
  ED25519_BYTES,
  type HybridSignature,
  MLDSA65_BYTES,
  type SigningKeys,
  signHybrid,
  type VerifyingKeys,
  verifyHybrid,
} from "./keys.ts";
import { schemaFaults } from "./schema-faults.ts";
import { parseStrict } from "./strict-json.ts";

/** A node card, signed by the party's root. */
export const CARD_TYPE = "entente/card/v1";
/** The agreement between nodes, signed by the root of every party. */
export const AGREEMENT_TYPE = "entente/agreement/v1";
/** A change of a node's operational keys, signed by the party's root. */
export const KEYS_TYPE = "entente/keys/v1";
/** The opening of a new stream after a restore, signed by the party's root. */
export const STREAM_TYPE = "entente/stream/v1";
/** A state of the relation, signed by the party's root; in an emergency by its node. */
export const STATE_TYPE = "entente/relation-state/v1";

const DOMAIN = ascii("entente/document/v1\0");
/** An agreement with a long directory; everything else is far smaller. */
export const DOCUMENT_LIMITS = { maxBytes: 1_048_576, maxString: 1_048_576 };
export const TYPE_SHAPE = "^[a-z][a-z0-9/-]{0,63}$";

const FileSchema = Type.Object(
  {
    type: Type.String({ pattern: TYPE_SHAPE }),
    payload: Type.String(),
    signatures: Type.Array(
      Type.Object(
        { party: Type.String({ pattern: "^[A-Z]{2,8}$" }), ed25519: Type.String(), mldsa65: Type.String() },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 64 },
    ),
  },
  { additionalProperties: false },
);
const fileValidator = Compile(FileSchema);

/** Who signs a document, with which keys. */
export interface DocumentSigner {
  readonly party: PartyCode;
  readonly keys: SigningKeys;
}

/** One party's pair of signatures. */
export interface PartySignature extends HybridSignature {
  readonly party: PartyCode;
}

/** A document file taken apart; **nothing is verified**. */
export interface ReadDocument {
  readonly type: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly PartySignature[];
}

/** A document all of whose required signatures verified. */
export interface OpenedDocument {
  readonly type: string;
  readonly payload: Uint8Array;
  /** SHA-256 of the payload, 32 bytes */
  readonly digest: Uint8Array;
}

/**
 * The exact file bytes of a document signed by every signer (spec/trust-ceremony.md §2).
 * @throws {TypeError} for no signer, a party twice, or a type or party of the wrong shape
 */
export async function signDocument(
  type: string,
  payload: Uint8Array,
  signers: readonly DocumentSigner[],
): Promise<Uint8Array> {
  const parties = new Set(signers.map((signer) => signer.party));
  if (parties.size === 0 || parties.size < signers.length || ![...parties].every(isPartyCode)) {
    throw new TypeError("signDocument: each party once, at least one");
  }
  if (!new RegExp(TYPE_SHAPE).test(type)) throw new TypeError("signDocument: bad type");
  const message = messageOf(type, payload);
  const signatures = await Promise.all(
    signers.map(async ({ party, keys }) => ({ party, ...(await signHybrid(message, keys)) })),
  );
  signatures.sort((a, b) => (a.party < b.party ? -1 : 1));
  return fileBytes({ type, payload, signatures });
}

/** Takes a document file apart: structure and spelling only. Any other spelling of the same file is `not_canonical`. */
export function readDocument(file: Uint8Array): Parsed<ReadDocument> {
  const json = parseStrict(file, DOCUMENT_LIMITS);
  if (!json.ok) return json;
  if (!fileValidator.Check(json.value)) return refused(...schemaFaults(fileValidator, json.value));
  const payload = bytesOfBase64(json.value.payload);
  const signatures = json.value.signatures.map(({ party, ed25519, mldsa65 }) => ({
    party,
    ed25519: bytesOfBase64(ed25519) ?? new Uint8Array(0),
    mldsa65: bytesOfBase64(mldsa65) ?? new Uint8Array(0),
  }));
  const faults = signatures.flatMap(signatureFaults);
  if (payload === null) return refused(...faults, { code: "not_canonical", where: "/payload" });
  const document = { type: json.value.type, payload, signatures };
  if (!sameBytes(fileBytes(document), file)) faults.push({ code: "not_canonical", where: "" });
  return faults.length === 0 ? passed(document) : refused(...faults);
}

/** Right lengths, parties strictly ascending. */
function signatureFaults(signature: PartySignature, index: number, all: readonly PartySignature[]): Fault[] {
  const faults: Fault[] = [];
  const wrong = (field: string) =>
    faults.push({ code: "not_canonical", where: `/signatures/${index}/${field}` });
  const before = all[index - 1]?.party;
  if (before !== undefined && before >= signature.party) wrong("party");
  if (signature.ed25519.length !== ED25519_BYTES) wrong("ed25519");
  if (signature.mldsa65.length !== MLDSA65_BYTES) wrong("mldsa65");
  return faults;
}

/**
 * Opens a document: the wanted type, signed by exactly the parties of `signers`, both signatures of each verify.
 * A signature of anybody else refuses the file: no byte of it goes unverified.
 */
export async function openDocument(
  file: Uint8Array,
  want: { readonly type: string; readonly signers: ReadonlyMap<PartyCode, VerifyingKeys> },
): Promise<Parsed<OpenedDocument>> {
  const read = readDocument(file);
  return read.ok ? verifyDocument(read.value, want) : read;
}

/** Verifies a document already taken apart, whose signers were read from its own payload. */
export async function verifyDocument(
  document: ReadDocument,
  want: { readonly type: string; readonly signers: ReadonlyMap<PartyCode, VerifyingKeys> },
): Promise<Parsed<OpenedDocument>> {
  const { type, payload, signatures } = document;
  const faults: Fault[] = [];
  if (type !== want.type) faults.push({ code: "wrong_type", where: "/type" });
  const signed = new Set(signatures.map((signature) => signature.party));
  for (const party of want.signers.keys()) {
    if (!signed.has(party)) faults.push({ code: "missing_signature", where: "/signatures", detail: party });
  }
  const message = messageOf(type, payload);
  for (const [index, signature] of signatures.entries()) {
    const keys = want.signers.get(signature.party);
    if (keys === undefined) faults.push({ code: "unknown_signer", where: `/signatures/${index}/party` });
    else faults.push(...(await brokenSignatures(message, signature, keys, index)));
  }
  return faults.length === 0 ? passed({ type, payload, digest: sha256(payload) }) : refused(...faults);
}

async function brokenSignatures(
  message: Uint8Array,
  signature: PartySignature,
  keys: VerifyingKeys,
  index: number,
): Promise<Fault[]> {
  const holds = await verifyHybrid(message, signature, keys);
  const faults: Fault[] = [];
  if (!holds.ed25519) faults.push({ code: "signature_ed25519", where: `/signatures/${index}/ed25519` });
  if (!holds.mldsa65) faults.push({ code: "signature_mldsa65", where: `/signatures/${index}/mldsa65` });
  return faults;
}

/** Domain, length of the type, type, SHA-256 of the payload: no document verifies as one of another type. */
export function messageOf(type: string, payload: Uint8Array): Uint8Array {
  const name = ascii(type);
  return concat(DOMAIN, Uint8Array.of(name.length >> 8, name.length & 0xff), name, sha256(payload));
}

/** The one spelling of a document file; signatures as they are given, which must ascend by party. */
export function fileBytes({ type, payload, signatures }: ReadDocument): Uint8Array {
  const list = signatures.map(({ party, ed25519, mldsa65 }) => ({
    party,
    ed25519: base64Of(ed25519),
    mldsa65: base64Of(mldsa65),
  }));
  return ascii(`${JSON.stringify({ type, payload: base64Of(payload), signatures: list })}\n`);
}
