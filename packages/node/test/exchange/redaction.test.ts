import type { Content, Part } from "@entente/contract";
import type { CombinedDecision } from "@entente/policy";
import type { Category } from "@entente/words";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, redactionPlan } from "../../src/exchange/redaction.ts";

function decisionWith(...strips: readonly (readonly string[])[]): CombinedDecision {
  return {
    outcome: "conditions",
    needs: [],
    conditions: [],
    strip: [...new Set(strips.flat())],
    tasks: [],
    existence: "open",
    cites: ["First Act, s. 1", "Second Act, s. 2"].map((citation, at) => ({
      id: `law.${at}`,
      citation,
      text: "invented",
      status: "law",
      verified: true,
    })),
    remedies: [],
    packs: [],
    parts: strips.map((strip) => ({ outcome: "conditions", strip, existence: "open" })),
  };
}

function typed(where: string, removable: Readonly<Record<string, Category>>): Part {
  const fields = Object.entries(removable).map(([pointer, category]) => ({ pointer, category }));
  const categories = fields.map((field) => field.category);
  return { where, holding: null, categories, subject: { identified: false }, removable: fields };
}

function held(where: string): Part {
  return { where, holding: "H-1", categories: [], subject: { identified: false }, removable: [] };
}

/** What goes and what has to be written anew, without the reasons. */
function planned(
  parts: readonly Part[],
  revealed: readonly (readonly string[])[],
  decision: CombinedDecision,
) {
  const { withheld, undividable } = redactionPlan(parts, revealed, decision);
  return {
    withheld: withheld.map(({ pointer, category }) => `${pointer} ${category}`),
    undividable: undividable.map(({ pointer, category }) => `${pointer} ${category}`),
  };
}

describe("a redaction plan takes out what a part reveals and its own strips name", () => {
  const one = typed("/subjects/0", {
    "/subjects/0/name": "identity",
    "/subjects/0/identifiers/0": "contact",
  });
  const two = typed("/subjects/1", { "/subjects/1/name": "identity" });
  it.each([
    ["nothing is stripped: nothing goes", [one], [["identity", "contact"]], [[]], [], []],
    [
      "one category of two: its field alone",
      [one],
      [["identity", "contact"]],
      [["contact"]],
      ["/subjects/0/identifiers/0 contact"],
      [],
    ],
    [
      "both categories: both fields",
      [one],
      [["identity", "contact"]],
      [["contact", "identity"]],
      ["/subjects/0/identifiers/0 contact", "/subjects/0/name identity"],
      [],
    ],
    ["a strip of what the part does not reveal", [one], [["identity", "contact"]], [["biometric"]], [], []],
    [
      "the first part's strip leaves the second alone",
      [one, two],
      [["identity"], ["identity"]],
      [["identity"], []],
      ["/subjects/0/name identity"],
      [],
    ],
    [
      "the second part's strip leaves the first alone",
      [one, two],
      [["identity"], ["identity"]],
      [[], ["identity"]],
      ["/subjects/1/name identity"],
      [],
    ],
    [
      "a record's text goes whole, for each category it was stripped for",
      [held("/items/0")],
      [["customs", "human_source"]],
      [["human_source"]],
      ["/items/0 human_source"],
      [],
    ],
    [
      "a record that reveals nothing of it stays whole",
      [held("/items/0")],
      [["customs"]],
      [["human_source"]],
      [],
      [],
    ],
    [
      "free text that reveals it cannot be divided",
      [typed("", {})],
      [["human_source"]],
      [["human_source"]],
      [],
      [" human_source"],
    ],
    [
      "a part may have both: a field that goes and text that cannot",
      [one],
      [["identity", "advocacy"]],
      [["advocacy", "identity"]],
      ["/subjects/0/name identity"],
      ["/subjects/0 advocacy"],
    ],
    [
      "more parts than decisions: what was not judged is not stripped here",
      [one, two],
      [["identity"], ["identity"]],
      [["identity"]],
      ["/subjects/0/name identity"],
      [],
    ],
  ] as const)("%s", (_what, parts, revealed, strips, withheld, undividable) => {
    expect(planned(parts, revealed, decisionWith(...strips))).toEqual({ withheld, undividable });
  });

  it("names the rule and every provision that keeps it home", () => {
    const { withheld } = redactionPlan([one], [["contact"]], decisionWith(["contact"]));
    expect(withheld).toEqual([
      {
        pointer: "/subjects/0/identifiers/0",
        category: "contact",
        rule: "strip contact",
        law: "First Act, s. 1; Second Act, s. 2",
      },
    ]);
  });

  it("judges by what the gate saw, not by what the officer wrote on the part", () => {
    const modest = typed("/subjects/0", { "/subjects/0/name": "identity" });
    expect(planned([modest], [[]], decisionWith(["identity"])).withheld).toEqual([]);
    expect(planned([held("/items/0")], [["youth_record"]], decisionWith(["youth_record"])).withheld).toEqual([
      "/items/0 youth_record",
    ]);
  });
});

