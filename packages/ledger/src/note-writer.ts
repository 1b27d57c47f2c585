import { bad, concat, good, toBase64, utf8 } from "./bytes.ts";
import type { TreeClaim } from "./checkpoint.ts";
import type { Outcome } from "./faults.ts";
import {
  type Checkpoint,
  type NoteSignature,
  parseNote,
  parseSignatureLine,
  type SignedNote,
} from "./note.ts";

/**
 * The text of a checkpoint, newline last (C2SP tlog-checkpoint).
 * Throws RangeError for a head that no tree has, or a line that is empty or holds a newline.
 * Our logs write no extension lines, and `verifyCheckpoint` takes none; others' may be re-encoded here.
 */
export function encodeCheckpoint(checkpoint: TreeClaim & Partial<Pick<Checkpoint, "extensions">>): string {
  const { origin, size, root, extensions = [] } = checkpoint;
  const lines = [origin, String(size), toBase64(root), ...extensions];
  // An origin with a newline in it would forge the lines below it.
  if (lines.some((line) => line === "" || line.includes("\n")))
    throw new RangeError("a checkpoint line is empty or two");
  if (!Number.isSafeInteger(size) || size < 0 || root.length !== 32)
    throw new RangeError("no tree has this head");
  return lines.map((line) => `${line}\n`).join("");
}

/** One signature line, newline last. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(concat(keyId, signature))}\n`;
}

/** The note's only encoding; `parseNote` gives it back. */
export function encodeNote(note: SignedNote): Uint8Array {
  return utf8(`${note.text}\n${note.signatures.map(signatureLine).join("")}`);
}

/**
 * The checkpoint with a witness's lines added in their canonical place (witnesses ascending by name, lines of
 * the same witness replaced). Only shape is checked here: `verifyCheckpoint` the result before keeping it.
 * @param note a checkpoint whose first two lines are the log's
 * @param lines what the witness answered (C2SP tlog-witness): signature lines, each with its newline
 */
export function withCosignatures(note: Uint8Array, lines: string): Outcome<Uint8Array> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const added: NoteSignature[] = [];
  for (const line of lines.split("\n").slice(0, -1)) {
    const signature = parseSignatureLine(line);
    if (!signature.ok) return signature;
    added.push(signature.value);
  }
  if (added.length === 0 || !lines.endsWith("\n")) return bad("bad_signature_line", "");
  const [own, rest] = [parsed.value.signatures.slice(0, 2), parsed.value.signatures.slice(2)];
  const kept = rest.filter((old) => !added.some((line) => line.name === old.name));
  const witnesses = [...kept, ...added].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return good(encodeNote({ text: parsed.value.text, signatures: [...own, ...witnesses] }));
}
