/** Bytes, joined in order into one new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A copy of a part. `slice` will not do: on a Buffer, which is a Uint8Array too, it shares the memory. */
export function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

/** Whether two public byte strings are equal. Not constant time: never for secrets. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** ASCII text as bytes. */
export function ascii(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** Lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString("hex");
}

/** The bytes of lower-case hex; null for any other spelling. */
export function bytesOfHex(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return new Uint8Array(Buffer.from(text, "hex"));
}

/** Standard base64 with padding (RFC 4648 §4). */
export function base64Of(bytes: Uint8Array): string {
  return asBuffer(bytes).toString("base64");
}

/**
 * The bytes of standard padded base64; null for any other spelling. The platform's decoder forgives white
 * space, missing padding and stray bits (RFC 4648 §3.5), so the text must equal its own re-encoding.
 */
export function bytesOfBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? new Uint8Array(bytes) : null;
}

/** A Buffer over the same memory, for the node:crypto calls that want one. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
