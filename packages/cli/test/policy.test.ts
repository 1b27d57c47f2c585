import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldOf, objectOn } from "./command-line.ts";

const CASES = join(
  process.env.ENTENTE_SHARED ?? join(import.meta.dirname, "../../../../shared"),
  "cases/decisions",
);
const there = existsSync(CASES);
if (!there && process.env.CI === "true") throw new Error(`the worked cases are not at ${CASES}`);
if (!there) console.warn(`skipped: the worked cases are not at ${CASES}`);

const D04: string = there ? readFileSync(join(CASES, "D04.json"), "utf8") : "{}";
const FACTS: unknown = fieldOf(JSON.parse(D04), "facts");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function factsWith(change: object): string {
  return JSON.stringify({ ...Object(FACTS), ...change });
}

describe.skipIf(!there)("policy decide", () => {
  test("prints the decision and nothing else, exit code 0 also for a forbid", async () => {
    const { exit, out, err } = await entente(["policy", "decide", "-", "--json"], {
      stdin: factsWith({ instruments: [] }),
    });
    expect([exit, err]).toEqual([0, ""]);
    const decision = objectOn(out);
    expect(Object.keys(decision)).toEqual([
      "outcome",
      "needs",
      "conditions",
      "strip",
      "tasks",
      "existence",
      "cites",
      "remedies",
      "packs",
    ]);
    expect(decision.outcome).toBe("forbid");
  });

  test("takes a file", async () => {
    writeFileSync(join(folder, "facts.json"), factsWith({}));
    const { exit, out } = await entente(["--json", "policy", "decide", "facts.json"], { cwd: folder });
    expect(exit).toBe(0);
    expect(objectOn(out).outcome).toBe(fieldOf(fieldOf(JSON.parse(D04), "expect"), "outcome"));
  });

  test("an unknown category is a decision, not bad input", async () => {
    const { exit, out } = await entente(["policy", "decide", "-", "--json"], {
      stdin: factsWith({ categories: ["gossip"] }),
    });
    expect(exit).toBe(0);
    expect(objectOn(out).outcome).toBe("forbid");
  });

  const bad: readonly (readonly [string, string, readonly string[]])[] = [
    ["no JSON", "{", ["not_json"]],
    ["a key written twice", factsWith({}).replace("{", '{"act":"release",'), ["duplicate_key"]],
    ["a field nobody knows", factsWith({ colour: "red" }), ["unknown_field"]],
    ["an act nobody knows", factsWith({ act: "leak" }), ["unknown_value"]],
    ["two faults at once", factsWith({ act: "leak", colour: "red" }), ["unknown_field", "unknown_value"]],
  ];
  test.each(bad)("refuses %s with every fault (exit code 2)", async (_, stdin, codes) => {
    const { exit, out, err } = await entente(["policy", "decide", "-", "--json"], { stdin });
    expect([exit, out]).toEqual([2, ""]);
    const errors: unknown = objectOn(err).errors;
    const found = Array.isArray(errors) ? errors.map((error: unknown) => String(fieldOf(error, "code"))) : [];
    expect(found.sort()).toEqual(codes);
  });
});

test.skipIf(!there)("policy explain says the same in words, with the law", async () => {
  const { exit, out } = await entente(["policy", "explain", "-"], { stdin: factsWith({ instruments: [] }) });
  expect(exit).toBe(0);
  expect(out).toContain("It may not go.");
  expect(out).toContain("Law: ");
  expect(out).toContain("Remedy: ");
});

describe.skipIf(!there)("policy test", () => {
  test("runs every worked case with its flips and gives a total", async () => {
    const { exit, out } = await entente(["policy", "test", CASES]);
    const lines = out.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^[0-9]+ decisions, [0-9]+ as expected, 0 differ$/);
    expect(lines.slice(0, -1).every((line) => line.startsWith("ok "))).toBe(true);
    expect(exit).toBe(0);
  });

  test("exit code 1 where one decision differs, and says how", async () => {
    const changed = D04.replace(/"outcome": "[a-z]+"/, '"outcome": "permit"');
    writeFileSync(join(folder, "changed.json"), changed);
    const { exit, out } = await entente(["policy", "test", folder, "--json"]);
    expect(exit).toBe(1);
    expect(objectOn(out)).toMatchObject({ differ: 1 });
    expect(out).toContain("expected permit");
  });

  test("a file that is no case is bad input, not a pass", async () => {
    writeFileSync(join(folder, "good.json"), D04);
    writeFileSync(join(folder, "other.json"), '{"facts":{}}');
    expect((await entente(["policy", "test", folder])).exit).toBe(2);
  });

  test("a folder without cases, or none at all, is bad input, not a pass", async () => {
    mkdirSync(join(folder, "empty"));
    expect((await entente(["policy", "test", "empty"], { cwd: folder })).exit).toBe(2);
    expect((await entente(["policy", "test", "nowhere"], { cwd: folder })).exit).toBe(2);
  });
});
