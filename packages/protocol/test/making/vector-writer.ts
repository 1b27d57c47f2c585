import { mkdirSync, writeFileSync } from "node:fs";
import { hexOf } from "@entente/protocol";
import { bytesOf, type TestNode } from "../fixtures.ts";

const FOLDER = new URL("../../../../vectors/protocol/", import.meta.url);

/** Removes so many bytes at an offset and puts others (hex) in their place. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** An edit of the valid case, or several, and every fault it must be refused with. */
export interface SpoiltCase {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly faults: readonly string[];
}

export function writeVectors(
  place: `${"valid" | "invalid"}/${string}`,
  about: string,
  cases: readonly object[],
  shared: object = {},
): void {
  const file = new URL(`${place}.json`, FOLDER);
  mkdirSync(new URL(".", file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ about, ...shared, cases }, null, 1)}\n`);
}

export function spoilt(name: string, edit: Edit, ...faults: readonly string[]): SpoiltCase {
  return { name, edits: [edit], faults };
}

/** Overwrites bytes. */
export function put(at: number, ...bytes: readonly number[]): Edit {
  return { at, remove: bytes.length, insert: hexOf(Uint8Array.from(bytes)) };
}

/** Overwrites, lengthens or shortens ASCII text at the first place where `old` stands. */
export function swap(text: string, old: string, fresh: string): Edit {
  const at = text.indexOf(old);
  if (at === -1) throw new Error(`not in the text: ${old}`);
  return { at, remove: old.length, insert: hexOf(bytesOf(fresh)) };
}

export function publicsOf(node: TestNode, which: "root" | "sign") {
  const { ed25519, mldsa65 } = node[which].publics;
  return { party: node.party, ed25519: hexOf(ed25519), mldsa65: hexOf(mldsa65) };
}

/** Both signatures of the signer at a place in a document. */
export function badSigner(index: number): readonly string[] {
  return ["ed25519", "mldsa65"].map((half) => `signature_${half} /signatures/${index}/${half}`);
}
