import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../src");
const VERIFIER = join(SRC, "verifier");

/** What a file imports, type imports included: an auditor reads those too. */
const importsOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/from "([^"]+)"/g)].map(([, name]) => name ?? "");

function closure(files: readonly string[]): { readonly files: Set<string>; readonly outside: Set<string> } {
  const [seen, outside, queue] = [new Set<string>(), new Set<string>(), [...files]];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith(".")) queue.push(join(dirname(file), name));
      else outside.add(name);
    }
  }
  return { files: seen, outside };
}

describe("the offline verifier", () => {
  const own = readdirSync(VERIFIER).map((name) => join(VERIFIER, name));
  const all = closure(own);

  // What somebody reads in an hour before he believes it. It was 600 before a proof carried versions of the agreement.
  it("stays within 400 lines a file, and 700 in all", () => {
    const lines = own.map((file) => readFileSync(file, "utf8").split("\n").length - 1);
    expect(Math.max(...lines)).toBeLessThanOrEqual(400);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(700);
  });

  it("needs nothing but node:crypto and this package, type imports included", () => {
    expect([...all.outside]).toEqual(["node:crypto"]);
    expect([...all.files].filter((file) => !file.startsWith(SRC))).toEqual([]);
  });

  it("loads none of the modules that only write: whoever checks needs no keys and no store", () => {
    const writers = [
      "tree.ts",
      "tree-proofs.ts",
      "tile-reader.ts",
      "note-writer.ts",
      "proof-writer.ts",
      "signers.ts",
    ];
    expect(writers.filter((name) => all.files.has(join(SRC, name)))).toEqual([]);
  });
});
