import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { NOT_YET, VERBS } from "../src/verbs.ts";
import { entente, fieldOf, ID, objectOn } from "./command-line.ts";

describe("help", () => {
  test("lists every verb, every verb that is not there yet, and every exit code", async () => {
    const { exit, out, err } = await entente(["help"]);
    expect([exit, err]).toEqual([0, ""]);
    for (const name of [...VERBS.map((verb) => verb.name), ...NOT_YET]) expect(out).toContain(name);
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7]) expect(out).toMatch(new RegExp(`\\b${code} [a-z]`));
  });

  test("is what no words at all and --help give", async () => {
    const page = (await entente(["help"])).out;
    expect((await entente([])).out).toBe(page);
    expect((await entente(["--help"])).out).toBe(page);
  });

  test.each(VERBS.map((verb) => verb.name))("knows the usage of %s", async (name) => {
    const said = await entente([...name.split(" "), "--help"]);
    expect(said.exit).toBe(0);
    expect(said.out.startsWith(`entente ${name}`)).toBe(true);
    expect((await entente(["help", ...name.split(" ")])).out).toBe(said.out);
  });

  test("is one object with --json", async () => {
    const object = objectOn((await entente(["--json", "help"])).out);
    expect(object.not_in_this_version).toEqual(NOT_YET);
  });
});

describe("version", () => {
  test("is that of the package", async () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(await entente(["--version"])).toEqual({
      exit: 0,
      out: `entente ${String(fieldOf(manifest, "version"))}\n`,
      err: "",
    });
  });
});

describe("a call that is wrong ends with exit code 2 and says how it is meant", () => {
  const wrong: readonly (readonly [string, readonly string[], string])[] = [
    ["a verb nobody knows", ["inbxo"], 'there is no verb "inbxo"'],
    ["half a verb", ["ledger"], 'there is no verb "ledger"'],
    ["an unknown flag alone", ["--frobnicate"], "unknown flag --frobnicate"],
    ["an unknown flag with a verb", ["inbox", "--frobnicate"], "unknown flag --frobnicate"],
    ["a flag of another verb", ["inbox", "--ground", "x"], "inbox takes no --ground"],
    ["a word too many", ["submit", ID, ID], "submit takes only ID"],
    ["a word too few", ["submit"], "submit needs ID"],
    ["words for a verb without", ["inbox", "x"], "inbox takes no words"],
    ["a required flag left out", ["assign", ID], "assign needs --to"],
    ["no anchor", ["ledger", "verify", "p"], "ledger verify needs --anchor"],
    ["no file and no --example", ["draft", "request", "--node", "http://localhost:1"], "which draft"],
    [
      "a file beside --example",
      ["draft", "request", "f", "--example", "--node", "http://localhost:1"],
      "takes no file",
    ],
    ["no node", ["inbox"], "which node"],
    ["a node that is no URL", ["inbox", "--node", "localhost"], "is no http or https URL"],
    ["a node of another scheme", ["inbox", "--node", "ftp://localhost"], "is no http or https URL"],
    [
      "a token with a line end",
      ["inbox", "--node", "http://localhost:1", "--token", "a\nb"],
      "--token is no token",
    ],
    [
      "a page size of nothing",
      ["inbox", "--node", "http://localhost:1", "--limit", "0"],
      "--limit is 1 to 200",
    ],
    ["a party that is none", ["init", "--party", "canada", "--data", "d"], "is no party code"],
  ];
  test.each(wrong)("%s", async (_, args, part) => {
    const { exit, out, err } = await entente(args);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(part);
    expect(err).toMatch(/^usage: entente /m);
  });

  test("as a problem with --json, wherever it stands", async () => {
    for (const args of [
      ["--json", "submit"],
      ["submit", "--json"],
    ]) {
      const { exit, out, err } = await entente(args);
      expect([exit, out]).toEqual([2, ""]);
      expect(objectOn(err)).toMatchObject({ code: "usage", status: 400, detail: "submit needs ID" });
    }
  });

  test.each(NOT_YET)("%s is refused as not in this version", async (name) => {
    const { exit, out, err } = await entente([...name.split(" "), ID, "--json"]);
    expect([exit, out]).toEqual([2, ""]);
    expect(objectOn(err).code).toBe("not_in_this_version");
  });
});
