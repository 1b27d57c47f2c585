import {
  createHash,
  diffieHellman,
  generateKeyPairSync,
  hash,
  type KeyObject,
  decapsulate as mlkemDecapsulate,
  encapsulate as mlkemEncapsulate,
} from "node:crypto";
import { type Parsed, passed, refused } from "@entente/words";
import { concat, copyOf } from "./bytes.ts";
import { sha256 } from "./fields.ts";
import { privateKey, publicKey, rawPublic } from "./keys.ts";

/** Ciphertext: ML-KEM-768 1088 bytes, then X25519 32 bytes (draft-connolly-cfrg-xwing-kem §5.2). */
export const XWING_ENC_BYTES = 1120;

const MLKEM_PUBLIC_BYTES = 1184;
const MLKEM_CIPHERTEXT_BYTES = 1088;
/** `\.//^\`, the draft's own domain (§5.3). */
const LABEL = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c);

/** A node's private opening key, made once from its 32-byte seed. */
export interface OpeningKey {
  /** raw X-Wing public key, 1216 bytes */
  readonly publicKey: Uint8Array;
  /** SHA-256 of the raw public key, 32 bytes: how a cover names it */
  readonly digest: Uint8Array;
  readonly mlkem: KeyObject;
  readonly x25519: KeyObject;
}

/** A partner's public sealing key, checked and made once. */
export interface SealingKey {
  /** raw X-Wing public key, 1216 bytes */
  readonly publicKey: Uint8Array;
  /** SHA-256 of the raw public key, 32 bytes */
  readonly digest: Uint8Array;
  readonly mlkem: KeyObject;
  readonly x25519: KeyObject;
}

/**
 * The opening key of a 32-byte seed (§5.2.1).
 * @throws {TypeError} where the seed is not 32 bytes
 */
export function openingKey(seed: Uint8Array): OpeningKey {
  if (seed.length !== 32) throw new TypeError("openingKey: a seed is 32 bytes");
  const expanded = createHash("shake256", { outputLength: 96 }).update(seed).digest();
  const mlkem = privateKey(expanded.subarray(0, 64), "raw-seed", "ml-kem-768");
  const x25519 = privateKey(expanded.subarray(64), "raw-private", "x25519");
  const raw = concat(rawPublic(mlkem), rawPublic(x25519));
  expanded.fill(0);
  return { publicKey: raw, digest: sha256(raw), mlkem, x25519 };
}

/**
 * The sealing key of raw bytes somebody else sent. `bad_key` for the wrong length, for ML-KEM coefficients out of
 * range, and for an X25519 point of low order, whose shared secret everybody knows (RFC 7748 §6.1).
 */
export function sealingKey(publicKeyBytes: Uint8Array): Parsed<SealingKey> {
  const raw = copyOf(publicKeyBytes, 0, publicKeyBytes.length);
  const mlkem = publicKey(raw.subarray(0, MLKEM_PUBLIC_BYTES), "ml-kem-768");
  const x25519 = publicKey(raw.subarray(MLKEM_PUBLIC_BYTES), "x25519");
  if (mlkem === null || x25519 === null || agree(generateKeyPairSync("x25519").privateKey, x25519) === null) {
    return refused({ code: "bad_key", where: "/xwing" });
  }
  return passed({ publicKey: raw, digest: sha256(raw), mlkem, x25519 });
}

/** A fresh shared secret (32 bytes) and the ciphertext that carries it (1120 bytes), §5.4. */
export function encapsulate(to: SealingKey): { readonly secret: Uint8Array; readonly enc: Uint8Array } {
  const kem = mlkemEncapsulate(to.mlkem);
  const ephemeral = generateKeyPairSync("x25519");
  const point = rawPublic(ephemeral.publicKey);
  const shared = agree(ephemeral.privateKey, to.x25519);
  if (shared === null) throw new Error("encapsulate: sealing key was not checked");
  const secret = combine(kem.sharedKey, shared, point, to.publicKey.subarray(MLKEM_PUBLIC_BYTES));
  return { secret, enc: concat(kem.ciphertext, point) };
}

/**
 * The shared secret (32 bytes) of a ciphertext, §5.5; null where the sender's X25519 point is of low order or the
 * length is wrong. A ciphertext for another key gives an unrelated secret, as ML-KEM does (FIPS 203 §6.3).
 */
export function decapsulate(key: OpeningKey, enc: Uint8Array): Uint8Array | null {
  if (enc.length !== XWING_ENC_BYTES) return null;
  const point = copyOf(enc, MLKEM_CIPHERTEXT_BYTES, XWING_ENC_BYTES);
  const theirs = publicKey(point, "x25519");
  const shared = theirs === null ? null : agree(key.x25519, theirs);
  if (shared === null) return null;
  const kem = mlkemDecapsulate(key.mlkem, enc.subarray(0, MLKEM_CIPHERTEXT_BYTES));
  return combine(kem, shared, point, key.publicKey.subarray(MLKEM_PUBLIC_BYTES));
}

function combine(kem: Uint8Array, shared: Uint8Array, point: Uint8Array, own: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha3-256", concat(kem, shared, point, own, LABEL), "buffer"));
}

/** Null where the result would be all zero: the platform throws then. */
function agree(mine: KeyObject, theirs: KeyObject): Uint8Array | null {
  try {
    return diffieHellman({ privateKey: mine, publicKey: theirs });
  } catch {
    return null;
  }
}
