import { describe, expect, test } from "vitest";
import { readOptions } from "./options.ts";

const PLAIN = { data: "/clone/.sandbox", fresh: false, headless: false, ports: null, readyFile: null };

describe("the sandbox's command line", () => {
  const good: readonly (readonly [string, readonly string[], object])[] = [
    ["nothing", [], {}],
    ["headless and fresh", ["--headless", "--fresh"], { headless: true, fresh: true }],
    ["a data folder from where the person stands", ["--data", "box"], { data: "/home/x/box" }],
    ["an absolute data folder", ["--data=/box"], { data: "/box" }],
    ["two ports", ["--ports", "9001,9002"], { ports: [9001, 9002] }],
    ["any two ports", ["--ports", "0,0"], { ports: [0, 0] }],
    ["a ready file", ["--ready-file", "r.json"], { readyFile: "/home/x/r.json" }],
  ];
  test.each(good)("takes %s", (_, args, change) => {
    expect(readOptions(args, "/clone", "/home/x")).toEqual({ ...PLAIN, ...change });
  });

  const bad: readonly (readonly [string, readonly string[]])[] = [
    ["a flag nobody knows", ["--loud"]],
    ["a word", ["box"]],
    ["one port", ["--ports", "9001"]],
    ["the same port twice", ["--ports", "9001,9001"]],
    ["a port that is none", ["--ports", "9001,70000"]],
    ["a name for a port", ["--ports", "a,b"]],
    ["no folder", ["--data"]],
  ];
  test.each(bad)("refuses %s", (_, args) => {
    expect(typeof readOptions(args, "/clone", "/home/x")).toBe("string");
  });
});
