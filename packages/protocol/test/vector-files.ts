// Reads vectors/protocol the way another team would: plain JSON, hex and text, no type of ours.
import { readFileSync } from "node:fs";
import { bytesOf, joined } from "./fixtures.ts";

export type Fields = Readonly<Record<string, unknown>>;

export interface VectorFile {
  readonly shared: Fields;
  readonly cases: readonly Fields[];
}

export function vectorFile(kind: "valid" | "invalid", name: string): VectorFile {
  const path = new URL(`../../../vectors/protocol/${kind}/${name}.json`, import.meta.url);
  const shared = fieldsOf(JSON.parse(readFileSync(path, "utf8")));
  return { shared, cases: listOf(shared.cases).map(fieldsOf) };
}

export function fieldsOf(value: unknown): Fields {
  if (value === null || typeof value !== "object") throw new Error("vector: not an object");
  return { ...value };
}

export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error("vector: not a list");
  return value;
}

export function textAt(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new Error(`vector: no text ${name}`);
  return value;
}

export function numberAt(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number") throw new Error(`vector: no number ${name}`);
  return value;
}

export function bytesAt(fields: Fields, name: string): Uint8Array {
  return new Uint8Array(Buffer.from(textAt(fields, name), "hex"));
}

export function faultsAt(fields: Fields): readonly string[] {
  return listOf(fields.faults).map(String);
}

/** Hex in `text`, or `before`, `repeat` × `times`, `after`. */
export function inputOf(fields: Fields): Uint8Array {
  if ("text" in fields) return bytesAt(fields, "text");
  const middle = textAt(fields, "repeat").repeat(numberAt(fields, "times"));
  return new Uint8Array(Buffer.from(textAt(fields, "before") + middle + textAt(fields, "after"), "hex"));
}

/** `edits` of a valid input, or the whole as text in `file` or hex in `sealed` or `stream`. */
export function spoiltOf(fields: Fields, valid: Uint8Array): Uint8Array {
  if ("file" in fields) return bytesOf(textAt(fields, "file"));
  if ("sealed" in fields) return bytesAt(fields, "sealed");
  if ("stream" in fields) return bytesAt(fields, "stream");
  return listOf(fields.edits)
    .map(fieldsOf)
    .reduce((bytes, edit) => {
      const at = numberAt(edit, "at");
      return joined(bytes.slice(0, at), bytesAt(edit, "insert"), bytes.slice(at + numberAt(edit, "remove")));
    }, valid);
}
