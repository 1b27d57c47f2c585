import {
  canonicalJson,
  faultsOfGround,
  hexOf,
  type ParsedRelationState,
  parseRelationState,
  placeOfState,
  type RelationState,
  relationStatePayload,
  STATE_TYPE,
  type StateLink,
  signDocument,
  verifyingKeys,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { AGREEMENT_DIGEST, bytesOf, CA, faultsOf, hybridKeys, IN, must, sha256 } from "./fixtures.ts";
import { FIRST_STATE } from "./making/state-vectors.ts";
import { bytesAt, faultsAt, fieldsOf, textAt, vectorFile } from "./vector-files.ts";

const known = {
  party: "IN",
  root: must(verifyingKeys(IN.root.publics)),
  node: [must(verifyingKeys(IN.sign.publics))],
};

function keysIn(name: "root" | "node") {
  const fields = fieldsOf(vectorFile("valid", "relation-state").shared[name]);
  return must(verifyingKeys({ ed25519: bytesAt(fields, "ed25519"), mldsa65: bytesAt(fields, "mldsa65") }));
}

describe("the vectors of relation-state", () => {
  const asked = { party: "IN", root: keysIn("root"), node: [keysIn("node")] };
  const named = (kind: "valid" | "invalid") =>
    vectorFile(kind, "relation-state").cases.map((fields) => ({ name: textAt(fields, "name"), fields }));

  it.each(named("valid"))("takes $name", async ({ fields }) => {
    const parsed = must(await parseRelationState(bytesOf(textAt(fields, "file")), asked));
    expect([parsed.by, hexOf(parsed.digest)]).toEqual([textAt(fields, "by"), textAt(fields, "digest")]);
  });

  it.each(named("invalid"))("refuses $name", async ({ fields }) => {
    const parsed = await parseRelationState(bytesOf(textAt(fields, "file")), asked);
    expect(faultsOf(parsed)).toEqual(faultsAt(fields));
  });
});

describe("a statement of the relation's state", () => {
  it("is not believed under a key that is neither the root's nor of the node in force", async () => {
    const thief = hybridKeys("thief of a state");
    const file = await signDocument(STATE_TYPE, canonicalJson(FIRST_STATE), [{ party: "IN", keys: thief }]);
    expect(faultsOf(await parseRelationState(file, known))).toHaveLength(2);
  });

  it("is not one of another type", async () => {
    const file = await signDocument("entente/keys/v1", canonicalJson(FIRST_STATE), [
      { party: "IN", keys: IN.root },
    ]);
    expect(faultsOf(await parseRelationState(file, known))).toEqual(["wrong_type /type"]);
  });

  it.each<[string, Partial<RelationState>, string]>([
    ["a note of two lines", { note: "a\nb" }, "schema /note"],
    ["a digest in capitals", { previous: "A".repeat(64) }, "schema /previous"],
    ["a moment without its zone", { at: "2026-11-28T07:00:00" }, "schema /at"],
    ["a 25th hour", { at: "2026-11-28T25:00:00Z" }, "schema /at"],
  ])("is never made of %s", (_, change, fault) => {
    expect(faultsOf(relationStatePayload({ ...FIRST_STATE, ...change }))).toEqual([fault]);
  });
});

type Said = Pick<ParsedRelationState, "statement" | "digest" | "by">;

const said = (serial: number, previous: Uint8Array, by: "root" | "node", note = `${serial}`): Said => {
  const statement = { ...FIRST_STATE, serial, previous: hexOf(previous), note };
  return { statement, digest: sha256(must(relationStatePayload(statement))), by };
};
const linkOf = ({ digest, by }: Said): StateLink => ({ digest, by });

describe("the place of a statement", () => {
  const one = said(1, AGREEMENT_DIGEST, "root");
  const two = said(2, one.digest, "root");
  const three = said(3, two.digest, "node");
  const four = said(4, three.digest, "node");
  const all = [one, two, three, four].map(linkOf);
  const place = (standing: readonly StateLink[], next: Said) =>
    placeOfState(standing, AGREEMENT_DIGEST, next);

  it("is behind the one before it, the first behind the agreement", () => {
    expect(place([], one)).toEqual({ kind: "next", voids: 0 });
    expect(place([linkOf(one)], two)).toEqual({ kind: "next", voids: 0 });
    expect(place(all.slice(0, 3), four)).toEqual({ kind: "next", voids: 0 });
  });

  it("is known where it stands already", () => {
    for (const one of [two, four]) expect(place(all, one)).toEqual({ kind: "repeat" });
    expect(place(all, { ...two, by: "node" })).toEqual({ kind: "repeat" });
  });

  it("is confirmed by the root's signature under the same bytes", () => {
    expect(place(all, { ...three, by: "root" })).toEqual({ kind: "confirms" });
  });

  it("is the root's wherever the root has not spoken: what the node said from there is void", () => {
    expect(place(all, said(3, two.digest, "root", "another"))).toEqual({ kind: "next", voids: 2 });
    expect(place(all, said(4, three.digest, "root", "another"))).toEqual({ kind: "next", voids: 1 });
  });

  const at = (...places: readonly string[]) => ({
    kind: "refused",
    faults: places.map((where) => ({ code: "bad_state", where })),
  });
  it.each<[string, readonly StateLink[], Said, readonly string[]]>([
    ["one skipped", [linkOf(one)], three, ["/serial", "/previous"]],
    ["another one before it", [linkOf(one)], said(2, AGREEMENT_DIGEST, "root"), ["/previous"]],
    ["of another agreement", [], said(1, sha256("another"), "root"), ["/previous"]],
    ["an older one of the root", all, said(1, AGREEMENT_DIGEST, "root", "another"), ["/serial"]],
    ["the node in the root's place", all, said(2, one.digest, "node", "another"), ["/serial"]],
    ["the node over what the node said", all, said(3, two.digest, "node", "another"), ["/serial"]],
  ])("is none for %s", (_, standing, next, places) => {
    expect(place(standing, next)).toEqual(at(...places));
  });
});

describe("a statement against its agreement", () => {
  const ground = {
    node: "in-1",
    agreement: "ca-in-2026",
    versions: [hexOf(AGREEMENT_DIGEST)],
    areas: ["counter_terrorism"],
  };

  it("names its node, its name, a version of it and an area of it, or all of them", () => {
    expect(faultsOfGround(FIRST_STATE, ground)).toEqual([]);
    expect(faultsOfGround({ ...FIRST_STATE, scope: "all" }, ground)).toEqual([]);
  });

  it("is refused with every fault", () => {
    const wrong: RelationState = {
      ...FIRST_STATE,
      node: "in-2",
      agreement: "other",
      version: "00".repeat(32),
      scope: "fraud",
    };
    expect(faultsOfGround(wrong, ground).map(({ where }) => where)).toEqual([
      "/node",
      "/agreement",
      "/version",
      "/scope",
    ]);
  });

  it("CA's own root signs nothing for IN", async () => {
    const file = await signDocument(STATE_TYPE, canonicalJson(FIRST_STATE), [{ party: "CA", keys: CA.root }]);
    expect(faultsOf(await parseRelationState(file, known))).toContain("missing_signature /signatures");
  });
});
