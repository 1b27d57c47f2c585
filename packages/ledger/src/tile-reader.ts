import { nodeHash } from "./merkle.ts";
import { TILE_WIDTH } from "./paths.ts";

/** The stored tiles of one log, synchronous: a log is appended inside one database transaction. */
export interface TileReader {
  /** The concatenated 32-byte hashes of a tile, as many as are stored; null where there is none. */
  tile(level: number, index: number): Uint8Array | null;
}

/** The store lost a tile it must have: broken machinery, not bad input. */
export class TileMissing extends Error {
  override readonly name = "TileMissing";
  readonly level: number;
  readonly index: number;

  constructor(level: number, index: number) {
    super(`tile ${level}/${index} is missing or too short`);
    this.level = level;
    this.index = index;
  }
}

/** Root of the perfect subtree of 2^height leaves that starts at leaf index·2^height. */
export type SubtreeHash = (height: number, index: number) => Uint8Array;

/** The first `width` hashes of a tile. Throws TileMissing where the store holds fewer. */
export function readTile(read: TileReader, level: number, index: number, width: number): Uint8Array {
  const bytes = read.tile(level, index);
  if (!bytes || bytes.length < width * 32) throw new TileMissing(level, index);
  return bytes.subarray(0, width * 32);
}

/**
 * Perfect-subtree roots out of tiles. Every tile is read once and every hash inside it computed once for the
 * life of the returned function, so many proofs of one checkpoint share the work.
 */
export function subtreeHashes(read: TileReader): SubtreeHash {
  const tiles = new Map<string, Uint8Array | null>();
  const inner = new Map<number, Map<number, Uint8Array>>();
  const stored = (level: number, at: number): Uint8Array => {
    const index = Math.floor(at / TILE_WIDTH);
    const key = `${level}/${index}`;
    const tile = tiles.get(key) ?? read.tile(level, index);
    tiles.set(key, tile);
    const start = (at % TILE_WIDTH) * 32;
    if (!tile || tile.length < start + 32) throw new TileMissing(level, index);
    return tile.slice(start, start + 32);
  };
  const subtree: SubtreeHash = (height, index) => {
    if (height % 8 === 0) return stored(height / 8, index);
    const row = inner.get(height) ?? new Map<number, Uint8Array>();
    inner.set(height, row);
    const known =
      row.get(index) ?? nodeHash(subtree(height - 1, 2 * index), subtree(height - 1, 2 * index + 1));
    row.set(index, known);
    return known;
  };
  return subtree;
}
