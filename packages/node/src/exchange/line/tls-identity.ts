import "reflect-metadata";
import { createPrivateKey, createPublicKey, hash, type KeyObject } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** What a node shows at the other end of a line, and what the other end pins. */
export interface TlsIdentity {
  /** PKCS#8, PEM */
  readonly keyPem: string;
  /** X.509, PEM */
  readonly certPem: string;
  /** SHA-256 of the key as a DER SubjectPublicKeyInfo, 32 bytes: the pin in a node card */
  readonly spkiSha256: Uint8Array;
}

const ED25519 = { name: "Ed25519" } as const;
/**
 * Fixed on purpose: trust is in the pinned key and ends by a root-signed statement, never by a clock (design §5).
 */
const NOT_BEFORE = new Date(Date.UTC(2026, 0, 1));
const NOT_AFTER = new Date(Date.UTC(2056, 0, 1));
const COMMON_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 .-]{0,62}[A-Za-z0-9])?$/;

/**
 * The Ed25519 key of a seed with a self-signed certificate around it; the same seed and name give the same bytes.
 * @param given.seed 32 bytes
 * @param given.commonName the node's name, 1 to 64 letters, digits, spaces, dots and dashes
 * @throws {RangeError} for another length or name
 */
export async function makeTlsIdentity(given: {
  readonly seed: Uint8Array;
  readonly commonName: string;
}): Promise<TlsIdentity> {
  if (given.seed.length !== 32) throw new RangeError("makeTlsIdentity: a seed is 32 bytes");
  if (!COMMON_NAME.test(given.commonName)) throw new RangeError("makeTlsIdentity: not a node's name");
  const key = keyOfSeed(given.seed);
  const spkiSha256 = spkiSha256Of(createPublicKey(key));
  return {
    keyPem: key.export({ format: "pem", type: "pkcs8" }).toString(),
    certPem: await certificateOf(key, given.commonName, spkiSha256),
    spkiSha256,
  };
}

/** SHA-256 of a public key's DER SubjectPublicKeyInfo, 32 bytes. */
export function spkiSha256Of(publicKey: KeyObject): Uint8Array {
  return new Uint8Array(hash("sha256", publicKey.export({ format: "der", type: "spki" }), "buffer"));
}

/**
 * The pin of the key of a seed, without the certificate around it.
 * @param seed 32 bytes
 */
export function tlsPinOf(seed: Uint8Array): Uint8Array {
  return spkiSha256Of(createPublicKey(keyOfSeed(seed)));
}

function keyOfSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({
    key: Buffer.from(seed),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
}

async function certificateOf(key: KeyObject, commonName: string, spki: Uint8Array): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // Positive and never zero: the first bit is cleared, the second set (RFC 5280 §4.1.2.2).
    serialNumber: Buffer.from([((spki[0] ?? 0) & 0x3f) | 0x40, ...spki.subarray(1, 16)]).toString("hex"),
    name: [{ CN: [commonName] }],
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    signingAlgorithm: ED25519,
    keys: {
      privateKey: key.toCryptoKey(ED25519, false, ["sign"]),
      publicKey: createPublicKey(key).toCryptoKey(ED25519, true, ["verify"]),
    },
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    ],
  });
  return certificate.toString("pem");
}
