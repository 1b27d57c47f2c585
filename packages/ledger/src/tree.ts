import { EMPTY_ROOT, nodeHash } from "./merkle.ts";
import { hashesAt, TILE_WIDTH } from "./paths.ts";
import { readTile, subtreeHashes, type TileReader } from "./tile-reader.ts";

/**
 * A tree as an appender needs it: its size and the roots of its perfect subtrees, largest first (one for each
 * 1 in the binary size). Immutable: a transaction that fails keeps the state it began with.
 */
export interface TreeState {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

/** A tile whose content changed: `width` hashes of 32 bytes, all of them (C2SP tlog-tiles). */
export interface ChangedTile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/** What appending gave: the next state, the new head, and all tiles to write in the same transaction. */
export interface TreeGrowth {
  readonly state: TreeState;
  readonly size: number;
  readonly root: Uint8Array;
  readonly tiles: readonly ChangedTile[];
}

/** A tree without leaves. */
export function emptyTree(): TreeState {
  return { size: 0, peaks: [] };
}

/** The state of a stored tree of `size` leaves, rebuilt from its tiles. Throws TileMissing where one is absent. */
export function treeAt(size: number, read: TileReader): TreeState {
  const subtree = subtreeHashes(read);
  const peaks: Uint8Array[] = [];
  for (let start = 0; start < size; ) {
    let height = 0;
    while (start + 2 ** (height + 1) <= size) height += 1;
    peaks.push(subtree(height, start / 2 ** height));
    start += 2 ** height;
  }
  return { size, peaks };
}

/** The root of a state. */
export function rootOfState({ peaks }: TreeState): Uint8Array {
  return (
    peaks.reduceRight<Uint8Array | null>((right, left) => (right ? nodeHash(left, right) : left), null) ??
    EMPTY_ROOT
  );
}

/** The state after these leaf hashes, for whoever follows a log without keeping its tiles. */
export function followState(state: TreeState, leafHashes: readonly Uint8Array[]): TreeState {
  const peaks = [...state.peaks];
  let { size } = state;
  for (const leaf of leafHashes) {
    let hash = leaf;
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(peaks.pop() ?? hash, hash);
    peaks.push(hash);
    size += 1;
  }
  return { size, peaks };
}

/**
 * Appends leaf hashes in order. About one node hash a leaf; reads at most one partial tile a level.
 * @param read the tiles as stored for `state.size` leaves, or later
 * @throws RangeError for a leaf hash that is not 32 bytes; TileMissing for a stored tile that is not there
 */
export function appendLeaves(
  state: TreeState,
  leafHashes: readonly Uint8Array[],
  read: TileReader,
): TreeGrowth {
  const peaks = [...state.peaks];
  if (peaks.length !== onesIn(state.size))
    throw new RangeError("a tree state has one peak for each 1 of its size");
  const levels: LevelWriter[] = [];
  const put = (level: number, hash: Uint8Array) => {
    levels[level] ??= new LevelWriter(level, hashesAt(level, state.size), read);
    levels[level].append(hash);
  };
  let size = state.size;
  for (const leaf of leafHashes) {
    if (leaf.length !== 32) throw new RangeError("a leaf hash has 32 bytes");
    put(0, leaf);
    let hash = leaf;
    // Each trailing 1 of the size is a perfect subtree that this leaf completes to one twice its size.
    for (let rest = size, height = 1; rest % 2 === 1; rest = (rest - 1) / 2, height += 1) {
      hash = nodeHash(peaks.pop() ?? EMPTY_ROOT, hash);
      if (height % 8 === 0) put(height / 8, hash);
    }
    peaks.push(hash);
    size += 1;
  }
  const next = { size, peaks };
  return { state: next, size, root: rootOfState(next), tiles: levels.flatMap((level) => level.changed()) };
}

function onesIn(size: number): number {
  return size.toString(2).replaceAll("0", "").length;
}

/** The right edge of one tile level: fills tile after tile. */
class LevelWriter {
  readonly #level: number;
  readonly #full: ChangedTile[] = [];
  #index: number;
  #width: number;
  #data = new Uint8Array(TILE_WIDTH * 32);

  constructor(level: number, count: number, read: TileReader) {
    this.#level = level;
    this.#index = Math.floor(count / TILE_WIDTH);
    this.#width = count % TILE_WIDTH;
    if (this.#width === 0) return;
    this.#data.set(readTile(read, level, this.#index, this.#width));
  }

  append(hash: Uint8Array): void {
    this.#data.set(hash, this.#width * 32);
    this.#width += 1;
    if (this.#width < TILE_WIDTH) return;
    this.#full.push({ level: this.#level, index: this.#index, width: TILE_WIDTH, data: this.#data });
    this.#index += 1;
    this.#width = 0;
    this.#data = new Uint8Array(TILE_WIDTH * 32);
  }

  changed(): ChangedTile[] {
    if (this.#width === 0) return this.#full;
    const data = this.#data.slice(0, this.#width * 32);
    return [...this.#full, { level: this.#level, index: this.#index, width: this.#width, data }];
  }
}
