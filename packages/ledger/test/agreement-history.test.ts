import { describe, expect, it } from "vitest";
import { type DispatchProof, encodeProof, parseAnchor, parseProof, verifyProof } from "../src/door.ts";
import { keyStatements, OTHER_ROOT, releasedAmong } from "./fixture/key-changes.ts";
import { AGREEMENT, CA, IN, testNode } from "./fixture/parties.ts";
import { laterVersions, releasedUnder, type SpoiltVersion } from "./fixture/versions.ts";

const said = (proof: DispatchProof) => {
  const verdict = verifyProof(encodeProof(proof), AGREEMENT.file);
  return verdict.valid ? verdict.agreement : `${verdict.fault.code} ${verdict.fault.where}`;
};
const [second, third] = laterVersions(2);
if (second === undefined || third === undefined) throw new Error("the fixture is incomplete");

describe("a proof with versions of the agreement", () => {
  it("is read back as it was written", async () => {
    const proof = await releasedUnder(laterVersions(2), [0, 1, "release"], 1);
    expect(parseProof(encodeProof(proof))).toEqual({ ok: true, value: proof });
  });

  it("is read back with key statements beside them", async () => {
    const { keys = [] } = await releasedAmong(keyStatements(1), [0, "release"], 1);
    const proof = { ...(await releasedUnder(laterVersions(1), [0, "release"], 0)), keys };
    expect(parseProof(encodeProof(proof))).toEqual({ ok: true, value: proof });
  });

  it.each<[string, readonly (number | "release")[], number, object]>([
    ["under the newest", [0, 1, "release"], 1, { version: 3, newest: 3 }],
    ["under one that was superseded, made before", [0, "release", 1], 0, { version: 2, newest: 3 }],
    ["under one that was superseded, on its way since", [0, 1, "release"], 0, { version: 2, newest: 3 }],
    ["under the first", ["release", 0, 1], -1, { version: 1, newest: 3 }],
  ])("verifies %s, and says which", async (_, order, under, version) => {
    expect(said(await releasedUnder(laterVersions(2), order, under))).toEqual(version);
  });

  it("says of no version where it holds none", async () => {
    expect(said(await releasedUnder([], ["release"], -1))).toBeUndefined();
  });
});

describe("what no version allows is refused", () => {
  it("a version that came on the log behind the leaf", async () => {
    const proof = await releasedUnder(laterVersions(1), ["release", 0], 0);
    expect(said(proof)).toBe("version_not_in_force statement/@12");
  });

  it("a version that is not shown", async () => {
    expect(said(await releasedUnder(laterVersions(2), [0, 1, "release"], 1, [0]))).toBe(
      "wrong_agreement statement/@12",
    );
    expect(said(await releasedUnder(laterVersions(1), [0, "release"], 0, []))).toBe(
      "wrong_agreement statement/@12",
    );
  });

  it("a later version in the place of the anchor: it is the first leaf of no log", () => {
    expect(parseAnchor(second.file)).toMatchObject({
      ok: false,
      faults: [{ code: "bad_anchor", where: "payload/version" }],
    });
  });
});

describe("a chain of versions that is none is refused", () => {
  const thief = testNode("CA", "ca-1", " thief");
  it.each<[string, Readonly<Record<number, SpoiltVersion>>, string]>([
    ["a number is skipped", { 2: { says: { version: 3 } } }, "version_order versions/0"],
    ["a number of text", { 2: { says: { version: "2" } } }, "version_order versions/0"],
    ["a number goes back", { 3: { says: { version: 2 } } }, "version_order versions/1"],
    ["it follows another", { 3: { says: { previous: "00".repeat(32) } } }, "version_order versions/1"],
    ["it says nothing of what it follows", { 2: { says: { previous: "" } } }, "version_order versions/0"],
    ["it is of another agreement", { 2: { says: { id: "other" } } }, "version_differs versions/0"],
    ["it is of another realm", { 2: { says: { realm: "exercise" } } }, "version_differs versions/0"],
    ["a party has another card and root", { 2: { nodes: [thief, IN] } }, "version_differs versions/0"],
    [
      "another root signed for the same card",
      { 2: { signed: [OTHER_ROOT, IN] } },
      "anchor_signature versions/0/signatures/CA",
    ],
    ["one root alone signed", { 2: { signed: [CA] } }, "bad_anchor versions/0/signatures"],
  ])("%s", async (_, spoil, expected) => {
    const proof = await releasedUnder(laterVersions(2, spoil), [0, 1, "release"], 1);
    expect(said(proof)).toBe(expected);
  });

  it.each<[string, readonly number[], string]>([
    ["one left out", [1], "version_order versions/0"],
    ["told in another order", [1, 0], "version_order versions/0"],
    ["one told twice", [0, 0], "version_order versions/1"],
  ])("%s", async (_, shown, expected) => {
    expect(said(await releasedUnder(laterVersions(2), [0, 1, "release"], 1, shown))).toBe(expected);
  });

  it("logged in another order", async () => {
    const proof = await releasedUnder(laterVersions(2), [1, 0, "release"], 1, [0, 1]);
    expect(said(proof)).toBe("version_order versions/1");
  });

  it("at another place of the log", async () => {
    const proof = await releasedUnder(laterVersions(1), [0, "release"], 0);
    const versions = (proof.versions ?? []).map((leaf) => ({ ...leaf, index: leaf.index - 1 }));
    expect(said({ ...proof, versions })).toMatch(/^(root_mismatch|proof_length) versions\/0\/inclusion$/);
  });

  it("for every byte of its part in the proof that is cut off", async () => {
    const proof = await releasedUnder(laterVersions(1), [0, "release"], 0);
    const [leaf] = proof.versions ?? [];
    if (leaf === undefined) throw new Error("it has one");
    for (const length of [0, 1, leaf.document.length - 1]) {
      const short = { ...leaf, document: leaf.document.slice(0, length) };
      expect(said({ ...proof, versions: [short] })).toBe("not_canonical versions/0");
    }
  });
});
