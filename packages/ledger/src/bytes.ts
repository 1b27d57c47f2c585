import { hash } from "node:crypto";
import type { LedgerCode, LedgerFault, Outcome } from "./faults.ts";

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();

/** A value that passed. */
export function good<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** One fault: `code` at `where`. */
export function bad(code: LedgerCode, where: string): Outcome<never> & { readonly ok: false } {
  return { ok: false, faults: [{ code, where }] };
}

/** The same outcome seen from outside: each `where` gets the name of the part it lies in. */
export function within<T>(part: string, outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) return outcome;
  const inside = (fault: LedgerFault) => ({ ...fault, where: fault.where ? `${part}/${fault.where}` : part });
  const [first, ...others] = outcome.faults;
  return { ok: false, faults: [inside(first), ...others.map(inside)] };
}

/** All parts in one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** SHA-256 over the concatenated parts, 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(hash("sha256", concat(...parts), "buffer"));
}

/** Whether both hold the same bytes. Nothing secret is compared in this package. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** UTF-8 of `text`. */
export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** Text of strictly valid UTF-8 (a byte order mark stays in the text); null for anything else. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

/** The bytes of the one base64 spelling; null for white space, missing padding or stray bits. */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  return toBase64(bytes) === text ? bytes : null;
}

/** Lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** A decimal without leading zeroes up to 2^53 − 1; null for anything else. */
export function decimal(text: string): number | null {
  const value = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/** `width` big-endian bytes of `value`. */
export function bigEndian(value: number, width: number): Uint8Array {
  const out = new Uint8Array(width);
  for (let at = width - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256))
    out[at] = rest % 256;
  return out;
}

/** The big-endian number of these bytes; more than 2^53 − 1 gives an unsafe number, which callers refuse. */
export function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
