import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CA_LEVELS,
  DEFAULT_CEILING,
  HANDLING_CODES,
  type HandlingCode,
  IN_LEVELS,
  joinHandling,
  joinPap,
  joinProtection,
  joinTlp,
  MARKING_SYSTEMS,
  PAPS,
  protectionOf,
  readTlp,
  TLPS,
  withinCeiling,
} from "../src/door.ts";

const tlps = fc.constantFrom(...TLPS);
const paps = fc.constantFrom(...PAPS);
const places = fc.record({
  personal: fc.integer({ min: 0, max: 3 }),
  national: fc.integer({ min: 0, max: 3 }),
});
/** A handling field as the contract lets it be: never empty, each code once. */
const handlings = fc.uniqueArray(fc.constantFrom(...HANDLING_CODES), { minLength: 1 });

/** What every join of markings must be: blind to order, to grouping and to repetition. */
function isJoin<T>(
  values: fc.Arbitrary<T>,
  join: (a: T, b: T) => T,
  same = (value: T): unknown => value,
): void {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      expect(join(a, b)).toEqual(join(b, a));
      expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
      expect(join(a, a)).toEqual(same(a));
      expect(join(join(a, b), b)).toEqual(join(a, b));
    }),
  );
}

describe("two axes, not one ladder", () => {
  it.each([
    ["CA", "Protected A", 1, 0],
    ["CA", "Protected B", 2, 0],
    ["CA", "Protected C", 3, 0],
    ["CA", "Confidential", 0, 1],
    ["CA", "Secret", 0, 2],
    ["CA", "Top Secret", 0, 3],
    ["IN", "Restricted", 2, 0],
    ["IN", "Confidential", 0, 1],
    ["IN", "Secret", 0, 2],
    ["IN", "Top Secret", 0, 3],
  ] as const)("%s %s stands at personal %d, national %d", (system, level, personal, national) => {
    expect(protectionOf(system, level)).toEqual({ personal, national });
  });

  it("has a place for every level a state writes", () => {
    for (const level of CA_LEVELS) expect(protectionOf("CA", level)).not.toBeNull();
    for (const level of IN_LEVELS) expect(protectionOf("IN", level)).not.toBeNull();
    expect(MARKING_SYSTEMS).toEqual(["CA", "IN"]);
  });

  it.each([
    ["CA", "Restricted"],
    ["IN", "Protected A"],
    ["IN", "Protected B"],
    ["CA", "secret"],
    ["CA", "Secret "],
    ["CA", "TOP SECRET"],
    ["IN", "Cosmic"],
    ["IN", ""],
    ["CA", "constructor"],
    ["IN", "__proto__"],
  ] as const)("%s does not write %j", (system, level) => {
    expect(protectionOf(system, level)).toBeNull();
  });

  it("the same word of both states stands at the same place", () => {
    for (const level of ["Confidential", "Secret", "Top Secret"]) {
      expect(protectionOf("CA", level)).toEqual(protectionOf("IN", level));
    }
  });

  it("Restricted has no twin on Canada's national axis: it is handled as Protected B", () => {
    expect(protectionOf("IN", "Restricted")).toEqual(protectionOf("CA", "Protected B"));
  });
});

describe("the ceiling of the channel", () => {
  it.each([
    ["CA", "Protected A"],
    ["CA", "Protected B"],
    ["IN", "Restricted"],
  ] as const)("lets %s %s cross without a security-of-information agreement", (system, level) => {
    const place = protectionOf(system, level);
    expect(place !== null && withinCeiling(place, DEFAULT_CEILING)).toBe(true);
  });

  it.each([
    ["CA", "Protected C"],
    ["CA", "Confidential"],
    ["CA", "Secret"],
    ["CA", "Top Secret"],
    ["IN", "Confidential"],
    ["IN", "Secret"],
    ["IN", "Top Secret"],
  ] as const)("stops %s %s", (system, level) => {
    const place = protectionOf(system, level);
    expect(place !== null && !withinCeiling(place, DEFAULT_CEILING)).toBe(true);
  });

  it("lets an unmarked matter pass, and stops on either axis alone", () => {
    expect(withinCeiling({ personal: 0, national: 0 }, { personal: 0, national: 0 })).toBe(true);
    expect(withinCeiling({ personal: 1, national: 0 }, { personal: 0, national: 3 })).toBe(false);
    expect(withinCeiling({ personal: 0, national: 1 }, { personal: 3, national: 0 })).toBe(false);
  });

  it("a product passes exactly where each of its sources does", () => {
    fc.assert(
      fc.property(places, places, places, (a, b, ceiling) => {
        const both = withinCeiling(a, ceiling) && withinCeiling(b, ceiling);
        expect(withinCeiling(joinProtection(a, b), ceiling)).toBe(both);
      }),
    );
  });

  it("what passes under a ceiling passes under a higher one", () => {
    fc.assert(
      fc.property(places, places, places, (what, low, other) => {
        if (withinCeiling(what, low)) expect(withinCeiling(what, joinProtection(low, other))).toBe(true);
      }),
    );
  });
});

