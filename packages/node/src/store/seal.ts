import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from "node:crypto";
import { VaultFault } from "./faults.ts";

/** First byte of everything sealed: AES-256-GCM, 96-bit random nonce, 128-bit tag (NIST SP 800-38D). */
const VERSION = 0x01;
const NONCE = 12;
const TAG = 16;
/** Bytes that sealing adds. */
export const SEAL_OVERHEAD = 1 + NONCE + TAG;

/**
 * Seals `plain` under a 256-bit key: version ‖ nonce ‖ ciphertext ‖ tag.
 * `context` is bound in (AAD) and not stored: whoever opens must name it again. Random nonces are sound for
 * 2^32 seals under one key (SP 800-38D §8.3); the node key wraps one item key each time, an item key far less.
 */
export function seal(key: KeyObject, context: Uint8Array, plain: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(SEAL_OVERHEAD + plain.length);
  sealed[0] = VERSION;
  const nonce = randomFillSync(sealed.subarray(1, 1 + NONCE));
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(context);
  sealed.set(cipher.update(plain), 1 + NONCE);
  cipher.final();
  sealed.set(cipher.getAuthTag(), sealed.length - TAG);
  return sealed;
}

/** The plain bytes; throws VaultFault `sealed_damaged` when key, context or any byte differs. */
export function open(key: KeyObject, context: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (sealed.length < SEAL_OVERHEAD || sealed[0] !== VERSION) throw damaged();
  const plain = new Uint8Array(sealed.length - SEAL_OVERHEAD);
  const nonce = sealed.subarray(1, 1 + NONCE);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG });
  decipher.setAAD(context).setAuthTag(sealed.subarray(sealed.length - TAG));
  plain.set(decipher.update(sealed.subarray(1 + NONCE, sealed.length - TAG)));
  try {
    decipher.final();
  } catch {
    plain.fill(0); // Unverified plaintext must not be reachable by anybody.
    throw damaged();
  }
  return plain;
}

function damaged(): VaultFault {
  return new VaultFault("sealed_damaged", "sealed content was changed, moved or sealed under another key");
}
