import { describe, expect, test } from "vitest";
import { parseArguments } from "../src/arguments.ts";

describe("a command line is taken apart", () => {
  const taken: readonly (readonly [string, readonly string[], readonly string[], Record<string, string>])[] =
    [
      ["words alone", ["ledger", "proof"], ["ledger", "proof"], {}],
      ["a flag before the verb", ["--node", "u", "inbox"], ["inbox"], { node: "u" }],
      ["a flag after the verb", ["inbox", "--node", "u"], ["inbox"], { node: "u" }],
      ["a value behind an equals sign", ["--node=u=v", "inbox"], ["inbox"], { node: "u=v" }],
      ["a value that starts with two dashes", ["--token=--x", "inbox"], ["inbox"], { token: "--x" }],
      ["a value that starts with one dash", ["--token", "-x", "inbox"], ["inbox"], { token: "-x" }],
      ["a switch takes no word", ["--json", "inbox"], ["inbox"], { json: "" }],
      ["a switch twice", ["--json", "inbox", "--json"], ["inbox"], { json: "" }],
      ["a lone dash is a word", ["draft", "request", "-"], ["draft", "request", "-"], {}],
      ["two dashes end the flags", ["show", "--", "--json"], ["show", "--json"], {}],
      ["the short form of help", ["-h"], [], { help: "" }],
    ];
  test.each(taken)("%s", (_, args, words, flags) => {
    const parsed = parseArguments(args);
    expect(parsed.words).toEqual(words);
    expect(Object.fromEntries(parsed.flags)).toEqual(flags);
    expect(parsed.faults).toEqual([]);
  });

  test("a flag of which there are several keeps every value in order, and its first", () => {
    const parsed = parseArguments(["--share", "a", "sign", "--share=b"]);
    expect([parsed.repeated.get("share"), parsed.flags.get("share")]).toEqual([["a", "b"], "a"]);
    expect(parsed.faults).toEqual([]);
  });

  const refused: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["a flag nobody knows", ["--nod", "u"], ["unknown flag --nod"]],
    ["a name of the object prototype", ["--constructor"], ["unknown flag --constructor"]],
    ["a short flag nobody knows", ["-n", "u"], ["unknown flag -n"]],
    ["a value left out at the end", ["--node"], ["--node needs a value: URL"]],
    ["a value left out before a flag", ["--node", "--json"], ["--node needs a value: URL"]],
    ["an empty value", ["--node="], ["--node needs a value: URL"]],
    ["a value for a switch", ["--json=yes"], ["--json takes no value"]],
    ["a value twice", ["--node", "u", "--node", "v"], ["--node is given twice"]],
    [
      "every fault at once",
      ["--x", "--node", "--y=1"],
      ["unknown flag --x", "--node needs a value: URL", "unknown flag --y=1"],
    ],
  ];
  test.each(refused)("refused: %s", (_, args, faults) => {
    expect(parseArguments(args).faults).toEqual(faults);
  });
});
