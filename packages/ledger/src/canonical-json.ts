import { textOf } from "./bytes.ts";

/** Deeper JSON is refused, so that no input can exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * Parses canonical JSON: UTF-8, keys sorted by UTF-16 code unit, no white space, each key once. Undefined for
 * any other bytes: what was read, written again, must be the same bytes.
 */
export function parseCanonicalJson(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  const value = text === null ? undefined : parseJson(text);
  return value !== undefined && canonicalJson(value, 0) === text ? value : undefined;
}

/** Any JSON value; undefined for text that is none. Duplicate keys pass: the caller must write it again. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The own member `key` of an object; undefined for anything else. */
export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

/** The string at `key`; empty where there is none. */
export function stringAt(value: unknown, key: string): string {
  const found = memberOf(value, key);
  return typeof found === "string" ? found : "";
}

/** The array at `key`; empty where there is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = memberOf(value, key);
  return Array.isArray(found) ? found : [];
}

/** The one spelling of a JSON value; "" stands in the place of what lies too deep. */
export function canonicalJson(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (depth > MAX_DEPTH) return "";
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join()}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(memberOf(value, key), depth + 1)}`);
  return `{${members.join()}}`;
}
