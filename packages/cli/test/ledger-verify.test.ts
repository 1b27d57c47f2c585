import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, objectOn, textLike } from "./command-line.ts";

// What verifies, and what one flipped bit does to it, is told by scenarios/steel-thread.test.ts with real nodes.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
  writeFileSync(join(folder, "agreement.json"), "{}\n");
  writeFileSync(join(folder, "proof"), "c2sp.org/tlog-proof@v1\n");
  mkdirSync(join(folder, "log"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function verifying(...args: readonly string[]) {
  return entente(["ledger", "verify", ...args, "--json"], { cwd: folder });
}

describe("ledger verify", () => {
  test("without an anchor is not a verification: exit code 2", async () => {
    const { exit, out, err } = await verifying("proof");
    expect([exit, out]).toEqual([2, ""]);
    expect(objectOn(err).code).toBe("usage");
  });

  const unreadable: readonly (readonly [string, readonly string[]])[] = [
    ["no such proof", ["nowhere", "--anchor", "agreement.json"]],
    ["no such anchor", ["proof", "--anchor", "nowhere"]],
    ["a folder for an anchor", ["proof", "--anchor", "log"]],
  ];
  test.each(unreadable)("nothing to read is bad input: %s", async (_, args) => {
    expect((await verifying(...args)).exit).toBe(2);
  });

  const invalid: readonly (readonly [string, readonly string[]])[] = [
    ["a proof under an anchor that is none", ["proof", "--anchor", "agreement.json"]],
    ["a log under an anchor that is none", ["log", "--anchor", "agreement.json"]],
    ["a proof that is empty", ["empty", "--anchor", "agreement.json"]],
  ];
  test.each(invalid)("exit code 7 and the fault's code and place: %s", async (_, args) => {
    writeFileSync(join(folder, "empty"), "");
    const { exit, out, err } = await verifying(...args);
    expect([exit, err]).toEqual([7, ""]);
    expect(objectOn(out)).toEqual({
      valid: false,
      fault: { code: textLike(/^[a-z_]+$/), where: textLike(/^/) },
    });
  });

  test("says it in words without --json, with the same exit code", async () => {
    const said = await entente(["ledger", "verify", "proof", "--anchor", "agreement.json"], { cwd: folder });
    expect(said.exit).toBe(7);
    expect(said.out).toMatch(/^does not verify: [a-z_]+ at /);
  });

  test("does not hang on a file without an end", async () => {
    symlinkSync("/dev/zero", join(folder, "endless"));
    expect((await verifying("endless", "--anchor", "agreement.json")).exit).toBe(7);
  });
});
