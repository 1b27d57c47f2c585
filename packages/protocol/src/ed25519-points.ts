/**
 * The y-coordinates of Ed25519's eight small-order points (RFC 8032 §5.1; order 1, 2, 4, 8), little-endian hex
 * without the sign bit. Under such a "public key" a signature for one message holds for many, so a card that
 * carries one would let anybody sign. 0, 1, −1 and the two of order 8.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  `00${"00".repeat(31)}`,
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

/** Whether raw bytes may serve as an Ed25519 public key: one spelling (y < 2^255 − 19) and not of small order. */
export function isUsableEd25519(raw: Uint8Array): boolean {
  if (raw.length !== 32) return false;
  const y = Buffer.from(raw);
  y[31] = (y[31] ?? 0) & 0x7f;
  return isReduced(y) && !SMALL_ORDER.has(y.toString("hex"));
}

/** Less than the field's prime: the few values above it are second spellings of small ones (RFC 8032 §5.1.3). */
function isReduced(y: Uint8Array): boolean {
  if (y[31] !== 0x7f || (y[0] ?? 0) < 0xed) return true;
  return !y.subarray(1, 31).every((byte) => byte === 0xff);
}
