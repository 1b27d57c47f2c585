import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { ascii, concat, copyOf } from "./bytes.ts";

/** KEM 0x647A: X-Wing (IANA HPKE KEM identifiers); KDF 0x0001: HKDF-SHA256. */
const KEM_ID = 0x647a;
const KDF_ID = 1;
export const TAG_BYTES = 16;

/** Our suite seals with AES-256-GCM (0x0002); the public test vectors use ChaCha20-Poly1305 (0x0003). */
export type Aead = "aes-256-gcm" | "chacha20-poly1305";

/** The part of the key schedule that depends on nothing but `info` and the suite: made once. */
export interface Schedule {
  readonly aead: Aead;
  readonly extractSecret: Uint8Array;
  readonly expandKey: Uint8Array;
  readonly expandNonce: Uint8Array;
}

/** Keys of one sealed dispatch; chunk *i* is HPKE message number *i*. */
export interface Context {
  readonly aead: Aead;
  readonly key: KeyObject;
  /** 12 bytes */
  readonly baseNonce: Uint8Array;
}

/** RFC 9180 §5.1 KeySchedule, base mode, without the shared secret. */
export function scheduleFor(info: Uint8Array, aead: Aead = "aes-256-gcm"): Schedule {
  const prefix = concat(ascii("HPKE-v1HPKE"), u16(KEM_ID), u16(KDF_ID), u16(aead === "aes-256-gcm" ? 2 : 3));
  const extract = (label: string, ikm: Uint8Array) =>
    hmac(new Uint8Array(32), concat(prefix, ascii(label), ikm));
  const pskIdHash = extract("psk_id_hash", new Uint8Array(0));
  const context = concat(Uint8Array.of(0), pskIdHash, extract("info_hash", info));
  const expand = (label: string, length: number) =>
    concat(u16(length), prefix, ascii(label), context, Uint8Array.of(1));
  return {
    aead,
    extractSecret: concat(prefix, ascii("secret")),
    expandKey: expand("key", 32),
    expandNonce: expand("base_nonce", 12),
  };
}

/** The rest of the key schedule; each output fits one HMAC block, so HKDF-Expand is one HMAC. */
export function contextOf(schedule: Schedule, sharedSecret: Uint8Array): Context {
  const secret = hmac(sharedSecret, schedule.extractSecret);
  return {
    aead: schedule.aead,
    key: createSecretKey(hmac(secret, schedule.expandKey)),
    baseNonce: copyOf(hmac(secret, schedule.expandNonce), 0, 12),
  };
}

/** One HPKE message: its number, what it authenticates, its text (plain when sealing, with tag when opening). */
export interface Message {
  readonly index: number;
  readonly aad: Uint8Array;
  readonly text: Uint8Array;
}

/** Ciphertext and tag of a message (RFC 9180 §5.2), written into `out` at `at`. */
export function sealInto(out: Uint8Array, at: number, context: Context, message: Message): void {
  const cipher = cipherFor(context, nonceOf(context, message.index));
  cipher.setAAD(message.aad, { plaintextLength: message.text.length });
  out.set(cipher.update(message.text), at);
  cipher.final();
  out.set(cipher.getAuthTag(), at + message.text.length);
}

/** Plaintext of a message written into `out` at `at`; false where the tag does not hold: then `out` is waste. */
export function openInto(out: Uint8Array, at: number, context: Context, message: Message): boolean {
  const end = message.text.length - TAG_BYTES;
  const decipher = decipherFor(context, nonceOf(context, message.index));
  decipher.setAAD(message.aad, { plaintextLength: end });
  decipher.setAuthTag(message.text.subarray(end));
  out.set(decipher.update(message.text.subarray(0, end)), at);
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
}

function cipherFor({ aead, key }: Context, nonce: Uint8Array) {
  const options = { authTagLength: TAG_BYTES };
  return aead === "aes-256-gcm"
    ? createCipheriv("aes-256-gcm", key, nonce, options)
    : createCipheriv("chacha20-poly1305", key, nonce, options);
}

function decipherFor({ aead, key }: Context, nonce: Uint8Array) {
  const options = { authTagLength: TAG_BYTES };
  return aead === "aes-256-gcm"
    ? createDecipheriv("aes-256-gcm", key, nonce, options)
    : createDecipheriv("chacha20-poly1305", key, nonce, options);
}

/** Only the last four bytes: `^` works on 32 bits, and an index never needs more (RFC 9180 §5.2). */
function nonceOf(context: Context, index: number): Uint8Array {
  const nonce = copyOf(context.baseNonce, 0, 12);
  const view = new DataView(nonce.buffer, nonce.byteOffset);
  view.setUint32(8, (view.getUint32(8) ^ index) >>> 0);
  return nonce;
}

/** The key is wrapped first: a raw key costs about 30 µs more a call. */
function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac("sha256", createSecretKey(key)).update(message).digest();
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}
