import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LawRecord } from "../src/atoms.ts";
import { loadCedar } from "../src/cedar.ts";
import { derive } from "../src/derive.ts";
import { decide, loadPacks } from "../src/door.ts";
import { Law } from "../src/law.ts";
import type { LawPolicy } from "../src/law-policy.ts";
import { anyFacts } from "./arbitrary-facts.ts";
import { allFacts, factsAt, packSources, tampered } from "./law-folder.ts";

const packs = await loadPacks(packSources());
const cedar = await loadCedar();
const DAY = "2026-11-22";
const facts = fc.oneof(anyFacts, fc.constantFrom(...allFacts()));

/** One policy alone, asked of Cedar directly: no index, no registered set, no memory. */
function directly(policy: LawPolicy, record: LawRecord): boolean {
  const { principal, action, resource, conditions } = policy.json;
  const alone: PolicyJson = { effect: "permit", principal, action, resource, conditions };
  const answer = cedar.isAuthorized({
    principal: { type: "Party", id: "p" },
    action: { type: "Action", id: "decide" },
    resource: { type: "Record", id: "r" },
    context: { facts: [...record.atoms], ...record.numbers },
    policies: { staticPolicies: { alone } },
    entities: [],
  });
  if (answer.type === "failure") throw new Error(JSON.stringify(answer.errors));
  return answer.response.decision === "allow";
}

/** Whether a policy speaks on a record at all, read off the rule of the page: holder's pack, recipient's limits. */
function maySpeak({ pack, part }: LawPolicy, atoms: ReadonlySet<string>): boolean {
  if (["codes", "treaty"].includes(pack.id)) return true;
  const state = pack.id.toUpperCase();
  return atoms.has(`held_in=${state}`) || (["stop", "duty"].includes(part) && atoms.has(`going_to=${state}`));
}

