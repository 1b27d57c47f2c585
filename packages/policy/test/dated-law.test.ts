import { describe, expect, it } from "vitest";
import { decide, type Facts, loadPacks } from "../src/door.ts";
import { factsAt, packSources, tampered } from "./law-folder.ts";

const packs = await loadPacks(packSources());
const LEAD = factsAt("ca/conditions/rcmp-under-a-police-arrangement.json");

/** The same facts on another day, with an instrument that was in force then too. */
function on(at: string, facts: Facts): Facts {
  return {
    ...facts,
    at,
    instruments: facts.instruments.map((one) => ({ ...one, valid_from: "1990-01-01" })),
  };
}

function idsOf(facts: Facts): readonly string[] {
  return decide(packs, facts).cites.map(({ id }) => id);
}

describe("the law of the day decides", () => {
  const risky: Facts = { ...LEAD, risk: { mistreatment: "unmitigable" } };

  it.each([
    ["2026-11-22T12:00:00Z", "forbid"],
    ["2019-09-04T00:00:00Z", "forbid"],
    ["2019-07-12T23:59:59Z", "conditions"],
  ])("the mistreatment rule on %s: %s", (at, outcome) => {
    expect(decide(packs, on(at, risky)).outcome).toBe(outcome);
  });

  it("begins with the UTC day, wherever the clock stands", () => {
    expect(decide(packs, on("2019-07-12T20:00:00-05:00", risky)).outcome).toBe("forbid");
    expect(decide(packs, on("2019-07-13T02:00:00+05:30", risky)).outcome).toBe("conditions");
  });

  it("cites only what was in force", () => {
    const evidence = factsAt("in/needs/evidence-by-mha.json");
    expect(idsOf(on("2024-06-30T12:00:00Z", evidence))).toContain("in.crpc.166a");
    expect(idsOf(on("2024-06-30T12:00:00Z", evidence))).not.toContain("in.bnss.112");
    expect(idsOf(on("2024-07-01T12:00:00Z", evidence))).toContain("in.bnss.112");
    expect(idsOf(on("2024-07-01T12:00:00Z", evidence))).not.toContain("in.crpc.166a");
  });

  it("before a basis was law there is none", () => {
    expect(decide(packs, on("1983-06-30T12:00:00Z", LEAD)).outcome).toBe("forbid");
  });
});

describe("a policy's own days", () => {
  const summer = `
@id("ca.summer-only")
@source("ca.charter.8")
@valid_from("2026-06-01")
@valid_to("2026-08-31")
@remedy("Wait for autumn.")
forbid (principal, action, resource) when { context.facts.contains("foreign") };`;

  it.each([
    ["2026-05-31T12:00:00Z", "conditions"],
    ["2026-06-01T00:00:00Z", "forbid"],
    ["2026-08-31T23:59:59Z", "forbid"],
    ["2026-09-01T00:00:00Z", "conditions"],
  ])("on %s: %s", async (at, outcome) => {
    const dated = await loadPacks(tampered("ca", { "extra.cedar": summer }));
    expect(decide(dated, on(at, LEAD)).outcome).toBe(outcome);
  });

  it("open at one end", async () => {
    const text = summer.replace('@valid_to("2026-08-31")', "");
    const dated = await loadPacks(tampered("ca", { "extra.cedar": text }));
    expect(decide(dated, on("2030-01-01T12:00:00Z", LEAD)).outcome).toBe("forbid");
    expect(decide(dated, on("2026-05-31T12:00:00Z", LEAD)).outcome).toBe("conditions");
  });
});

describe("a decision replays", () => {
  it("identically, and names the law that made it", async () => {
    const again = await loadPacks(packSources());
    expect(decide(again, LEAD)).toEqual(decide(packs, LEAD));
    expect(decide(packs, LEAD).packs).toEqual(packs.refs);
  });

  it("under another digest once one character of law changed", async () => {
    const ca = packSources()
      .find(({ id }) => id === "ca")
      ?.files.get("customs-act.cedar");
    const changed = await loadPacks(tampered("ca", { "customs-act.cedar": `${ca}\n// counsel was here\n` }));
    expect(changed.digest).not.toBe(packs.digest);
    expect(decide(changed, LEAD).packs).not.toEqual(packs.refs);
    expect({ ...decide(changed, LEAD), packs: [] }).toEqual({ ...decide(packs, LEAD), packs: [] });
  });
});
