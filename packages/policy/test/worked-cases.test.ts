import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadPacks, parseCase, runCase } from "../src/door.ts";
import { caseFiles, fieldsOf, kindOf, lawJson, packSources, sharedText } from "./law-folder.ts";

const packs = await loadPacks(packSources());
const files = caseFiles();
const OUTCOME_OF: Readonly<Record<string, string>> = {
  allow: "permit",
  conditions: "conditions",
  needs: "needs",
  deny: "forbid",
};

describe("every case under law/ is decided as it says, with all its flips", () => {
  it.each(files.map(({ path, lawCase }) => [path, lawCase] as const))("%s", (_path, lawCase) => {
    const differing = runCase(packs, lawCase).lines.filter((line) => line.differences.length > 0);
    expect(differing.map(({ title, differences }) => ({ title, differences }))).toEqual([]);
  });
});

describe("the folders of law/ mean what they say", () => {
  it("holds the six worked cases and some of each kind for every pack", () => {
    const kinds = new Set(files.map(({ path }) => path.split("/").slice(0, -1).join("/")));
    const needed = [
      "cases",
      "ca/allow",
      "ca/conditions",
      "ca/needs",
      "ca/deny",
      "in/allow",
      "in/conditions",
      "in/needs",
    ];
    expect([...kinds]).toEqual(expect.arrayContaining(needed));
    expect(files.filter(({ path }) => kindOf(path) === "cases").length).toBeGreaterThanOrEqual(6);
  });

  it("puts a case in the folder of its outcome", () => {
    const own = files.filter(({ path }) => kindOf(path) !== "cases");
    const misplaced = own.filter(({ path, lawCase }) => lawCase.expect.outcome !== OUTCOME_OF[kindOf(path)]);
    expect(misplaced.map(({ path }) => path)).toEqual([]);
  });

  it("names each of its own cases by its path", () => {
    const own = files.filter(({ path }) => kindOf(path) !== "cases");
    expect(own.filter(({ path, lawCase }) => `${lawCase.id}.json` !== path).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it("expects an outcome of every decision, so that none passes unseen", () => {
    const silent = files.flatMap(({ path, lawCase }) =>
      [lawCase, ...(lawCase.flips ?? [])]
        .filter(({ expect: wanted }) => wanted.outcome === undefined)
        .map(() => path),
    );
    expect(silent).toEqual([]);
  });
});

describe("the worked cases are the shared ones, unaltered", () => {
  const worked = readdirSync(fileURLToPath(new URL("../../../law/cases/", import.meta.url)));

  it.each(worked)("%s", (name) => {
    const shared = sharedText(join("cases/decisions", name));
    if (shared === null)
      return expect(worked.length, "no shared folder beside this clone").toBeGreaterThan(0);
    expect(lawJson(`cases/${name}`)).toEqual(JSON.parse(shared));
  });
});

describe("a worked case that is wrong is seen to be wrong", () => {
  const D01 = lawJson("cases/D01.json");

  it.each([
    ["another outcome", { outcome: "permit" }, "outcome is forbid, expected permit"],
    ["another existence", { existence: "open" }, "existence is protected, expected open"],
    ["roles that are not missing", { needs: ["CA-SUP"] }, "needs is empty, expected CA-SUP"],
    ["a provision that was not cited", { cites: ["Customs Act"] }, "cites lack Customs Act"],
    ["a condition that is not there", { conditions_include: ["H1"] }, "conditions lack H1"],
    ["a task that is not there", { tasks_include: ["draft_mla_request"] }, "tasks lack draft_mla_request"],
    ["a strip that is not there", { strip_include: ["asylum"] }, "strip lack asylum"],
    ["a role among others", { needs_include: ["CA-DH"] }, "needs lack CA-DH"],
  ])("%s", (_title, wrong, difference) => {
    const read = parseCase({ ...D01, expect: wrong, flips: [] });
    if (!read.ok) throw new Error("the case itself is sound");
    const run = runCase(packs, read.value);
    expect(run.passed).toBe(false);
    expect(run.lines[0]?.differences).toEqual([difference]);
  });

  it("a strip that must not be there", () => {
    const D12 = lawJson("cases/D12.json");
    const flips: unknown[] = Array.isArray(D12.flips) ? D12.flips : [];
    const read = parseCase({
      ...D12,
      facts: fieldsOf(flips[0]).facts,
      expect: { strip_exclude: ["identity"] },
      flips: [],
    });
    if (!read.ok) throw new Error("the case itself is sound");
    expect(runCase(packs, read.value).lines[0]?.differences).toEqual(["strip must not have identity"]);
  });

  it("facts that are refused", () => {
    const read = parseCase({ ...D01, facts: { ...fieldsOf(D01.facts), extra: 1 } });
    if (!read.ok) throw new Error("the case itself is sound");
    const [line] = runCase(packs, read.value).lines;
    expect(line?.decision).toBeNull();
    expect(line?.differences).toEqual(["facts refused: unknown_field at /extra"]);
  });

  it.each([
    ["an expectation nobody checks", { expect: { outcom: "forbid" } }, "/expect/outcom"],
    ["an outcome that is none", { expect: { outcome: "maybe" } }, "/expect/outcome"],
    ["no title", { title: undefined }, "/title"],
    ["flips that are no list", { flips: {} }, "/flips"],
    ["an unknown field", { flops: [] }, "/flops"],
  ])("%s is refused, not ignored", (_title, change, where) => {
    const read = parseCase(JSON.parse(JSON.stringify({ ...D01, ...change })));
    expect(read.ok ? [] : read.faults.map((one) => one.where)).toContain(where);
  });
});
