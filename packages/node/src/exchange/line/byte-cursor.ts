/** Reads a structure of the line field after field, big-endian; a RangeError where the bytes end before. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** how many bytes were read */
  get at(): number {
    return this.#at;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** A copy of the next bytes. */
  raw(size: number): Uint8Array {
    if (this.#at + size > this.#bytes.length) throw new RangeError("the bytes end");
    this.#at += size;
    return this.#bytes.slice(this.#at - size, this.#at);
  }

  u8(): number {
    return this.raw(1)[0] ?? 0;
  }

  u16(): number {
    return this.u8() * 256 + this.u8();
  }

  u32(): number {
    return this.u16() * 65_536 + this.u16();
  }

  /** A number above 2^53 − 1 is a fault: no two readers may round it differently. */
  u64(): number {
    const value = new DataView(this.raw(8).buffer).getBigUint64(0);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError("no safe integer");
    return Number(value);
  }

  /** Whether the next byte is this one; goes behind it where it is. */
  tag(tag: number): boolean {
    if (this.#bytes[this.#at] !== tag) return false;
    this.#at += 1;
    return true;
  }
}
