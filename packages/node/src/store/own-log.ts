import {
  EMPTY_ROOT,
  leafHash,
  nodeHash,
  rootAt,
  TileMissing,
  type TileReader,
  type TreeGrowth,
  type TreeState,
  treeAt,
} from "@entente/ledger";
import { StoreFault } from "./faults.ts";
import { createLru } from "./lru.ts";
import type { LogName, TreeHead } from "./port.ts";
import { bytes, int, intOrNull } from "./row.ts";
import type { Sqlite } from "./sqlite.ts";

/** Hashes in a full tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
const HASH = 32;
/** 4 MiB of tiles a log. */
const MAX_TILES = 512;

/**
 * One of the node's own logs as stored. Whoever can write the database file is the adversary (T05, T09): no
 * hash leaves here before it was checked up to the head, which was checked when the store was opened.
 */
export class OwnLog implements TileReader {
  readonly name: LogName;
  readonly #db: Sqlite;
  readonly #tiles = createLru<string, Uint8Array>(MAX_TILES);
  #tree: TreeState;
  #root: Uint8Array;

  constructor(db: Sqlite, name: LogName, head: TreeHead) {
    this.#db = db;
    this.name = name;
    this.#tree = treeAt(head.size, { tile: (level, index) => this.#stored(level, index) });
    this.#root = rootOfPeaks(this.#tree.peaks);
    if (!same(this.#root, head.root)) throw this.damage("head and tiles differ");
  }

  get tree(): TreeState {
    return this.#tree;
  }

  get head(): TreeHead {
    return { size: this.#tree.size, root: this.#root };
  }

  /** Takes over what a transaction, now durable, has written. */
  grow({ state, root, tiles }: TreeGrowth): void {
    this.#tree = state;
    this.#root = root;
    for (const { level, index, data } of tiles) this.#tiles.set(`${level}/${index}`, data);
  }

  /** The checked hashes of a tile; null where the tree has none. Throws StoreFault `log_damaged`. */
  tile(level: number, index: number): Uint8Array | null {
    const width = this.widthOf(level, index);
    if (width === 0) return null;
    const known = this.#tiles.get(`${level}/${index}`);
    if (known) return known;
    const stored = this.#stored(level, index);
    if (stored?.length !== width * HASH)
      throw this.damage(`tile ${level}/${index} is missing or has another width`);
    if (!this.#fits(level, index, stored)) throw this.damage(`tile ${level}/${index} was changed`);
    this.#tiles.set(`${level}/${index}`, stored);
    return stored;
  }

  /** Throws StoreFault `log_damaged` unless `entry` is what the tree has at `index`. */
  checkEntry(index: number, entry: Uint8Array): void {
    const at = (index % TILE_WIDTH) * HASH;
    const stored = this.tile(0, Math.floor(index / TILE_WIDTH))?.subarray(at, at + HASH);
    if (!stored || !same(leafHash(entry), stored)) throw this.damage(`entry ${index} was changed`);
  }

  /** How many hashes a tile has in the tree of the newest head; 0 = no such tile. */
  widthOf(level: number, index: number): number {
    const count = Math.floor(this.#tree.size / TILE_WIDTH ** level);
    return Math.max(0, Math.min(TILE_WIDTH, count - index * TILE_WIDTH));
  }

  damage(what: string): StoreFault {
    return new StoreFault("log_damaged", `the ${this.name} log is damaged: ${what}`);
  }

  #stored(level: number, index: number): Uint8Array | null {
    const sql = "select hashes from log_tile where log = ? and level = ? and idx = ? limit 1";
    const [row] = this.#db.all(sql, [this.name, level, index]);
    return row ? bytes(row, "hashes") : null;
  }

  /** A full tile hangs under its parent tile; a tile at the right edge holds some of the tree's peaks. */
  #fits(level: number, index: number, hashes: Uint8Array): boolean {
    const roots = peaksOf(hashes);
    if (hashes.length < TILE_WIDTH * HASH) {
      const above = ones(Math.floor(this.#tree.size / TILE_WIDTH ** (level + 1)));
      return roots.every((root, at) => same(root, this.#tree.peaks[above + at]));
    }
    const at = (index % TILE_WIDTH) * HASH;
    const parent = this.tile(level + 1, Math.floor(index / TILE_WIDTH))?.subarray(at, at + HASH);
    return roots.length === 1 && same(roots[0], parent);
  }
}

/**
 * Opens a log, making it where there is none. Cheap: the head against the right edge, the newest entry, the
 * newest checkpoint we signed. Throws StoreFault `log_damaged`, naming the log: such a node must not serve.
 */
export function openLog(db: Sqlite, name: LogName): OwnLog {
  const none = "insert into log_head (log, size, root) values (?, 0, ?) on conflict (log) do nothing";
  db.run(none, [name, EMPTY_ROOT]);
  try {
    const [row] = db.all("select size, root from log_head where log = ? limit 1", [name]);
    if (!row) throw new StoreFault("log_damaged", `the ${name} log has no head`);
    const log = new OwnLog(db, name, { size: int(row, "size"), root: bytes(row, "root") });
    checkEdges(db, log);
    return log;
  } catch (error) {
    throw asDamage(name, error);
  }
}

function checkEdges(db: Sqlite, log: OwnLog): void {
  const { size } = log.head;
  const [newest] = db.all("select max(idx) as last from log_entry where log = ? limit 1", [log.name]);
  const last = newest ? intOrNull(newest, "last") : null;
  if ((last ?? -1) !== size - 1) throw log.damage("head and entries differ");
  const [signed] = db.all("select size, root from checkpoint where log = ? order by size desc limit 1", [
    log.name,
  ]);
  if (!signed) return;
  const before = int(signed, "size");
  if (before > size || !same(rootAt(before, log), bytes(signed, "root"))) {
    throw log.damage(`its signed checkpoint of ${before} entries is not part of it`);
  }
}

/** Signs of damage under a log (a row lost, added or of another type) as the fault of that log; others as they are. */
export function asDamage(log: LogName, error: unknown): unknown {
  const lost = error instanceof TileMissing;
  const strange =
    error instanceof StoreFault && ["column_type", "constraint", "row_damaged"].includes(error.code);
  if (!lost && !strange) return error;
  return new StoreFault("log_damaged", `the ${log} log is damaged: ${error.message}`, error);
}

/** Roots of the perfect subtrees over a row of hashes, largest first. */
function peaksOf(hashes: Uint8Array): readonly Uint8Array[] {
  const peaks: Uint8Array[] = [];
  for (let at = 0; at * HASH < hashes.length; at += 1) {
    let hash = hashes.subarray(at * HASH, (at + 1) * HASH);
    for (let rest = at; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(peaks.pop() ?? hash, hash);
    peaks.push(hash);
  }
  return peaks;
}

function rootOfPeaks(peaks: readonly Uint8Array[]): Uint8Array {
  return peaks.length === 0 ? EMPTY_ROOT : peaks.reduceRight((right, left) => nodeHash(left, right));
}

function ones(value: number): number {
  return value.toString(2).replaceAll("0", "").length;
}

function same(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  return left !== undefined && right !== undefined && Buffer.compare(left, right) === 0;
}
