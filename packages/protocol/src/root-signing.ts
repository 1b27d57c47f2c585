import { type Fault, type Parsed, type PartyCode, passed, refused } from "@entente/words";
import { base64Of, bytesOfBase64 } from "./bytes.ts";
import { type ReadDocument, verifyDocument } from "./document.ts";
import { countersign, readUnsigned } from "./document-signing.ts";
import { type SigningKeys, type VerifyingKeys, verifyingKeys } from "./keys.ts";
import { type PayloadSigner, payloadSigners } from "./payload-signers.ts";

/** A root that is about to sign. */
export interface Root {
  readonly party: PartyCode;
  readonly keys: SigningKeys;
}

/** A document on its way from root to root: what it says was judged, whatever signature it has verifies. */
export interface Pending {
  readonly document: ReadDocument;
  /** parties whose root must sign, ascending */
  readonly wanted: readonly PartyCode[];
  /** those of them that have */
  readonly signed: readonly PartyCode[];
}

/**
 * Reads a document that nobody, some or all of the wanted roots have signed.
 * @param own the root about to sign, for documents that do not name it themselves (a stream statement); null to only read
 * @returns every fault: no document, a payload that is not of its type, a signature that does not stand, a signer nobody
 *   asked for. Whose roots the named ones are, only the ceremony says.
 */
export async function readPending(file: Uint8Array, own: Root | null): Promise<Parsed<Pending>> {
  const read = readUnsigned(file);
  if (!read.ok) return read;
  const { type, payload, signatures } = read.value;
  const wanted = payloadSigners(type, payload);
  if (!wanted.ok) return wanted;
  const present = new Set(signatures.map(({ party }) => party));
  const signers = new Map<PartyCode, VerifyingKeys>();
  for (const signer of wanted.value) {
    const keys = present.has(signer.party) ? keysOf(signer, own) : null;
    if (keys !== null) signers.set(signer.party, keys);
  }
  const verified = await verifyDocument(read.value, { type, signers });
  if (!verified.ok) return verified;
  return passed({
    document: read.value,
    wanted: wanted.value.map(({ party }) => party),
    signed: [...signers.keys()],
  });
}

/**
 * Adds a root's signatures to a document; those of the others stay as they are, byte for byte.
 * @returns the file, or every fault: as of {@link readPending}; `unknown_signer` at `/party` where the document is not
 *   this party's to sign; `another_root` where it names a root of this party that is not this one
 */
export async function signWithRoot(
  file: Uint8Array,
  root: Root,
): Promise<Parsed<{ readonly file: Uint8Array; readonly pending: Pending }>> {
  const pending = await readPending(file, root);
  if (!pending.ok) return pending;
  const { document, wanted } = pending.value;
  const asked = payloadSigners(document.type, document.payload);
  const own = asked.ok ? asked.value.find(({ party }) => party === root.party) : undefined;
  if (own === undefined)
    return refused({ code: "unknown_signer", where: "/party", detail: wanted.join(", ") });
  if (!isNamed(own, root)) return refused({ code: "another_root", where: "/root" } satisfies Fault);
  return passed({ file: await countersign(document, root), pending: pending.value });
}

/** A document that names no root of its party leaves that to its reader, who knows the agreement. */
function isNamed({ root: named }: PayloadSigner, { keys }: Root): boolean {
  const { ed25519, mldsa65 } = keys.publics;
  return named === null || (named.ed25519 === base64Of(ed25519) && named.mldsa65 === base64Of(mldsa65));
}

/** Null where nobody says with which key to verify: the signature then refuses the file. */
function keysOf({ party, root }: PayloadSigner, own: Root | null): VerifyingKeys | null {
  const none = new Uint8Array();
  const named =
    root === null
      ? null
      : { ed25519: bytesOfBase64(root.ed25519) ?? none, mldsa65: bytesOfBase64(root.mldsa65) ?? none };
  const publics = named ?? (own?.party === party ? own.keys.publics : null);
  const keys = publics === null ? null : verifyingKeys(publics);
  return keys?.ok === true ? keys.value : null;
}
