import { describe, expect, it } from "vitest";
import { type Decision, decide, explain, loadPacks } from "../src/door.ts";
import { allFacts, factsAt, packSources } from "./law-folder.ts";

const packs = await loadPacks(packSources());

function told(path: string): readonly string[] {
  return explain(decide(packs, factsAt(path)));
}

describe("a decision in plain words", () => {
  it("a permit", () => {
    const lines = told("ca/allow/indicators-under-the-cse-arrangement.json");
    expect(lines[0]).toBe("It may go as it stands.");
    expect(lines.some((line) => line.startsWith("Remedy"))).toBe(false);
    expect(lines.at(-1)).toMatch(/^Decided under ca 2026.*Not legal advice\.$/);
  });

  it("conditions and strips", () => {
    const lines = told("ca/conditions/human-source-stripped.json");
    expect(lines).toContain("It may go, under conditions.");
    expect(lines).toContain("Conditions that travel with it: use_limit, no_onward");
    expect(lines).toContain("To be removed before anything leaves: human_source");
  });

  it("missing approvals, their law and their cure", () => {
    const lines = told("ca/needs/canadian-person.json");
    expect(lines).toContain("Missing approvals: CA-SUP");
    expect(
      lines.some((line) => line.startsWith("Law: Canadian Charter of Rights and Freedoms (Charter), s. 8:")),
    ).toBe(true);
    expect(lines).toContain("Remedy: A supervisor must review a release about a Canadian person.");
  });

  it("a refusal that must not be told from nothing held", () => {
    const lines = told("ca/deny/claim-told-to-the-state-he-fled.json");
    expect(lines).toContain("It may not go.");
    expect(lines).toContain("The asker must not be able to tell this from nothing held.");
  });

  it("tasks", () => {
    expect(told("codes/conditions/life-threat-lane.json")).toContain("To be done: review_within_24h");
  });

  it("says of a provision what counsel must know before leaning on it", () => {
    const cite = {
      id: "x",
      citation: "An Act, s. 1",
      text: "Something.",
      status: "law",
      verified: true,
    } as const;
    const base: Decision = { ...decide(packs, factsAt("ca/allow/notice-class-a.json")), cites: [] };
    const lawLine = (change: object) =>
      explain({ ...base, cites: [{ ...cite, ...change }] }).find((line) => line.startsWith("Law:"));
    expect(lawLine({})).toBe("Law: An Act, s. 1: Something.");
    expect(lawLine({ verified: false })).toBe("Law: An Act, s. 1: Something. (source not opened yet)");
    expect(lawLine({ status: "ours" })).toBe("Law: An Act, s. 1: Something. (house rule, not law)");
  });

  it("one line a thought, for every decision of every case", () => {
    for (const facts of allFacts()) {
      const decision = decide(packs, facts);
      const lines = explain(decision);
      expect(lines.filter((line) => line.startsWith("Law: "))).toHaveLength(decision.cites.length);
      expect(lines.filter((line) => line.startsWith("Remedy: "))).toHaveLength(decision.remedies.length);
      expect(lines.every((line) => !line.includes("\n"))).toBe(true);
    }
  });
});
