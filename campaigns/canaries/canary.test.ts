import { describe, expect, it } from "vitest";
import { canariesIn, canaryWord, spelledOut } from "./canary.ts";

describe("the search for canaries", () => {
  it.each(spelledOut(123_456))(
    "finds one that was spelled in $spelling, wherever it stands",
    ({ spelling, bytes }) => {
      for (const before of [0, 1, 2, 3, 511]) {
        const file = Buffer.concat([Buffer.alloc(before, 0x20), bytes, Buffer.from(" the end")]);
        const found = canariesIn(file);
        expect(found).toContainEqual({ id: 123_456, spelling });
        expect(new Set(found.map(({ id }) => id))).toEqual(new Set([123_456]));
      }
    },
  );

  it("finds every one of many in one file, each once", () => {
    const ids = [7, 8, 999_999];
    const text = [...ids, ...ids].map(canaryWord).join(" ");
    expect(canariesIn(Buffer.from(text)).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ["another word", "kanarienvogal000001"],
    ["the word without its number", "kanarienvogel"],
    ["a number cut off at the end", "kanarienvogel0001"],
    ["nothing", ""],
  ])("does not take %s for one", (_what, text) => {
    expect(canariesIn(Buffer.from(text))).toEqual([]);
  });
});
