import { bad, bigEndian, concat, good, numberOf } from "./bytes.ts";
import type { Outcome } from "./faults.ts";
import { entriesPath, TILE_WIDTH, tilePath } from "./paths.ts";

/** What a path of a C2SP log names; `width` 256 = full. */
export type LogPath =
  | { readonly of: "checkpoint" }
  | { readonly of: "tile"; readonly level: number; readonly index: number; readonly width: number }
  | { readonly of: "entries"; readonly index: number; readonly width: number };

/**
 * An entry bundle: each entry behind its big-endian uint16 length (C2SP tlog-tiles, "Log entries").
 * Throws RangeError for an entry over 65,535 bytes or more than 256 entries.
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > TILE_WIDTH) throw new RangeError("a bundle has at most 256 entries");
  if (entries.some((entry) => entry.length > 0xffff))
    throw new RangeError("an entry has at most 65,535 bytes");
  return concat(...entries.flatMap((entry) => [bigEndian(entry.length, 2), entry]));
}

/** The entries of a bundle, which is used up to its last byte. Faults name the entry, from 0. */
export function decodeEntryBundle(bytes: Uint8Array): Outcome<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + 2;
    const end = start + numberOf(bytes.subarray(at, start));
    const where = `entry ${entries.length}`;
    if (start > bytes.length || end > bytes.length || entries.length === TILE_WIDTH)
      return bad("bundle_length", where);
    entries.push(bytes.slice(start, end));
    at = end;
  }
  return good(entries);
}

/** Reads a path a client asked for; null for anything that is not the one spelling of a file of a log. */
export function parseLogPath(path: string): LogPath | null {
  if (path === "checkpoint") return { of: "checkpoint" };
  const [, kind, groups, partial] =
    /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path) ?? [];
  if (kind === undefined || groups === undefined) return null;
  const index = Number(groups.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const level = Number(kind === "entries" ? 0 : kind);
  // Spelling it again settles leading zeroes, and `.p/256`, which no log serves.
  if (width < 1 || width > TILE_WIDTH || level > 63 || !Number.isSafeInteger(index)) return null;
  const spelt = kind === "entries" ? entriesPath(index, width) : tilePath(level, index, width);
  if (spelt !== path) return null;
  return kind === "entries" ? { of: "entries", index, width } : { of: "tile", level, index, width };
}
