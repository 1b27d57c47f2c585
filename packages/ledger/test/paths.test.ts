import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeEntryBundle,
  encodeEntryBundle,
  entriesPath,
  logPaths,
  parseLogPath,
  tilePath,
} from "../src/door.ts";
import { hex, join } from "./fixture/bytes.ts";

describe("paths (C2SP tlog-tiles)", () => {
  it.each([
    [tilePath(0, 0, 256), "tile/0/000"],
    [tilePath(0, 999, 256), "tile/0/999"],
    [tilePath(0, 1000, 256), "tile/0/x001/000"],
    [tilePath(1, 1_234_067, 256), "tile/1/x001/x234/067"],
    [tilePath(2, 5, 17), "tile/2/005.p/17"],
    [tilePath(63, 0, 1), "tile/63/000.p/1"],
    [entriesPath(0, 255), "tile/entries/000.p/255"],
    [entriesPath(1_234_067, 256), "tile/entries/x001/x234/067"],
  ])("%s", (spelt, expected) => {
    expect(spelt).toBe(expected);
  });

  it.each([
    ["a width of 0", () => tilePath(0, 0, 0)],
    ["a width of 257", () => entriesPath(0, 257)],
    ["level 64", () => tilePath(64, 0, 1)],
    ["a negative level", () => tilePath(-1, 0, 1)],
    ["a negative index", () => tilePath(0, -1, 1)],
    ["an index that is no integer", () => entriesPath(0.5, 1)],
  ])("no path has %s", (_, act) => {
    expect(act).toThrow(RangeError);
  });

  it("a tree of 70,000 has the tiles of the C2SP example", () => {
    const paths = logPaths(70_000);
    const tiles = (level: string) => paths.filter((path) => path.startsWith(`tile/${level}/`));
    expect(paths[0]).toBe("checkpoint");
    expect(tiles("0").filter((path) => !path.includes(".p/"))).toHaveLength(273);
    expect(tiles("0").at(-1)).toBe("tile/0/273.p/112");
    expect(tiles("1")).toEqual(["tile/1/000", "tile/1/001.p/17"]);
    expect(tiles("2")).toEqual(["tile/2/000.p/1"]);
    expect(tiles("entries")).toHaveLength(274);
  });

  it.each([
    [0, ["checkpoint"]],
    [1, ["checkpoint", "tile/entries/000.p/1", "tile/0/000.p/1"]],
    [256, ["checkpoint", "tile/entries/000", "tile/0/000", "tile/1/000.p/1"]],
  ])("a log of %i entries has exactly its files", (size, expected) => {
    expect(logPaths(size)).toEqual(expected);
  });

  it("every path of a log is read back as what it names", () => {
    const index = fc.integer({ min: 0, max: 2 ** 40 });
    const width = fc.integer({ min: 1, max: 256 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), index, width, (level, at, wide) => {
        expect(parseLogPath(tilePath(level, at, wide))).toEqual({
          of: "tile",
          level,
          index: at,
          width: wide,
        });
        expect(parseLogPath(entriesPath(at, wide))).toEqual({ of: "entries", index: at, width: wide });
      }),
    );
    expect(parseLogPath("checkpoint")).toEqual({ of: "checkpoint" });
  });

  it.each([
    "",
    "Checkpoint",
    "tile",
    "tile/0",
    "tile/0/0",
    "tile/0/0000",
    "tile/00/000",
    "tile/64/000",
    "tile/0/x000/000",
    "tile/0/001/x000",
    "tile/0/x001/x234",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p/999",
    "tile/0/000.p",
    "tile/entries/../0/000",
    "tile/entries/000/",
    "/tile/0/000",
    "tile/0/x999/x999/x999/x999/x999/x999/999",
    "tile/0/000\n",
    "tile/0/٠٠٠",
  ])("%j names nothing", (path) => {
    expect(parseLogPath(path)).toBeNull();
  });
});

describe("entry bundles (C2SP tlog-tiles)", () => {
  it("put a big-endian length before each entry", () => {
    expect(hex(encodeEntryBundle([join("ab"), new Uint8Array(), new Uint8Array(258)]))).toBe(
      `00026162${"0000"}0102${"00".repeat(258)}`,
    );
  });

  it("decode to what was encoded, and to nothing else", () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 });
    fc.assert(
      fc.property(entries, (list) => {
        const decoded = decodeEntryBundle(encodeEntryBundle(list));
        expect(decoded.ok && decoded.value.map(hex)).toEqual(list.map(hex));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const decoded = decodeEntryBundle(bytes);
        if (decoded.ok) expect(hex(encodeEntryBundle(decoded.value))).toBe(hex(bytes));
      }),
    );
  });

  it("hold entries of up to 65,535 bytes", () => {
    const largest = new Uint8Array(65_535).fill(7);
    const decoded = decodeEntryBundle(encodeEntryBundle([largest]));
    expect(decoded.ok && decoded.value[0]?.length).toBe(65_535);
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError);
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array(1)))).toThrow(RangeError);
  });

  it.each([
    ["half a length", [0x00], "entry 0"],
    ["an entry cut short", [0x00, 0x02, 0x61], "entry 0"],
    ["a second entry cut short", [0x00, 0x01, 0x61, 0x00, 0x05, 0x61], "entry 1"],
    ["257 entries", Array.from({ length: 514 }, () => 0), "entry 256"],
  ])("refuse %s and name it", (_, bytes, where) => {
    expect(decodeEntryBundle(Uint8Array.from(bytes))).toEqual({
      ok: false,
      faults: [{ code: "bundle_length", where }],
    });
  });
});
