import { describe, expect, it } from "vitest";
import { bytes, bytesOrNull, int, intOrNull, type Row, text, textOrNull } from "../../src/store/door.ts";

const ROW: Row = {
  word: "a",
  empty: "",
  whole: 7,
  zero: 0,
  half: 0.5,
  huge: 2 ** 53,
  none: null,
  raw: Uint8Array.of(1),
};
const fault: unknown = expect.objectContaining({ name: "StoreFault", code: "column_type" });

describe("a row reader", () => {
  it("gives what the column holds", () => {
    expect([text(ROW, "word"), text(ROW, "empty"), textOrNull(ROW, "word"), textOrNull(ROW, "none")]).toEqual(
      ["a", "", "a", null],
    );
    expect([int(ROW, "whole"), int(ROW, "zero"), intOrNull(ROW, "whole"), intOrNull(ROW, "none")]).toEqual([
      7,
      0,
      7,
      null,
    ]);
    expect([bytes(ROW, "raw"), bytesOrNull(ROW, "raw"), bytesOrNull(ROW, "none")]).toEqual([
      Uint8Array.of(1),
      Uint8Array.of(1),
      null,
    ]);
  });

  it.each([
    ["text", text, ["whole", "none", "raw", "missing", "toString"]],
    ["text or null", textOrNull, ["whole", "raw", "missing", "constructor"]],
    ["a whole number", int, ["word", "half", "huge", "none", "raw", "missing"]],
    ["a whole number or null", intOrNull, ["word", "half", "huge", "raw", "missing"]],
    ["bytes", bytes, ["word", "whole", "none", "missing"]],
    ["bytes or null", bytesOrNull, ["word", "whole", "missing"]],
  ] as const)("refuses what is not %s", (_, read, columns) => {
    for (const column of columns) expect(() => read(ROW, column), column).toThrow(fault);
  });

  it("names the column and never what it holds", () => {
    expect(() => int({ subject: "a name (invented)" }, "subject")).toThrow(
      'column "subject" must be a whole number: string',
    );
  });
});
