import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  canonicalJson,
  parseAgreement,
  parseStreamStatement,
  readDocument,
  rootOfShares,
  STREAM_TYPE,
  unsignedDocument,
  verifyingKeys,
} from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldOf, objectOn } from "./command-line.ts";
import { must, type OfflineParty, offlineParty, textIn } from "./signing.ts";

const statement = {
  party: "CA",
  node: "ca-1",
  serial: 1,
  previous: "0".repeat(64),
  ends: null,
  last_sequence: 0,
  stream: "b".repeat(32),
};

let folder: string;
let ca: OfflineParty;
let india: OfflineParty;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "entente-root-"));
  [ca, india] = [await offlineParty(folder, "CA"), await offlineParty(folder, "IN")];
  put("stream.json", unsignedDocument(STREAM_TYPE, canonicalJson(statement)));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const bytesIn = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
const here = (...args: readonly string[]) => entente([...args, "--json"], { cwd: folder });
const signing = (file: string, ...more: readonly string[]) => here("root", "sign", file, ...more);

function put(name: string, content: Uint8Array | string): void {
  writeFileSync(join(folder, name), content);
}

describe("root sign", () => {
  test("writes the document that verifies under the root, and says what it says", async () => {
    const { exit, out } = await signing("stream.json", ...ca.shares, "--out", "signed.json");
    expect(exit).toBe(0);
    expect(objectOn(out)).toMatchObject({ kind: STREAM_TYPE, state: "signed", party: "CA", says: statement });
    const { keys } = must(await rootOfShares(ca.files.slice(0, 2).map(bytesIn)));
    const root = must(verifyingKeys(keys.publics));
    const parsed = await parseStreamStatement(bytesIn("signed.json"), { party: "CA", root });
    expect(must(parsed).statement).toEqual(statement);
  });

  test("without shares only reads: nothing is signed", async () => {
    const { exit, out } = await signing("stream.json");
    expect([exit, fieldOf(objectOn(out), "state")]).toEqual([0, "unsigned"]);
  });

  test("prints nothing of a share", async () => {
    const said = await signing("stream.json", ...ca.shares, "--out", "signed.json");
    for (const file of ca.files)
      expect(said.out + said.err).not.toContain(String(fieldOf(JSON.parse(textIn(folder, file)), "share")));
  });

  const stream = (change: object) =>
    unsignedDocument(STREAM_TYPE, canonicalJson({ ...statement, ...change }));
  const spaced = new TextEncoder().encode(` ${JSON.stringify(statement)}`);
  test.each<readonly [string, string, Uint8Array, string]>([
    ["a type nobody knows", "wrong_type", unsignedDocument("entente/loan/v1", canonicalJson({})), "/type"],
    ["another party's", "unknown_signer", stream({ party: "GB", node: "gb-1" }), "/party"],
    ["a contradiction", "schema", stream({ ends: "b".repeat(32) }), "/stream"],
    ["another spelling", "not_canonical", unsignedDocument(STREAM_TYPE, spaced), ""],
  ])("signs nothing for %s", async (_, code, document, where) => {
    put("wrong.json", document);
    const { exit, out } = await signing("wrong.json", ...ca.shares, "--out", "signed.json");
    expect([exit, objectOn(out)]).toEqual([7, { valid: false, fault: { code, where } }]);
    expect(existsSync(join(folder, "signed.json"))).toBe(false);
  });

  test.each<readonly [string, () => readonly string[], string, string]>([
    ["one share", () => ["CA-1.share"], "too_few_shares", "--share"],
    ["the same share twice", () => ["CA-1.share", "CA-1.share"], "same_share", "CA-1.share"],
    ["shares of two roots", () => ["CA-1.share", "IN-2.share"], "other_secret", "IN-2.share"],
    ["a share with a changed byte", () => ["CA-1.share", changed("CA-2.share")], "damaged_share", "changed"],
    ["a share that is something else", () => ["CA.card", "CA-2.share"], "not_a_share", "CA.card"],
    ["a share that is not there", () => ["CA-1.share", "nowhere"], "file_unreadable", "nowhere"],
  ])("signs nothing with %s, and says which", async (_, files, code, pointer) => {
    const flags = files().flatMap((file) => ["--share", file]);
    const { exit, err } = await signing("stream.json", ...flags, "--out", "signed.json");
    expect([exit, fieldOf(objectOn(err), "errors")]).toEqual([
      2,
      [expect.objectContaining({ code, pointer })],
    ]);
    expect(existsSync(join(folder, "signed.json"))).toBe(false);
  });

  function changed(name: string): string {
    const text = textIn(folder, name);
    const at = text.indexOf('"share":"') + 12;
    put("changed", text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
    return "changed";
  }
});

describe("an agreement, from terms to two signatures", () => {
  const cards = () => ["--card", ca.card, "--card", india.card];
  const draft = async () => {
    put("terms.json", (await here("agreement", "example", ...cards())).out);
    return here("agreement", "draft", "terms.json", ...cards(), "--out", "draft.json");
  };

  test("the example passes, both roots sign one after the other, and show says who has", async () => {
    expect(await draft()).toMatchObject({ exit: 0, err: "" });
    const signedBy = async (file: string) =>
      fieldOf(objectOn((await here("agreement", "show", file)).out), "parties");
    expect(await signedBy("draft.json")).toMatchObject([{ signed: false }, { signed: false }]);
    await signing("draft.json", ...india.shares, "--out", "half.json");
    expect(await signedBy("half.json")).toMatchObject([
      { party: "CA", signed: false },
      { party: "IN", signed: true },
    ]);
    const both = await signing("half.json", ...ca.shares, "--out", "both.json");
    expect(objectOn(both.out)).toMatchObject({ state: "signed", party: "CA", signed: ["CA", "IN"] });
    const { agreement } = must(await parseAgreement(bytesIn("both.json")));
    expect(agreement.id).toBe("invented-example-ca-in");
    const kept = must(readDocument(bytesIn("both.json"))).signatures[1];
    expect(kept).toEqual(must(readDocument(bytesIn("half.json"))).signatures[0]);
  });

  test("show prints for a person whose cards are in it and which root has not signed", async () => {
    await draft();
    const { out } = await entente(["agreement", "show", "draft.json"], { cwd: folder });
    const shown = await here("card", "show", india.card);
    expect(out).toContain(`card ${String(objectOn(shown.out).fingerprint)}`);
    expect(out).toContain("its root has NOT signed");
  });

  test("terms that are wrong in three places are refused with all three", async () => {
    put("terms.json", (await here("agreement", "example", ...cards())).out);
    const terms: object = Object(JSON.parse(textIn(folder, "terms.json")));
    put("terms.json", JSON.stringify({ ...terms, colour: 1, realm: "dream", retention_days: 0 }));
    const said = await here("agreement", "draft", "terms.json", ...cards(), "--out", "draft.json");
    expect(said.exit).toBe(2);
    const errors = objectOn(said.err).errors;
    expect(
      Array.isArray(errors) ? errors.map((error) => String(fieldOf(error, "pointer"))).sort() : [],
    ).toEqual(["", "/realm", "/retention_days"]);
    expect(existsSync(join(folder, "draft.json"))).toBe(false);
  });

  test.each<readonly [string, string, () => readonly string[]]>([
    ["a key twice", '{"id":"a","id":"b"}', cards],
    ["no JSON", "terms", cards],
  ])("terms with %s are refused", async (_, terms, given) => {
    put("terms.json", terms);
    expect((await here("agreement", "draft", "terms.json", ...given(), "--out", "draft.json")).exit).toBe(2);
  });

  test("a card that was changed is no card of an agreement", async () => {
    put("terms.json", "{}");
    put("bad.card", textIn(folder, india.card).replace('"IN"', '"FR"'));
    const said = await here(
      "agreement",
      "draft",
      "terms.json",
      "--card",
      ca.card,
      "--card",
      "bad.card",
      "--out",
      "d",
    );
    expect([said.exit, objectOn(said.out)]).toMatchObject([7, { valid: false }]);
    expect((await here("agreement", "example", "--card", ca.card)).exit).toBe(2);
  });

  test("another root of the same party does not sign it", async () => {
    await draft();
    const twin = await offlineParty(folder, "CA", "twin");
    const said = await signing("draft.json", ...twin.shares, "--out", "signed.json");
    expect([said.exit, objectOn(said.out)]).toEqual([
      7,
      { valid: false, fault: { code: "another_root", where: "/root" } },
    ]);
  });
});

describe("card show", () => {
  test("prints party, node, fingerprint and the digest of every key", async () => {
    const { exit, out } = await here("card", "show", ca.card);
    expect(exit).toBe(0);
    const said = objectOn(out);
    expect(said).toMatchObject({ valid: true, party: "CA", node: "ca-1" });
    expect(said.fingerprint).toMatch(/^([A-Z2-7]{4} ){11}[A-Z2-7]{4}$/);
    const digests = Object.values(Object(said.keys));
    expect(digests).toHaveLength(8);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(digests).size).toBe(8);
  });

  test.each([
    ["of another name", (text: string) => text.replace('"CA"', '"IN"')],
    ["cut short", (text: string) => text.slice(0, -2)],
    ["empty", () => ""],
  ])("a card %s does not verify", async (_, change) => {
    put("bad.card", change(textIn(folder, ca.card)));
    const { exit, out } = await here("card", "show", "bad.card");
    expect([exit, fieldOf(objectOn(out), "valid")]).toEqual([7, false]);
  });
});

describe("device new", () => {
  test("keeps the key in a file for one account and prints only its public part; a second device needs another file", async () => {
    const made = await here("device", "new", "--officer", "ca-lo", "--out", "device.json");
    expect(made.exit).toBe(0);
    const file: unknown = JSON.parse(textIn(folder, "device.json"));
    expect(file).toMatchObject({ version: 1, officer: "ca-lo", device: objectOn(made.out).device });
    expect(made.out).not.toContain(String(fieldOf(file, "seed")));
    const again = await here("device", "new", "--officer", "ca-lo", "--out", "device.json");
    expect([again.exit, JSON.parse(textIn(folder, "device.json"))]).toEqual([2, file]);
    expect(objectOn(made.out).public_key).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  test.each([
    ["two officers", ["--officer", "a", "--officer", "b", "--out", "d"]],
    ["an officer with a line end", ["--officer", "a\nb", "--out", "d"]],
    ["no officer", ["--out", "d"]],
    ["a folder that is not there", ["--officer", "a", "--out", "nowhere/d"]],
  ])("makes none for %s", async (_, args) => {
    expect((await here("device", "new", ...args)).exit).toBe(2);
    expect(existsSync(join(folder, "d"))).toBe(false);
  });
});
