/** 128 bits of a pin tell the keys of one node apart; what proves one is the handshake. */
const DIGITS = 32;

/**
 * The name by which who connects asks for the key he trusts (TLS server_name, RFC 6066 §3): a node whose key has just
 * changed cannot know which of the two its partner knows, and he can.
 * @param pin SHA-256 of SubjectPublicKeyInfo, 32 bytes
 */
export function pinName(pin: Uint8Array): string {
  return `${Buffer.from(pin).toString("hex").slice(0, DIGITS)}.pin.entente.invalid`;
}
