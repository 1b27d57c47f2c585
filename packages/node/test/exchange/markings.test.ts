import type { Marking } from "@entente/contract";
import {
  CA_LEVELS,
  CONDITIONS,
  type Condition,
  HANDLING_CODES,
  type HandlingCode,
  IN_LEVELS,
  INFORMATION_GRADES,
  PAPS,
  protectionOf,
  SOURCE_GRADES,
  TLPS,
} from "@entente/words";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinMarkings, withConditions } from "../../src/exchange/markings.ts";

const PLAIN: Marking = {
  system: null,
  level: null,
  tlp: null,
  pap: null,
  handling: ["H0"],
  grade: { source: "A", information: 1 },
};

function marked(change: Partial<Marking>): Marking {
  return { ...PLAIN, ...change };
}

const national = fc.oneof(
  fc.constant({ system: null, level: null }),
  fc.constantFrom(...CA_LEVELS.slice(3)).map((level) => ({ system: "CA" as const, level })),
  fc.constantFrom(...IN_LEVELS.slice(1)).map((level) => ({ system: "IN" as const, level })),
);
const personal = fc.oneof(
  fc.constant({ system: null, level: null }),
  fc.constantFrom(...CA_LEVELS.slice(0, 3)).map((level) => ({ system: "CA" as const, level })),
  fc.constant({ system: "IN" as const, level: "Restricted" }),
);
const handling = fc
  .subarray(HANDLING_CODES.slice(1))
  .map((codes): HandlingCode[] => (codes.length > 0 ? codes : ["H0"]));
const others = fc.record({
  tlp: fc.option(fc.constantFrom(...TLPS)),
  pap: fc.option(fc.constantFrom(...PAPS)),
  handling,
  grade: fc.record({
    source: fc.option(fc.constantFrom(...SOURCE_GRADES)),
    information: fc.option(fc.constantFrom(...INFORMATION_GRADES)),
  }),
});

function markingsOn(axis: typeof national | typeof personal): fc.Arbitrary<Marking> {
  return fc.tuple(axis, others).map(([level, rest]): Marking => ({ ...level, ...rest }));
}

/** Each axis as a number: higher is stricter. */
function axes({ system, level, tlp, pap, handling, grade }: Marking) {
  const place = system === null || level === null ? null : protectionOf(system, level);
  const weakness = (list: readonly unknown[], word: unknown) =>
    word === null ? list.length : list.indexOf(word);
  return {
    personal: place?.personal ?? 0,
    national: place?.national ?? 0,
    tlp: tlp === null ? 0 : TLPS.length - TLPS.indexOf(tlp),
    pap: pap === null ? 0 : PAPS.length - PAPS.indexOf(pap),
    H1: Number(handling.includes("H1")),
    H2: Number(handling.includes("H2")),
    H3: Number(handling.includes("H3")),
    source: weakness(SOURCE_GRADES, grade.source),
    information: weakness(INFORMATION_GRADES, grade.information),
  };
}

/** The axes on which a join is weaker than one of its sources. */
function weaker(a: Marking, b: Marking): readonly string[] {
  const joined = new Map(Object.entries(axes(joinMarkings(a, b))));
  return [a, b].flatMap((source) =>
    Object.entries(axes(source))
      .filter(([axis, height]) => (joined.get(axis) ?? 0) < height)
      .map(([axis]) => axis),
  );
}

