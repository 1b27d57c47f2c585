import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { describe, expect, it } from "vitest";
import { loadCedar } from "../src/cedar.ts";
import { literalsOf, meets, needsOf } from "../src/conditions-of.ts";

const cedar = await loadCedar();

function policy(clauses: string): PolicyJson {
  const answer = cedar.policyToJson(`forbid (principal, action, resource) ${clauses};`);
  if (answer.type === "failure") throw new Error(JSON.stringify(answer.errors));
  return answer.json;
}

describe("what a policy surely requires", () => {
  it.each([
    ['when { context.facts.contains("a") }', [["a"]], []],
    ['when { context.facts.contains("a") && context.facts.contains("b") }', [["a"], ["b"]], []],
    ['when { context.facts.containsAll(["a", "b"]) }', [["a"], ["b"]], []],
    ['when { context.facts.containsAny(["a", "b"]) }', [["a", "b"]], []],
    ['when { !context.facts.contains("a") }', [], [["a"]]],
    ['when { !context.facts.containsAny(["a", "b"]) }', [], [["a", "b"]]],
    ['unless { context.facts.contains("a") }', [], [["a"]]],
    [
      'unless { context.facts.contains("a") || context.facts.containsAny(["b", "c"]) }',
      [],
      [["a"], ["b", "c"]],
    ],
    ['unless { !context.facts.contains("a") }', [["a"]], []],
    ['when { context.facts.contains("a") } unless { context.facts.contains("b") }', [["a"]], [["b"]]],
    ['when { !(context.facts.contains("a") || context.facts.contains("b")) }', [], [["a"], ["b"]]],
    ["when { context.facts.containsAny([]) }", [[]], []],
  ])("%s", (clauses, anyOf, noneOf) => {
    expect(needsOf(policy(clauses))).toEqual({ anyOf, noneOf });
  });

  it.each([
    'when { context.facts.contains("a") || context.facts.contains("b") }',
    'when { !(context.facts.contains("a") && context.facts.contains("b")) }',
    'when { !context.facts.containsAll(["a", "b"]) }',
    'unless { context.facts.containsAll(["a", "b"]) }',
    'unless { context.facts.contains("a") && context.days > 7 }',
    "when { context.days > 7 }",
    'when { context.others.contains("a") }',
    'when { if context.facts.contains("a") then true else false }',
    "when { context.facts.containsAny(context.others) }",
    'when { ["a"].contains("a") }',
    "when { true }",
    "",
  ])("leaves to Cedar what it does not know: %s", (clauses) => {
    expect(needsOf(policy(clauses))).toEqual({ anyOf: [], noneOf: [] });
  });
});

describe("whether needs are met", () => {
  const needs = { anyOf: [["a"], ["b", "c"]], noneOf: [["x", "y"]] };

  it.each([
    [["a", "b"], true],
    [["a", "c", "z"], true],
    [["a"], false],
    [["b", "c"], false],
    [["a", "b", "x"], false],
    [["a", "b", "y"], false],
    [[], false],
  ])("%j: %s", (atoms, met) => {
    expect(meets(needs, new Set(atoms))).toBe(met);
  });

  it("an empty list of alternatives can never be met", () => {
    expect(meets({ anyOf: [[]], noneOf: [] }, new Set(["a"]))).toBe(false);
  });
});

describe("literals", () => {
  it("are found wherever they stand", () => {
    const found = literalsOf(
      policy(
        'when { if context.facts.contains("a") then context.facts.containsAny(["b", "c"]) else "d" == "e" } unless { context.facts.containsAll(["f"]) }',
      ),
    );
    expect([...found].sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  it("are not numbers", () => {
    expect(literalsOf(policy("when { context.days > 7 }"))).toEqual([]);
  });
});
