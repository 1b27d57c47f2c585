import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fieldOf, startProcess, textLike } from "./command-line.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("init", () => {
  test("makes a node's folder, its card and the root apart; a second time is a conflict", async () => {
    const args = ["init", "--party", "CA", "--data", join(folder, "ca"), "--json"];
    const made = await startProcess(args);
    expect([made.exit, made.err]).toEqual([0, ""]);
    const said: unknown = JSON.parse(made.out);
    expect(said).toMatchObject({
      party: "CA",
      node: "ca-1",
      fingerprint: textLike(/^([A-Z2-7]{4} ){11}[A-Z2-7]{4}$/),
    });
    const root = String(fieldOf(said, "root"));
    expect(statSync(root).mode & 0o077).toBe(0);
    const seed = String(fieldOf(JSON.parse(readFileSync(root, "utf8")), "ed25519"));
    expect(made.out).not.toContain(seed);
    const again = await startProcess(args);
    expect([again.exit, again.out]).toEqual([5, ""]);
  });
});

describe("node", () => {
  test("ends with the node's own exit code where it cannot start", async () => {
    const said = await startProcess(["node", "--data", join(folder, "nowhere")]);
    expect(said.exit).toBeGreaterThan(0);
    expect(said.err).not.toBe("");
  });
});
