import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { type ApprovalChallenge, approvalText, DEVICE_DOMAIN } from "@entente/contract";
import type { Device } from "./port.ts";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** "D-" and the first 16 hex digits of the SHA-256 of the raw public key: the same key is the same device. */
export function deviceIdOf(publicKey: Uint8Array): string {
  return `D-${hash("sha256", publicKey, "hex").slice(0, 16)}`;
}

/**
 * What a device key signs for an approval: `entente/device/v1\0` ‖ SHA-256 of the challenge's text (design §5).
 */
export function deviceMessage(challenge: ApprovalChallenge): Uint8Array {
  return deviceMessageOf(approvalText(challenge));
}

/** The same for any text that says by itself what it is for. */
export function deviceMessageOf(text: string): Uint8Array {
  return Buffer.concat([Buffer.from(DEVICE_DOMAIN), hash("sha256", text, "buffer")]);
}

/**
 * Whether `signature` (64 bytes, RFC 8032) over `message` was made with the device's key. False, never a throw,
 * for anything an officer could send.
 */
export function verifyDeviceSignature(
  device: Pick<Device, "publicKey">,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = keyOf(device.publicKey);
  return key !== null && signature.length === SIGNATURE_BYTES && verify(null, message, key, signature);
}

/**
 * Whether these bytes may be enrolled: 32 of them, one spelling, not of small order (RFC 8032 §5.1.3, §5.1.7).
 * Our platform's OpenSSL verifies nothing under a small-order key, but other verifiers of a stored approval
 * would take a signature that nobody made.
 */
export function isUsableDeviceKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES) return false;
  const y = publicKey.toReversed().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & ~SIGN;
  return y < PRIME && !SMALL_ORDER.has(y);
}

/** The sign of x stands above the 255 bits of y. */
const SIGN = 1n << 255n;
const PRIME = SIGN - 19n;
/** y of the points of order 8: ±; the other small orders have y = 1, −1 and 0. */
const EIGHTH = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL_ORDER: ReadonlySet<bigint> = new Set([0n, 1n, PRIME - 1n, EIGHTH, PRIME - EIGHTH]);

function keyOf(publicKey: Uint8Array): KeyObject | null {
  if (publicKey.length !== KEY_BYTES) return null;
  return createPublicKey({ key: Buffer.from(publicKey), format: "raw-public", asymmetricKeyType: "ed25519" });
}
