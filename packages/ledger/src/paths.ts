/** A tile spans eight tree levels (C2SP tlog-tiles, "Merkle Tree"). */
export const TILE_WIDTH = 256;

/** `tile/<level>/<index>[.p/<width>]`; `width` 256 is the full tile. Throws RangeError out of range. */
export function tilePath(level: number, index: number, width: number): string {
  if (!Number.isInteger(level) || level < 0 || level > 63) throw new RangeError("tile level");
  return `tile/${level}/${numbered(index, width)}`;
}

/** `tile/entries/<index>[.p/<width>]`; `width` 256 is the full bundle. Throws RangeError out of range. */
export function entriesPath(index: number, width: number): string {
  return `tile/entries/${numbered(index, width)}`;
}

/** How many hashes of `level` a tree of `size` leaves has: floor(size / 256^level). */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Width of tile `index` where its level has `count` hashes: 1 to 256, or 0 when there is no such tile. */
export function widthAt(index: number, count: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, count - index * TILE_WIDTH));
}

/**
 * Every file of an exported log of `size` entries: `checkpoint`, the entry bundles, then the tiles level by
 * level; partial ones only at the right edge. An export has these and no others.
 */
export function logPaths(size: number): string[] {
  return [...eachLogPath(size)];
}

/** {@link logPaths}, one at a time. */
export function* eachLogPath(size: number): Generator<string> {
  yield "checkpoint";
  for (let index = 0; widthAt(index, size) > 0; index += 1) yield entriesPath(index, widthAt(index, size));
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const count = hashesAt(level, size);
    for (let index = 0; widthAt(index, count) > 0; index += 1)
      yield tilePath(level, index, widthAt(index, count));
  }
}

/** 1234067 → `x001/x234/067`: files and folders of a static host never collide (C2SP tlog-tiles). */
function numbered(index: number, width: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError("tile index");
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw new RangeError("tile width");
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const path = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join("/");
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}