describe.each([
  ["the national axis", national],
  ["the personal axis", personal],
])("the join of two markings on %s", (_name, axis) => {
  const pairs = [markingsOn(axis), markingsOn(axis)] as const;

  it("is never weaker than either source on any axis", () => {
    fc.assert(
      fc.property(...pairs, (a, b) => {
        expect(weaker(a, b)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("says the same whichever comes first", () => {
    fc.assert(
      fc.property(...pairs, (a, b) => {
        expect(axes(joinMarkings(a, b))).toEqual(axes(joinMarkings(b, a)));
      }),
    );
  });

  it("of a marking with itself is that marking", () => {
    fc.assert(
      fc.property(pairs[0], (a) => {
        expect(joinMarkings(a, a)).toEqual(a);
      }),
    );
  });

  it("of three does not depend on the order of joining", () => {
    fc.assert(
      fc.property(...pairs, pairs[0], (a, b, c) => {
        expect(axes(joinMarkings(joinMarkings(a, b), c))).toEqual(axes(joinMarkings(a, joinMarkings(b, c))));
      }),
    );
  });
});

describe("where levels of both states and both axes meet", () => {
  it.each([
    [
      "Canada's Protected B beside India's Restricted: the same place",
      { system: "CA", level: "Protected B" },
      { system: "IN", level: "Restricted" },
      "CA Protected B",
    ],
    [
      "Protected A below Restricted",
      { system: "CA", level: "Protected A" },
      { system: "IN", level: "Restricted" },
      "IN Restricted",
    ],
    [
      "Secret of one above Confidential of the other",
      { system: "IN", level: "Secret" },
      { system: "CA", level: "Confidential" },
      "IN Secret",
    ],
    [
      "a level nobody knows outranks all",
      { system: "CA", level: "Cosmic" },
      { system: "IN", level: "Top Secret" },
      "CA Cosmic",
    ],
    [
      "a level without a system outranks all",
      { system: null, level: "Secret" },
      { system: "CA", level: "Top Secret" },
      "null Secret",
    ],
    ["a level outranks none", {}, { system: "CA", level: "Protected A" }, "CA Protected A"],
  ] as const)("%s", (_what, a, b, expected) => {
    for (const joined of [joinMarkings(marked(a), marked(b)), joinMarkings(marked(b), marked(a))]) {
      const same = expected === "CA Protected B" ? ["CA Protected B", "IN Restricted"] : [expected];
      expect(same).toContain(`${joined.system} ${joined.level}`);
    }
  });

  // One level cannot say both; a machine that chose would drop an axis.
  it("Protected C beside Confidential has no join: the author marks it by hand", () => {
    const [one, other] = [
      marked({ system: "CA", level: "Protected C" }),
      marked({ system: "CA", level: "Confidential" }),
    ];
    expect(() => joinMarkings(one, other)).toThrow("levels_apart");
    expect(() => joinMarkings(other, one)).toThrow("levels_apart");
  });
});

describe("single axes of the join", () => {
  it.each([
    ["RED", "GREEN", "RED"],
    ["GREEN", "AMBER+STRICT", "AMBER+STRICT"],
    ["CLEAR", null, "CLEAR"],
    [null, "RED", "RED"],
    [null, null, null],
  ] as const)("TLP %s with %s is %s", (a, b, expected) => {
    expect(joinMarkings(marked({ tlp: a }), marked({ tlp: b })).tlp).toBe(expected);
  });

  it.each([
    [["H0"], ["H0"], ["H0"]],
    [["H0"], ["H2"], ["H2"]],
    [["H1"], ["H3"], ["H1", "H3"]],
    [["H3", "H1"], ["H2"], ["H1", "H2", "H3"]],
    [["H0", "H1"], ["H0"], ["H1"]],
  ] as const)("handling %j with %j is %j", (a, b, expected) => {
    expect(joinMarkings(marked({ handling: [...a] }), marked({ handling: [...b] })).handling).toEqual(
      expected,
    );
  });

  it("a grade nobody gave makes the product ungraded", () => {
    const joined = joinMarkings(PLAIN, marked({ grade: { source: null, information: 3 } }));
    expect(joined.grade).toEqual({ source: null, information: 3 });
  });
});

describe("conditions of a decision on a marking", () => {
  it.each([
    ["no condition leaves it as it is", ["H0"], [], ["H0"]],
    ["a condition that is no handling code leaves it as it is", ["H0"], ["use_limit", "no_onward"], ["H0"]],
    ["a handling code takes the place of H0", ["H0"], ["H1"], ["H1"]],
    ["a handling code joins the others", ["H2"], ["no_onward", "H3"], ["H2", "H3"]],
    ["one that stands there already changes nothing", ["H1"], ["H1"], ["H1"]],
  ] as const)("%s", (_what, before, conditions, after) => {
    expect(withConditions(marked({ handling: [...before] }), conditions).handling).toEqual(after);
  });

  it("never takes a handling code away, and touches nothing else", () => {
    const conditions = fc.subarray([...CONDITIONS]).map((words): readonly Condition[] => words);
    fc.assert(
      fc.property(markingsOn(personal), conditions, (marking, given) => {
        const { handling: after, ...rest } = withConditions(marking, given);
        const { handling: before, ...same } = marking;
        expect(rest).toEqual(same);
        expect(after).toEqual(expect.arrayContaining(before.filter((code) => code !== "H0")));
      }),
    );
  });
});
