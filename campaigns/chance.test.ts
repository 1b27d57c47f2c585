import { describe, expect, it } from "vitest";
import { chanceOf } from "./chance.ts";

describe("chance from a seed", () => {
  it("draws the same things in the same order", () => {
    const draw = () => {
      const chance = chanceOf(42);
      return [chance.below(1000), chance.between(-5, 5), chance.pick(["a", "b", "c"]), [...chance.bytes(8)]];
    };
    expect(draw()).toEqual(draw());
  });

  it("is the same chance as in an earlier version: kept seeds stay worth something", () => {
    const chance = chanceOf(1);
    expect([chance.below(2 ** 32), chance.below(2 ** 32), chance.below(2 ** 32)]).toMatchInlineSnapshot(`
      [
        1386803286,
        3367972788,
        900309912,
      ]
    `);
  });

  it("differs between neighbouring seeds from the first draw", () => {
    const first = Array.from({ length: 1000 }, (_, seed) => chanceOf(seed).below(2 ** 32));
    expect(new Set(first).size).toBe(1000);
  });

  it("uses all of a large seed", () => {
    expect(chanceOf(2 ** 40).below(2 ** 32)).not.toBe(chanceOf(2 ** 41).below(2 ** 32));
  });

  it("reaches every value about equally often", () => {
    const chance = chanceOf(7);
    const seen = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const value = chance.below(10);
      seen[value] = (seen[value] ?? 0) + 1;
    }
    for (const count of seen) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it.each([[-1], [0.5], [Number.NaN], [2 ** 53]])("refuses the seed %s", (seed) => {
    expect(() => chanceOf(seed)).toThrow(RangeError);
  });

  it("has nothing to pick from an empty list", () => {
    expect(() => chanceOf(1).pick([])).toThrow(RangeError);
  });
});
