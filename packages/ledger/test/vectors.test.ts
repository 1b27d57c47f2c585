import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listAt, memberOf, stringAt } from "../src/canonical-json.ts";
import { LEDGER_CODES } from "../src/door.ts";
import { readJson } from "./fixture/shared-data.ts";
import { OPERATIONS } from "./fixture/vector-runner.ts";

const VECTORS = join(import.meta.dirname, "../../../vectors/ledger");

interface Case {
  readonly file: string;
  readonly name: string;
  readonly input: unknown;
  readonly expect: unknown;
}

function casesOf(side: "valid" | "invalid"): Case[] {
  return readdirSync(join(VECTORS, side)).flatMap((file) => {
    const vectors = readJson(join(VECTORS, side, file));
    const shared = memberOf(vectors, "shared");
    return listAt(vectors, "cases").map((one) => ({
      file: file.replace(/\.json$/, ""),
      name: stringAt(one, "name"),
      input: merged(shared, memberOf(one, "input")),
      expect: memberOf(one, "expect"),
    }));
  });
}

/** The members of all parts that are objects. */
function merged(...parts: readonly unknown[]): object {
  const members = parts.flatMap((part) =>
    typeof part === "object" && part !== null ? Object.entries(part) : [],
  );
  return Object.fromEntries<unknown>(members);
}

const [valid, invalid] = [casesOf("valid"), casesOf("invalid")];

describe("vectors/ledger", () => {
  it.each(valid)("valid $file: $name", ({ file, input, expect: expected }) => {
    expect(OPERATIONS[file]?.(input)).toEqual(expected);
    expect(expected).not.toHaveProperty("faults");
  });

  it.each(invalid)("invalid $file: $name", ({ file, input, expect: expected }) => {
    expect(OPERATIONS[file]?.(input)).toEqual(expected);
  });

  it("refuses at least as often as it accepts, in codes of the closed list", () => {
    expect(valid.length).toBeGreaterThan(40);
    expect(invalid.length).toBeGreaterThanOrEqual(valid.length);
    const codes = invalid.flatMap((one) =>
      listAt(one.expect, "faults").map((fault) => stringAt(fault, "code")),
    );
    expect(codes.filter((code) => !LEDGER_CODES.some((known) => known === code))).toEqual([]);
  });
});
