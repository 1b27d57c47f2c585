import { describe, expect, it } from "vitest";
import { readOptions } from "./options.ts";

const NAMES = ["malform", "forge"];

describe("the arguments of a campaign", () => {
  it.each([
    [["malform"], { name: "malform", n: 5_000, seed: 1, json: false }],
    [["forge"], { name: "forge", n: 1_000, seed: 1, json: false }],
    [["forge", "--n", "7", "--seed", "0", "--json"], { name: "forge", n: 7, seed: 0, json: true }],
    [["--json", "--seed", "9007199254000000", "malform"], { seed: 9_007_199_254_000_000, json: true }],
  ])("%j are read", (args, expected) => {
    expect(readOptions(args, NAMES)).toMatchObject(expected);
  });

  it.each([
    [[]],
    [["unknown"]],
    [["malform", "forge"]],
    [["malform", "--n", "0"]],
    [["malform", "--n", "-3"]],
    [["malform", "--n", "1e3"]],
    [["malform", "--n", "05"]],
    [["malform", "--n", "10000001"]],
    [["malform", "--seed", "9007199254740991"]],
    [["malform", "--seed", "x"]],
    [["malform", "--fast"]],
    [["constructor"]],
  ])("%j are refused", (args) => {
    expect(typeof readOptions(args, NAMES)).toBe("string");
  });
});
