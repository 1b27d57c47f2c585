import { describe, expect, it } from "vitest";
import { decide, type Facts, loadPacks } from "../src/door.ts";
import { factsAt, packSources } from "./law-folder.ts";

const packs = await loadPacks(packSources());
const SUPPRESSED = factsAt("ca/conditions/cse-suppresses-a-canadian.json");
const SOURCE = factsAt("ca/conditions/human-source-stripped.json");
const NOTICE = factsAt("ca/allow/notice-class-a.json");

function strips(facts: Facts, change: Partial<Facts>): readonly string[] {
  return decide(packs, { ...facts, ...change }).strip;
}

describe("suppressing a Canadian's identity", () => {
  it("takes every personal category, and only those", () => {
    const categories = ["cyber_indicator", "health", "location", "vulnerability", "incident_victim"];
    expect(strips(SUPPRESSED, { categories })).toEqual(["health", "identity", "incident_victim", "location"]);
  });

  it("makes the subject nobody to the gates that protect a person", () => {
    const facts: Facts = { ...SUPPRESSED, risk: { mistreatment: "unmitigable" } };
    expect(decide(packs, facts).outcome).toBe("conditions");
    expect(decide(packs, { ...facts, designations: ["CSE-45:IN:CERT-IN"] }).outcome).toBe("forbid");
  });

  it("does not happen where nobody is identified", () => {
    expect(
      strips(SUPPRESSED, { subject: { identified: false }, categories: ["cyber_indicator", "location"] }),
    ).toEqual([]);
  });
});

describe("a human source", () => {
  it("goes out of what any Canadian agency holds, and of its questions too", () => {
    for (const act of ["release", "request", "match", "onward"] as const) {
      expect(strips(SOURCE, { act })).toEqual(["human_source"]);
    }
  });

  it("is not its subject: the person told of stays identified", () => {
    const facts: Facts = {
      ...SOURCE,
      subject: { identified: true, nationality: "CA", in_canada: true, status: "citizen" },
    };
    expect(decide(packs, facts).needs).toEqual(["CA-SUP"]);
  });
});

describe("nothing left", () => {
  const EMPTY = (fields: string[]) => {
    if (NOTICE.consignment === null) throw new Error("the notice has a consignment");
    return { ...NOTICE.consignment, fields };
  };

  it.each([
    ["the last category", SOURCE, { categories: ["human_source"] }, "forbid"],
    ["one of two categories", SOURCE, { categories: ["human_source", "customs"] }, "conditions"],
    ["nothing from the start", SOURCE, { categories: [] }, "conditions"],
    ["the last field of a notice", NOTICE, { consignment: EMPTY(["route"]) }, "forbid"],
    ["one of two fields", NOTICE, { consignment: EMPTY(["route", "substance"]) }, "conditions"],
    ["no field from the start", NOTICE, { consignment: EMPTY([]) }, "permit"],
  ] as const)("%s", (_title, facts, change, outcome) => {
    const categories = "categories" in change ? [...change.categories] : facts.categories;
    expect(decide(packs, { ...facts, ...change, categories }).outcome).toBe(outcome);
  });

  it("still protects what was there: a stripped asylum fact is no news to the persecutor", () => {
    const claimant: Facts = {
      ...SUPPRESSED,
      categories: ["asylum"],
      subject: {
        identified: true,
        nationality: "IN",
        in_canada: true,
        status: "claimant",
        persecution_state: "IN",
      },
    };
    const decision = decide(packs, claimant);
    expect(decision.outcome).toBe("forbid");
    expect(decision.existence).toBe("protected");
  });

  it("an empty dispatch still needs a basis", () => {
    expect(decide(packs, { ...SOURCE, categories: [], instruments: [] }).outcome).toBe("forbid");
  });
});
