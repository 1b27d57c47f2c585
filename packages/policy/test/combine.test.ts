import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combine, type Decision, decide, loadPacks } from "../src/door.ts";
import { allFacts, factsAt, packSources } from "./law-folder.ts";

const packs = await loadPacks(packSources());

function decided(path: string, change = {}): Decision {
  return decide(packs, { ...factsAt(path), ...change });
}

const PERMIT = decided("ca/allow/indicators-under-the-cse-arrangement.json");
const CONDITIONS = decided("ca/conditions/interception-to-investigators.json");
const STRIPPED = decided("ca/conditions/human-source-stripped.json");
const NEEDS = decided("ca/needs/canadian-person.json");
const TWO_ROLES = decided("ca/needs/two-roles-two-persons.json");
const OWNER = decided("codes/needs/third-party-rule.json");
const FORBID = decided("ca/deny/visa-biometrics-abroad.json");
const ASYLUM = decided("ca/deny/claim-told-to-the-state-he-fled.json");

describe("the strictest part decides the whole", () => {
  it.each([
    ["permit", [PERMIT, PERMIT]],
    ["conditions", [PERMIT, CONDITIONS]],
    ["needs", [PERMIT, CONDITIONS, NEEDS]],
    ["forbid", [NEEDS, FORBID, PERMIT]],
    ["permit", [PERMIT]],
  ])("%s", (outcome, parts) => {
    expect(combine(parts).outcome).toBe(outcome);
    expect(combine([...parts].reverse()).outcome).toBe(outcome);
  });
});

describe("what the parts ask for is united", () => {
  it("roles", () => {
    expect(combine([NEEDS, TWO_ROLES, OWNER]).needs).toEqual(["CA-SUP", "CA-DH", "ORIGINATOR"]);
  });

  it("conditions and tasks", () => {
    const warned = decided("codes/conditions/life-threat-lane.json");
    const whole = combine([CONDITIONS, warned]);
    expect(whole.conditions).toEqual(["use_limit", "no_onward", "life_safety_only", "H1", "H2"]);
    expect(whole.tasks).toEqual(["review_within_24h"]);
  });

  it("provisions, each once and by id", () => {
    const ids = combine([CONDITIONS, STRIPPED, NEEDS, CONDITIONS]).cites.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const { id } of [...CONDITIONS.cites, ...STRIPPED.cites, ...NEEDS.cites]) expect(ids).toContain(id);
  });

  it("remedies and packs, each once", () => {
    const whole = combine([NEEDS, NEEDS]);
    expect(whole.remedies).toEqual(NEEDS.remedies);
    expect(whole.packs).toEqual(packs.refs);
  });
});

describe("each part keeps what is its own", () => {
  it("strips, outcome and protected existence", () => {
    const whole = combine([CONDITIONS, STRIPPED, ASYLUM]);
    expect(whole.parts).toEqual([
      { outcome: "conditions", strip: [], existence: "open" },
      { outcome: "conditions", strip: ["human_source"], existence: "open" },
      { outcome: "forbid", strip: [], existence: "protected" },
    ]);
    expect(whole.strip).toEqual(["human_source"]);
    expect(whole.existence).toBe("protected");
  });
});

describe("bounds of the format hold for the whole too", () => {
  it("no roles beside a forbid, no conditions in one", () => {
    const whole = combine([NEEDS, CONDITIONS, FORBID]);
    expect(whole.needs).toEqual([]);
    expect(whole.conditions).toEqual([]);
  });

  it("nothing decided is no permit", () => {
    expect(() => combine([])).toThrow(RangeError);
  });

  it("for any parts, in any order", () => {
    const some = fc.array(fc.constantFrom(...allFacts().map((facts) => decide(packs, facts))), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(some, (parts) => {
        const { parts: _parts, remedies, ...whole } = combine(parts);
        const { parts: _other, remedies: others, ...turned } = combine([...parts].reverse());
        expect(whole).toEqual(turned);
        expect([...remedies].sort()).toEqual([...others].sort());
        expect(whole.needs.length > 0).toBe(whole.outcome === "needs");
      }),
      { numRuns: 300 },
    );
  });
});