describe("redact takes the pointed fields out and nothing else", () => {
  const letters = { items: ["a", "b", "c", "d"], text: "t" };
  const eleven = { items: "abcdefghijk".split("") };
  it.each([
    ["nothing", letters, [], letters],
    ["a field of an object", { name: "n", link: "l" }, ["/name"], { link: "l" }],
    ["a list element", letters, ["/items/1"], { items: ["a", "c", "d"], text: "t" }],
    [
      "two list elements, the earlier named first",
      letters,
      ["/items/0", "/items/2"],
      { items: ["b", "d"], text: "t" },
    ],
    [
      "two list elements, the later named first",
      letters,
      ["/items/2", "/items/0"],
      { items: ["b", "d"], text: "t" },
    ],
    [
      "the ninth and the tenth: places are numbers, not words",
      eleven,
      ["/items/9", "/items/10"],
      { items: "abcdefghi".split("") },
    ],
    ["every element", letters, ["/items/3", "/items/1", "/items/0", "/items/2"], { items: [], text: "t" }],
    [
      "one element named twice goes once",
      letters,
      ["/items/0", "/items/0"],
      { items: ["b", "c", "d"], text: "t" },
    ],
    [
      "fields of two elements",
      {
        subjects: [
          { name: "n", ids: [1, 2] },
          { name: "m", ids: [3] },
        ],
      },
      ["/subjects/0/name", "/subjects/1/ids/0", "/subjects/0/ids/0"],
      { subjects: [{ ids: [2] }, { name: "m", ids: [] }] },
    ],
    [
      "an element and a field inside it",
      { items: [{ name: "n" }, { name: "m" }] },
      ["/items/0", "/items/0/name"],
      { items: [{ name: "m" }] },
    ],
  ] as const)("%s", (_what, content, pointers, left) => {
    expect(redact(content, pointers)).toEqual(left);
  });

  it.each([["/nowhere/0"], ["/items/0/name/first"], [""]])(
    "a pointer to nothing is a bug, said aloud: %j",
    (pointer) => {
      expect(() => redact({ items: ["a"] }, [pointer])).toThrow(RangeError);
    },
  );

  it("leaves the content it was given as it was", () => {
    const content = structuredClone(letters);
    redact(content, ["/items/0", "/text"]);
    expect(content).toEqual(letters);
  });

  it("whatever is pointed at, in whatever order: exactly the rest stays", () => {
    const content = fc.array(fc.array(fc.nat(), { maxLength: 6 }), { maxLength: 14 });
    const property = fc.property(content, fc.infiniteStream(fc.boolean()), (lists, coins) => {
      const goes = () => coins.next().value === true;
      const pointers: string[] = [];
      const left = lists.flatMap((list, at) => {
        if (goes()) {
          pointers.push(`/subjects/${at}`);
          return [];
        }
        const kept = list.filter((_, place) => {
          const cut = goes();
          if (cut) pointers.push(`/subjects/${at}/ids/${place}`);
          return !cut;
        });
        return [{ ids: kept }];
      });
      const whole: Content = { subjects: lists.map((ids) => ({ ids })) };
      expect(redact(whole, pointers.toSorted())).toEqual({ subjects: left });
      expect(redact(whole, pointers.toReversed())).toEqual({ subjects: left });
    });
    fc.assert(property, { numRuns: 300 });
  });
});
