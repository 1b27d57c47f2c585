import { rootOf } from "./merkle.ts";
import { TILE_WIDTH } from "./paths.ts";

/** Takes each finished tile: all its hashes, 1 to 256. */
export type OnTile = (level: number, index: number, hashes: readonly Uint8Array[]) => void;

/** Builds every tile of a log from its leaf hashes, holding only the right edge in memory. */
export class TileBuilder {
  readonly #onTile: OnTile;
  readonly #edges: { index: number; hashes: Uint8Array[] }[] = [];

  constructor(onTile: OnTile) {
    this.#onTile = onTile;
  }

  /** Adds the next hash of a level; callers add leaves, at level 0. */
  push(hash: Uint8Array, level = 0): void {
    this.#edges[level] ??= { index: 0, hashes: [] };
    const edge = this.#edges[level];
    edge.hashes.push(hash);
    if (edge.hashes.length < TILE_WIDTH) return;
    this.#onTile(level, edge.index, edge.hashes);
    this.push(rootOf(edge.hashes), level + 1);
    edge.index += 1;
    edge.hashes = [];
  }

  /** Hands over the partial tiles, lowest first, and gives the root. */
  finish(): Uint8Array {
    let right: Uint8Array[] = [];
    for (const [level, { index, hashes }] of this.#edges.entries()) {
      if (hashes.length > 0) this.#onTile(level, index, hashes);
      right = [...hashes, ...right].length > 0 ? [rootOf([...hashes, ...right])] : [];
    }
    return rootOf(right);
  }
}
