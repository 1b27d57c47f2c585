import { describe, expect, it } from "vitest";
import type { LawRecord } from "../src/atoms.ts";
import { loadCedar } from "../src/cedar.ts";
import { loadPacks, type Packs, runCase } from "../src/door.ts";
import { type Fired, Law } from "../src/law.ts";
import type { LawPolicy } from "../src/law-policy.ts";
import { caseFiles, packSources } from "./law-folder.ts";

const packs = await loadPacks(packSources());
const cedar = await loadCedar();
const cases = caseFiles().map(({ lawCase }) => lawCase);

/** Remembers every policy that was satisfied: only the cases that met a policy can notice its absence. */
class ListeningLaw extends Law {
  readonly heard = new Set<string>();

  override satisfied(record: LawRecord, day: string): Fired {
    const fired = super.satisfied(record, day);
    for (const policy of fired.policies) this.heard.add(policy.id);
    return fired;
  }
}

const met = new Map(
  cases.map((lawCase) => {
    const law = new ListeningLaw(cedar, packs.policies, packs.provisions, 0);
    runCase({ ...packs, law }, lawCase);
    return [lawCase, law.heard];
  }),
);

function without(policy: LawPolicy): Packs {
  const policies = packs.policies.filter((one) => one !== policy);
  return { ...packs, policies, law: new Law(cedar, policies, packs.provisions, 4096) };
}

describe("no policy of law/ can be dropped unnoticed", () => {
  it("has policies of every part", () => {
    const parts = new Set(packs.policies.map((policy) => policy.part));
    expect([...parts].sort()).toEqual(["approval", "basis", "duty", "prohibition", "stop"]);
  });

  it.each(packs.policies.map((policy) => [policy.id, policy] as const))("%s", (_id, policy) => {
    const less = without(policy);
    const noticed = cases.some(
      (lawCase) => met.get(lawCase)?.has(policy.id) && !runCase(less, lawCase).passed,
    );
    expect(noticed, `no case under law/ fails without ${policy.id}`).toBe(true);
  });
});
