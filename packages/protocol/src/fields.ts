import { hash } from "node:crypto";
import type { Fault } from "@entente/words";
import { copyOf, sameBytes } from "./bytes.ts";
import type { RefusalCode } from "./codes.ts";

/** SHA-256, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}

/** Writes the fields of a fixed big-endian structure one after the other. */
export class FieldWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  raw(part: Uint8Array, size: number): this {
    if (part.length !== size) throw new TypeError(`field of ${size} bytes has ${part.length}`);
    this.bytes.set(part, this.#at);
    this.#at += size;
    return this;
  }

  u8(value: number): this {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
    return this;
  }

  u16(value: number): this {
    this.#view.setUint16(this.#at, value);
    this.#at += 2;
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value);
    this.#at += 4;
    return this;
  }

  u64(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) throw new TypeError("u64 field is no safe integer");
    this.#view.setBigUint64(this.#at, BigInt(value));
    this.#at += 8;
    return this;
  }
}

/** Reads the fields of a fixed big-endian structure in order and collects every fault. The size is checked before. */
export class FieldReader {
  readonly faults: Fault[] = [];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #code: RefusalCode;
  #at = 0;

  constructor(bytes: Uint8Array, code: RefusalCode) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#code = code;
  }

  raw(size: number): Uint8Array {
    this.#at += size;
    return copyOf(this.#bytes, this.#at - size, this.#at);
  }

  u8(): number {
    this.#at += 1;
    return this.#view.getUint8(this.#at - 1);
  }

  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }

  /** A number above 2^53 − 1 is a fault: no two readers may round it differently. */
  u64(): number {
    this.#at += 8;
    const value = this.#view.getBigUint64(this.#at - 8);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) this.fault(this.#at - 8);
    return Number(value);
  }

  /** Bytes with one allowed value. */
  fixed(expected: Uint8Array): void {
    const found = this.raw(expected.length);
    if (!sameBytes(found, expected)) this.fault(this.#at - expected.length);
  }

  fault(at: number, code: RefusalCode = this.#code): void {
    this.faults.push({ code, where: `@${at}` });
  }
}
