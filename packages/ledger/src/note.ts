import { bad, decimal, fromBase64, good, textOf, within } from "./bytes.ts";
import type { Outcome } from "./faults.ts";

/** One signature line of a note: `— name base64(keyId ‖ signature)`. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A C2SP signed note; `text` ends with its newline. Nothing in it is verified yet. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** The text of a checkpoint (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions: readonly string[];
}

/** 16 signatures of nearly 5 kB each (C2SP signed-note) and some text. */
const MAX_NOTE_BYTES = 131_072;
const MAX_SIGNATURES = 16;
const SIGNATURE_LINE = /^— ([^\p{White_Space}+]+) ([A-Za-z0-9+/=]+)$/u;

/** Parses a signed note, strictly: only what `encodeNote` writes is taken. Faults name the signature line. */
export function parseNote(bytes: Uint8Array): Outcome<SignedNote> {
  if (bytes.length > MAX_NOTE_BYTES) return bad("too_large", "");
  const text = textOf(bytes);
  if (text === null || hasControl(text)) return bad("bad_text", "");
  const split = text.lastIndexOf("\n\n");
  if (split < 0 || !text.endsWith("\n") || split + 2 === text.length) return bad("bad_note", "");
  const lines = text.slice(split + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return bad("too_large", "signatures");
  const signatures: NoteSignature[] = [];
  for (const [at, line] of lines.entries()) {
    const parsed = within(`signature ${at + 1}`, parseSignatureLine(line));
    if (!parsed.ok) return parsed;
    signatures.push(parsed.value);
  }
  return good({ text: text.slice(0, split + 1), signatures });
}

/** Parses one signature line without its newline. */
export function parseSignatureLine(line: string): Outcome<NoteSignature> {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return bad("bad_signature_line", "");
  const bytes = fromBase64(encoded);
  if (!bytes) return bad("not_canonical", "");
  if (bytes.length < 5) return bad("signature_length", "");
  return good({ name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) });
}

/** Parses the text of a checkpoint (a note without its signatures). Faults name the line, from 1. */
export function parseCheckpoint(text: string): Outcome<Checkpoint> {
  if (hasControl(text)) return bad("bad_text", "");
  const [origin, sizeLine, rootLine, ...rest] = text.split("\n");
  if (!origin || sizeLine === undefined || !rootLine || rest.pop() !== "") return bad("bad_checkpoint", "");
  if (rest.includes("")) return bad("bad_checkpoint", "");
  const size = decimal(sizeLine);
  if (size === null) return bad("not_canonical", "line 2");
  const root = fromBase64(rootLine);
  if (root?.length !== 32) return bad(root ? "hash_length" : "not_canonical", "line 3");
  return good({ origin, size, root, extensions: rest });
}

/** Whether `name` can stand on a signature line and in a cosigned message: 1 to 255 bytes, no space, no plus. */
export function isSignerName(name: string): boolean {
  return /^[^\p{White_Space}+]+$/u.test(name) && !hasControl(name) && Buffer.byteLength(name) <= 255;
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}