describe("the index never hides a policy", () => {
  it("what is satisfied is what Cedar says of each policy alone", () => {
    const fresh = new Law(cedar, packs.policies, packs.provisions, 16);
    fc.assert(
      fc.property(facts, (of) => {
        const record = derive(of);
        const expected = packs.policies.filter((one) => maySpeak(one, record.atoms) && directly(one, record));
        const ids = expected.map(({ id }) => id);
        // Three times: with the set of all, with a set of its own, and from memory.
        for (const _time of [1, 2, 3]) {
          expect(fresh.satisfied(record, DAY).policies.map(({ id }) => id)).toEqual(ids);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("remembered answers", () => {
  it("do not depend on facts that no candidate asks for", () => {
    const of = factsAt("ca/conditions/rcmp-under-a-police-arrangement.json");
    const other = { ...of, author: "officer-9", designations: ["anything"] };
    expect(decide(packs, other)).toEqual(decide(packs, of));
  });

  it("are told apart by a number alone", () => {
    const waiting = factsAt("ca/allow/export-after-seven-days.json");
    if (waiting.consignment === null) throw new Error("the export has a consignment");
    const outcomes = [5, 6, 7, 8].map((full_days_since_notice) => {
      const consignment = { ...waiting.consignment, full_days_since_notice };
      return decide(packs, { ...waiting, consignment: { ...base(), ...consignment } }).outcome;
    });
    expect(outcomes).toEqual(["forbid", "forbid", "permit", "permit"]);

    function base() {
      if (waiting.consignment === null) throw new Error("the export has a consignment");
      return waiting.consignment;
    }
  });

  it("stay right when more sorts of facts come than are remembered", () => {
    const small = { ...packs, law: new Law(cedar, packs.policies, packs.provisions, 2) };
    const all = allFacts();
    const first = all.map((of) => decide(small, of).outcome);
    expect(all.map((of) => decide(small, of).outcome)).toEqual(first);
    expect(all.map((of) => decide(packs, of).outcome)).toEqual(first);
  });
});

describe("registered policy sets", () => {
  it.each([1, 3])("give way to each other, and never answer for each other (%s slots)", (slots) => {
    const crowded = { ...packs, law: new Law(cedar, packs.policies, packs.provisions, 0, slots) };
    const all = allFacts().filter((_one, n) => n % 6 === 0);
    const expected = all.map((of) => decide(packs, of));
    // The first time all are new, the second each gets a set of its own, the third that of another must not stand.
    for (const _time of [1, 2, 3]) expect(all.map((of) => decide(crowded, of))).toEqual(expected);
  });
});

describe("a pack speaks for its own state", () => {
  const canadianBasis = `
@id("ca.far-too-much")
@source("ca.privacy-act.8-1")
permit (principal, action, resource) when { context.facts.contains("foreign") };`;
  const canadianApproval = `
@id("ca.ask-the-partner")
@source("ca.privacy-act.8-1")
@obligation("approval:CA-SUP")
@remedy("Ask.")
forbid (principal, action, resource)
when { context.facts.contains("foreign") } unless { context.facts.contains("approved=CA-SUP") };`;
  const canadianStop = `
@id("ca.not-from-there")
@source("ca.privacy-act.8-1")
@remedy("Do not.")
forbid (principal, action, resource) when { context.facts.contains("foreign") };`;

  it.each([
    [
      "a basis of the recipient's pack opens nothing",
      canadianBasis,
      "in/conditions/precursor-authorities.json",
      { purpose: "org_crime" },
      "forbid",
    ],
    [
      "an approval of the recipient's pack asks nothing of the holder",
      canadianApproval,
      "in/conditions/lead-under-a-police-arrangement.json",
      {},
      "conditions",
    ],
    [
      "a stop of the recipient's pack limits",
      canadianStop,
      "in/conditions/lead-under-a-police-arrangement.json",
      {},
      "forbid",
    ],
    [
      "the same approval binds Canada's own agencies",
      canadianApproval,
      "ca/conditions/rcmp-under-a-police-arrangement.json",
      {},
      "needs",
    ],
  ] as const)("%s", async (_title, text, path, change, outcome) => {
    const more = await loadPacks(tampered("ca", { "extra.cedar": text }));
    expect(decide(more, { ...factsAt(path), ...change }).outcome).toBe(outcome);
  });
});

describe("a rule that cannot be evaluated is a forbid", () => {
  const overflowing = (head: string) => `
@id("ca.overflows")
@source("ca.privacy-act.8-1")
${head} (principal, action, resource)
when { context.facts.contains("foreign") && context.order_age_working_days * 4000000000000000 * 4000000000000000 > 0 };`;
  const lead = factsAt("ca/conditions/rcmp-under-a-police-arrangement.json");
  const aged = { ...lead, source: { ...lead.source, order_age_working_days: 8 } };

  it.each([
    ["a stop that Cedar would skip", overflowing('@remedy("Repair it.")\nforbid')],
    ["a duty", overflowing('@condition("H1")\nforbid')],
    ["a basis beside another", overflowing("permit")],
  ])("%s", async (_title, text) => {
    const broken = await loadPacks(tampered("ca", { "extra.cedar": text }));
    const decision = decide(broken, aged);
    expect(decision.outcome).toBe("forbid");
    expect(decision.cites.map(({ id }) => id)).toContain("entente.fails-closed");
    expect(decision.remedies[0]).toMatch(/could not be evaluated/);
    expect(decide(broken, aged)).toEqual(decision);
    expect(decide(broken, aged)).toEqual(decision);
  });

  it("and where it is not asked, nothing changes", async () => {
    const broken = await loadPacks(
      tampered("ca", { "extra.cedar": overflowing('@remedy("Repair it.")\nforbid') }),
    );
    const home = factsAt("treaty/conditions/rcmp-material-used-in-india.json");
    expect(decide(broken, home).outcome).toBe("conditions");
    expect(decide(broken, home).cites.map(({ id }) => id)).not.toContain("entente.fails-closed");
  });
});
