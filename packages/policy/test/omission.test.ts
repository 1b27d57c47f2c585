import { describe, expect, it } from "vitest";
import { loadCedar } from "../src/cedar.ts";
import { loadPacks, type Packs, runCase } from "../src/door.ts";
import { Law } from "../src/law.ts";
import type { LawPolicy } from "../src/law-policy.ts";
import { caseFiles, packSources } from "./law-folder.ts";

const packs = await loadPacks(packSources());
const cedar = await loadCedar();
const cases = caseFiles().map(({ lawCase }) => lawCase);

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
    const noticed = cases.find((lawCase) => !runCase(less, lawCase).passed);
    expect(noticed?.id, `no case under law/ fails without ${policy.id}`).toBeDefined();
  });
});