describe("joins are never weaker than what they join", () => {
  it("protection: order, grouping and repetition do not matter", () => isJoin(places, joinProtection));
  it("TLP: order, grouping and repetition do not matter", () => isJoin(tlps, joinTlp));
  it("PAP: order, grouping and repetition do not matter", () => isJoin(paps, joinPap));
  it("handling: order, grouping and repetition do not matter", () =>
    isJoin(handlings, joinHandling, (codes) => joinHandling(codes, codes)));

  it("protection is at least as high on both axes", () => {
    fc.assert(
      fc.property(places, places, (a, b) => {
        const joined = joinProtection(a, b);
        expect(withinCeiling(a, joined) && withinCeiling(b, joined)).toBe(true);
      }),
    );
  });

  it("Protected C beside Secret keeps both axes", () => {
    expect(joinProtection({ personal: 3, national: 0 }, { personal: 0, national: 2 })).toEqual({
      personal: 3,
      national: 2,
    });
  });

  it.each(TLPS.flatMap((a, i) => TLPS.map((b, j) => [a, b, TLPS[Math.min(i, j)]] as const)))(
    "TLP:%s with TLP:%s is TLP:%s",
    (a, b, narrower) => {
      expect(joinTlp(a, b)).toBe(narrower);
    },
  );

  it.each(PAPS.flatMap((a, i) => PAPS.map((b, j) => [a, b, PAPS[Math.min(i, j)]] as const)))(
    "PAP:%s with PAP:%s is PAP:%s",
    (a, b, narrower) => {
      expect(joinPap(a, b)).toBe(narrower);
    },
  );

  it("the colours stand from the narrowest to the widest", () => {
    expect(TLPS).toEqual(["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"]);
    expect(PAPS).toEqual(["RED", "AMBER", "GREEN", "CLEAR"]);
  });

  it("handling keeps every restriction of either, and adds none", () => {
    fc.assert(
      fc.property(handlings, handlings, (a, b) => {
        const joined = joinHandling(a, b);
        const wanted = (["H1", "H2", "H3"] as const).filter((code) => a.includes(code) || b.includes(code));
        expect(joined).toEqual(wanted.length > 0 ? wanted : ["H0"]);
      }),
    );
  });

  it.each<[readonly HandlingCode[], readonly HandlingCode[], readonly HandlingCode[]]>([
    [["H0"], ["H0"], ["H0"]],
    [["H0"], ["H1"], ["H1"]],
    [["H3", "H1"], ["H2"], ["H1", "H2", "H3"]],
    [["H0", "H2"], ["H0"], ["H2"]],
    [[], [], ["H0"]],
  ])("%j with %j is %j", (a, b, joined) => {
    expect(joinHandling(a, b)).toEqual(joined);
  });
});

describe("TLP as others write it", () => {
  it.each(["WHITE", "white", "TLP:WHITE", "tlp:white", "Tlp:White"])("%s is read as CLEAR", (text) => {
    expect(readTlp(text)).toBe("CLEAR");
  });

  it("WHITE is never written", () => {
    expect(TLPS).not.toContain("WHITE");
    expect(PAPS).not.toContain("WHITE");
  });

  it.each(
    TLPS.flatMap((tlp) =>
      [tlp, tlp.toLowerCase(), `TLP:${tlp}`, `tlp:${tlp.toLowerCase()}`].map((text) => [text, tlp] as const),
    ),
  )("%s is read as %s", (text, tlp) => {
    expect(readTlp(text)).toBe(tlp);
  });

  it.each(["", "TLP:", "PURPLE", "AMBER STRICT", "AMBER-STRICT", "TLP:TLP:RED", "PAP:RED", " RED", "RED\n"])(
    "%j is no colour: nobody guesses a wider one",
    (text) => {
      expect(readTlp(text)).toBeNull();
    },
  );
});
