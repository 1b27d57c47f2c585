import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, compareRelease, leavesOf } from "../src/release/compare.ts";

const LAW = { category: "human_source", law: "Invented Act s. 1" };

describe("the border", () => {
  it("a value that is the same on both sides crosses", () => {
    expect(compare({ title: "a" }, { title: "a" }, [])).toMatchObject([
      { pointer: "/title", crossing: "crosses" },
    ]);
  });

  it("an item taken out whole stays here, with its law; those behind it move up", () => {
    const rows = compare({ items: [{ text: "source" }, { text: "plain" }] }, { items: [{ text: "plain" }] }, [
      { pointer: "/items/0", ...LAW },
    ]);
    expect(rows).toMatchObject([
      { pointer: "/items/0", crossing: "stays", lines: [{ ours: "source", theirs: null, ...LAW }] },
      { pointer: "/items/1/text", crossing: "crosses", lines: [{ ours: "plain", theirs: "plain" }] },
    ]);
  });

  it("an item of many values that stays here is one row", () => {
    const rows = compare({ items: [{ text: "source", holder: { state: "CA" } }] }, { items: [] }, [
      { pointer: "/items/0", ...LAW },
    ]);
    expect(rows.map(({ pointer, lines }) => [pointer, lines.length])).toEqual([["/items/0", 2]]);
  });

  it("a list that loses one of its elements is reduced", () => {
    const [row] = compare(
      { identifiers: [{ value: "1" }, { value: "2" }] },
      { identifiers: [{ value: "2" }] },
      [{ pointer: "/identifiers/0", ...LAW }],
    );
    expect(row).toMatchObject({ pointer: "/identifiers", crossing: "reduced" });
  });

  it("what the decision put on it is added", () => {
    const [row] = compare({ handling: ["H1"] }, { handling: ["H1", "H2"] }, []);
    expect(row).toMatchObject({ crossing: "added" });
  });

  it("a value that differs and no rule says why is shown with both sides, never passed over", () => {
    expect(compare({ text: "we said" }, { text: "it says" }, [])).toMatchObject([
      { crossing: "reduced", lines: [{ ours: "we said", theirs: "it says", category: null }] },
    ]);
    expect(compare({ text: "gone" }, {}, [])).toMatchObject([
      { crossing: "stays", lines: [{ category: null }] },
    ]);
    expect(compare({}, { text: "slipped in" }, [])).toMatchObject([{ crossing: "added" }]);
  });

  it("every value of the exact bytes stands on their side exactly once, whatever our side says", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const pointer = fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }).map((path) => `/${path.join("/")}`);
    fc.assert(
      fc.property(json, json, fc.array(pointer, { maxLength: 3 }), (ours, theirs, pointers) => {
        const rows = compare(
          ours,
          theirs,
          pointers.map((at) => ({ pointer: at, ...LAW })),
        );
        const shown = rows.flatMap(({ lines }) => lines.flatMap((line) => line.theirs ?? []));
        expect(shown.toSorted()).toEqual(
          leavesOf(theirs, "")
            .map(([, value]) => value)
            .toSorted(),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("of a whole body nothing is left out either", () => {
    const body = {
      format: "entente/dispatch/v1",
      from: { party: "CA" },
      title: "t",
      marking: { handling: ["H1", "H2"] },
      caveats: ["no_onward"],
      legal_basis: ["Invented Act"],
      content: { text: "x" },
    };
    const rows = compareRelease(
      { title: "t", marking: { handling: ["H1"] }, content: { text: "x" } },
      body,
      [],
    );
    const shown = rows.flatMap(({ lines }) => lines.flatMap((line) => line.theirs ?? []));
    expect(shown.toSorted()).toEqual(
      leavesOf(body, "")
        .map(([, value]) => value)
        .toSorted(),
    );
    expect(rows.filter(({ crossing }) => crossing === "added").map(({ pointer }) => pointer)).toEqual([
      "/marking/handling",
      "/caveats",
      "/legal_basis",
    ]);
  });
});
