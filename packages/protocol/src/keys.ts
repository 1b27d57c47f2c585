import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { asBuffer } from "./bytes.ts";
import { isUsableEd25519 } from "./ed25519-points.ts";

/** Raw public keys of one signer: Ed25519 32 bytes (RFC 8032), ML-DSA-65 1952 bytes (FIPS 204). */
export interface SignPublics {
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

/** A signer's private keys, made once. */
export interface SigningKeys {
  readonly ed25519: KeyObject;
  readonly mldsa65: KeyObject;
  readonly publics: SignPublics;
}

/** A signer's public keys, checked and made once. */
export interface VerifyingKeys {
  readonly ed25519: KeyObject;
  readonly mldsa65: KeyObject;
  readonly publics: SignPublics;
}

/** Both signatures over the same message. */
export interface HybridSignature {
  /** 64 bytes */
  readonly ed25519: Uint8Array;
  /** 3309 bytes */
  readonly mldsa65: Uint8Array;
}

export const ED25519_BYTES = 64;
export const MLDSA65_BYTES = 3309;

/** 32 bytes from the platform's secure generator: the seed of one private key. */
export function newSeed(): Uint8Array {
  return new Uint8Array(randomBytes(32));
}

/**
 * A signer's keys from two 32-byte seeds.
 * @throws {TypeError} where a seed is not 32 bytes
 */
export function signingKeys(seeds: {
  readonly ed25519Seed: Uint8Array;
  readonly mldsa65Seed: Uint8Array;
}): SigningKeys {
  if (seeds.ed25519Seed.length !== 32 || seeds.mldsa65Seed.length !== 32) {
    throw new TypeError("signingKeys: a seed is 32 bytes");
  }
  const ed25519 = privateKey(seeds.ed25519Seed, "raw-private", "ed25519");
  const mldsa65 = privateKey(seeds.mldsa65Seed, "raw-seed", "ml-dsa-65");
  return { ed25519, mldsa65, publics: { ed25519: rawPublic(ed25519), mldsa65: rawPublic(mldsa65) } };
}

/**
 * A signer's keys from raw public keys somebody else sent.
 * @returns `bad_key` at `/ed25519` for a small-order or non-canonical point, for which anybody can sign, and at
 *   `/mldsa65` for the wrong length; both at once
 */
export function verifyingKeys(publics: SignPublics): Parsed<VerifyingKeys> {
  const ed25519 = isUsableEd25519(publics.ed25519) ? publicKey(publics.ed25519, "ed25519") : null;
  const mldsa65 = publicKey(publics.mldsa65, "ml-dsa-65");
  if (ed25519 !== null && mldsa65 !== null) {
    return passed({
      ed25519,
      mldsa65,
      publics: { ed25519: rawPublic(ed25519), mldsa65: rawPublic(mldsa65) },
    });
  }
  const faults: Fault[] = [];
  if (ed25519 === null) faults.push({ code: "bad_key", where: "/ed25519" });
  if (mldsa65 === null) faults.push({ code: "bad_key", where: "/mldsa65" });
  return refused(...faults);
}

/** Imports a private key from its raw form. */
export function privateKey(raw: Uint8Array, format: "raw-private" | "raw-seed", type: KeyType): KeyObject {
  return createPrivateKey({ key: asBuffer(raw), format, asymmetricKeyType: type });
}

/** Imports a raw public key; null where the platform refuses it (length, ML-KEM coefficients out of range). */
export function publicKey(raw: Uint8Array, type: KeyType): KeyObject | null {
  try {
    return createPublicKey({ key: asBuffer(raw), format: "raw-public", asymmetricKeyType: type });
  } catch {
    return null;
  }
}

/** The raw public key that belongs to a key. */
export function rawPublic(key: KeyObject): Uint8Array {
  const half = key.type === "private" ? createPublicKey(key) : key;
  return new Uint8Array(half.export({ format: "raw-public" }));
}

/**
 * Signs with both algorithms. The domain stands in the message: Node's `context` argument would turn Ed25519
 * silently into Ed25519ctx. ML-DSA runs in the thread pool, so a burst does not block the loop.
 */
export async function signHybrid(message: Uint8Array, keys: SigningKeys): Promise<HybridSignature> {
  const mldsa65 = signInPool(message, keys.mldsa65);
  return { ed25519: new Uint8Array(sign(null, message, keys.ed25519)), mldsa65: await mldsa65 };
}

/** Verifies both signatures, each on its own, and says of each whether it holds. */
export async function verifyHybrid(
  message: Uint8Array,
  signature: HybridSignature,
  keys: VerifyingKeys,
): Promise<{ readonly ed25519: boolean; readonly mldsa65: boolean }> {
  const mldsa65 = verifyInPool(message, keys.mldsa65, signature.mldsa65);
  return { ed25519: verify(null, message, keys.ed25519, signature.ed25519), mldsa65: await mldsa65 };
}

type KeyType = "ed25519" | "x25519" | "ml-dsa-65" | "ml-kem-768";

function signInPool(message: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(null, message, key, (error, signature) => {
      if (error) reject(error);
      else resolve(new Uint8Array(signature));
    });
  });
}

function verifyInPool(message: Uint8Array, key: KeyObject, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, message, key, signature, (error, holds) => {
      if (error) reject(error);
      else resolve(holds);
    });
  });
}
