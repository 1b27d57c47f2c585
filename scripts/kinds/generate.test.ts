import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KINDS } from "@entente/contract";
import { afterAll, describe, expect, it } from "vitest";
import { kindFolders, registryText } from "./generate.ts";

const registry = join(import.meta.dirname, "../../packages/contract/src/kinds/registry.ts");
const folder = mkdtempSync(join(tmpdir(), "entente-kinds-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Code without what a formatter moves. */
const plain = (code: string) => code.replaceAll(/[\s,]/g, "");

describe("the registry of kinds", () => {
  it("is what `npm run kinds` writes now", () => {
    expect(plain(readFileSync(registry, "utf8"))).toBe(plain(registryText(kindFolders())));
  });

  it("has a kind for every folder, called as its folder is", () => {
    const called = kindFolders().map((name) => name.replaceAll("-", "_"));
    expect(KINDS.map(({ kind }) => kind)).toEqual(called);
  });

  it("is made of folders alone, request and answer first, the rest by name", () => {
    for (const name of ["zebra", "answer", "alpha-beta", "request"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "registry.ts"), "");
    expect(kindFolders(folder)).toEqual(["request", "answer", "alpha-beta", "zebra"]);
  });

  it("names a folder of two words as code does", () => {
    expect(registryText(["alpha-beta"])).toContain(
      'import { alphaBeta } from "./alpha-beta/declaration.ts";',
    );
  });
});
