import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fieldOf, objectOn, startProcess, textLike } from "./command-line.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);

describe("init", () => {
  test("makes a node's folder, its card and six shares apart; a second time is a conflict", async () => {
    const args = ["init", "--party", "CA", "--data", at("ca"), "--json"];
    const made = await startProcess(args);
    expect([made.exit, made.err]).toEqual([0, ""]);
    const said = objectOn(made.out);
    expect(said).toMatchObject({
      party: "CA",
      node: "ca-1",
      fingerprint: textLike(/^([A-Z2-7]{4} ){11}[A-Z2-7]{4}$/),
    });
    for (const kind of ["root", "unlock"]) {
      const paths = [1, 2, 3].map((index) => join(at("ca"), `${kind}-shares`, `${kind}-share-${index}.json`));
      expect(said[`${kind}_shares`]).toEqual(paths);
      for (const path of paths) {
        expect(statSync(path).mode & 0o077).toBe(0);
        expect(made.out).not.toContain(String(fieldOf(JSON.parse(readFileSync(path, "utf8")), "share")));
      }
    }
    const again = await startProcess(args);
    expect([again.exit, again.out]).toEqual([5, ""]);
  });

  test("says to a person that the shares must leave this computer; name, realm and place are his to choose", async () => {
    const where = ["--data", at("in"), "--shares", at("stick"), "--node", "delhi", "--realm", "exercise"];
    const made = await startProcess(["init", "--party", "IN", ...where]);
    expect([made.exit, made.err]).toEqual([0, ""]);
    expect(made.out).toContain("Every share must leave this computer now");
    expect(readdirSync(at("stick"))).toHaveLength(6);
    expect(JSON.parse(readFileSync(join(at("in"), "node.json"), "utf8"))).toMatchObject({
      node: "delhi",
      realm: "exercise",
    });
  });
});

describe("shares", () => {
  test("are not written into the node's own folder under a name the node does not look for", async () => {
    const made = await startProcess(["init", "--party", "CA", "--data", at("ca"), "--shares", at("ca/mine")]);
    expect([made.exit, made.err]).toEqual([2, textLike(/the node's own data folder/)]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("node", () => {
  test("ends with the node's own exit code where it cannot start", async () => {
    const said = await startProcess(["node", "--data", at("nowhere")]);
    expect(said.exit).toBeGreaterThan(0);
    expect(said.err).not.toBe("");
  });

  test("says how to unlock it, and takes shares that a service manager hands over", async () => {
    await startProcess(["init", "--party", "CA", "--data", at("ca"), "--shares", at("stick")]);
    const locked = await startProcess(["node", "--data", at("ca")]);
    expect([locked.exit, locked.err]).toEqual([2, textLike(/locked: bring 2 of its 3 unlock shares/)]);
    rmSync(join(at("stick"), "unlock-share-2.json"));
    const handed = await startProcess(["node", "--data", at("ca")], {
      env: { CREDENTIALS_DIRECTORY: at("stick") },
    });
    expect([handed.exit, handed.err]).toEqual([2, textLike(/no agreement was joined yet/)]);
  });
});

describe("node address", () => {
  beforeEach(async () => {
    await startProcess(["init", "--party", "CA", "--data", at("ca"), "--shares", at("stick")]);
  });
  const address = (...more: readonly string[]) =>
    startProcess(["node", "address", "--data", at("ca"), "--json", ...more]);

  test("changes what is said and leaves the rest", async () => {
    const first = await address("--partner-url", "https://in.example:8441", "--user-port", "9001");
    expect(objectOn(first.out)).toEqual({
      host: "localhost",
      user_port: 9001,
      peer_port: 8441,
      partner_url: "https://in.example:8441",
    });
    const second = await address("--host", "10.0.0.7");
    expect(objectOn(second.out)).toMatchObject({ host: "10.0.0.7", user_port: 9001 });
  });

  test.each([
    ["--partner-url", "http://in.example:8441"],
    ["--partner-url", "https://"],
    ["--user-port", "70000"],
    ["--peer-port", "many"],
  ])("refuses %s %s and changes nothing", async (flag, value) => {
    const before = readFileSync(join(at("ca"), "node.json"), "utf8");
    const said = await address(flag, value);
    expect([said.exit, said.out]).toEqual([2, ""]);
    expect(readFileSync(join(at("ca"), "node.json"), "utf8")).toBe(before);
  });
});

describe("acts on a folder", () => {
  test("name a file that is not there, with the exit code of bad input", async () => {
    writeFileSync(at("f"), "");
    const said = await startProcess(["agreement", "join", at("nothing"), "--data", folder, "--json"]);
    expect([said.exit, said.out]).toEqual([2, ""]);
    expect(objectOn(said.err)).toMatchObject({ code: "malformed", errors: [{ code: "enoent" }] });
  });
});
