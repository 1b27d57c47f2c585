import { parseStrict } from "@entente/protocol";
import type { ItemKey } from "../store/door.ts";
import { placeOf, type SealedColumn } from "./record.ts";

/** Seals a JSON value into a column of a dispatch. */
export function sealJson(key: ItemKey, column: SealedColumn, value: unknown): Uint8Array {
  return key.seal(placeOf(column), new TextEncoder().encode(JSON.stringify(value)));
}

/**
 * Reads back what `sealJson` wrote.
 * @throws VaultFault when the bytes were changed; TypeError when they are not what we wrote
 */
export function openJson(key: ItemKey, place: string, sealed: Uint8Array): unknown {
  const parsed = parseStrict(key.open(place, sealed), { numbers: "round-trip", maxBytes: 8 * 1024 * 1024 });
  if (!parsed.ok) throw new TypeError("a sealed record is not the JSON we wrote");
  return parsed.value;
}
