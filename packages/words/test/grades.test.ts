import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  GRADING_SCHEMES,
  type Grade,
  type GradingScheme,
  INFORMATION_GRADES,
  importGrade,
  joinGrades,
  SOURCE_GRADES,
} from "../src/door.ts";

/** 0 = best; a half that nobody graded is below all. */
function rankOf({ source, information }: Grade): { readonly source: number; readonly information: number } {
  return {
    source: source === null ? SOURCE_GRADES.length : SOURCE_GRADES.indexOf(source),
    information: information === null ? INFORMATION_GRADES.length : INFORMATION_GRADES.indexOf(information),
  };
}

/** Our source grades as one text, so that a letter's place is its rank. */
const SOURCES = SOURCE_GRADES.join("");

/** The cross-walk (law-and-codes §5), written a second time: which of our sources a partner's word stands for. */
const CROSS_WALK: Readonly<Record<GradingScheme, Readonly<Record<string, string>>>> = {
  admiralty_6x6: { A: "A", B: "B", C: "C", D: "D", E: "E", F: "F", G: "E" },
  europol_4x4: { A: "A", B: "BC", C: "DE", X: "FX" },
  uk_3x5x2: { "1": "A", "2": "BCF", "3": "DE" },
};

/** What a partner's words about the information come to in ours. */
const WORDS: Readonly<Record<GradingScheme, Readonly<Record<string, string>>>> = {
  admiralty_6x6: { "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6" },
  // not in doubt; known to the source alone; hearsay corroborated; hearsay not corroborated
  europol_4x4: { "1": "1", "2": "2", "3": "3", "4": "6" },
  // known directly; indirectly but corroborated; indirectly; not known; suspected false
  uk_3x5x2: { A: "2", B: "3", C: "6", D: "6", E: "5" },
};

const EVERY_GRADE = GRADING_SCHEMES.flatMap((scheme) =>
  Object.keys(CROSS_WALK[scheme]).flatMap((source) =>
    Object.keys(WORDS[scheme]).map((information) => [scheme, `${source}${information}`] as const),
  ),
);

describe("a grade is read from a partner's scheme", () => {
  it("every scheme has as many grades as its name says", () => {
    const counts = GRADING_SCHEMES.map((scheme) => EVERY_GRADE.filter(([of]) => of === scheme).length);
    // the Admiralty sources have MISP's G besides
    expect(counts).toEqual([7 * 6, 4 * 4, 3 * 5]);
  });

  it.each(EVERY_GRADE)(
    "%s %s: never better than the cross-walk allows, and beside it what was written",
    (scheme, text) => {
      const converted = importGrade(scheme, text);
      expect(converted?.original).toEqual({ scheme, text });
      const { source = null, information = null } = converted?.grade ?? {};
      const allowed = (CROSS_WALK[scheme][text.charAt(0)] ?? "").split("");
      const words = (WORDS[scheme][text.charAt(1)] ?? "").split("");
      const lowest = Math.max(...allowed.map((word) => SOURCES.indexOf(word)));
      expect(rankOf({ source, information }).source).toBeGreaterThanOrEqual(lowest);
      expect(allowed).toContain(source);
      expect(words.map(Number)).toEqual([information]);
    },
  );

  it("what we would have called it before it was converted outwards is never lower than what comes back", () => {
    for (const scheme of GRADING_SCHEMES) {
      for (const [theirs, ours] of Object.entries(CROSS_WALK[scheme])) {
        const information = Object.keys(WORDS[scheme])[0] ?? "";
        const back = importGrade(scheme, `${theirs}${information}`)?.grade.source ?? null;
        for (const letter of ours) {
          const before = SOURCES.indexOf(letter);
          expect([scheme, letter, rankOf({ source: back, information: null }).source >= before]).toEqual([
            scheme,
            letter,
            true,
          ]);
        }
      }
    }
  });

  it("untested is not fairly reliable: the UK's 2 may have been an F", () => {
    expect(importGrade("uk_3x5x2", "2A")?.grade.source).toBe("F");
  });

  it("what a source knows itself is not confirmed by others: the UK's A is no 1", () => {
    expect(importGrade("uk_3x5x2", "1A")?.grade.information).toBe(2);
  });

  it("corroborated hearsay stays better than hearsay", () => {
    for (const [scheme, corroborated, alone] of [
      ["europol_4x4", "A3", "A4"],
      ["uk_3x5x2", "1B", "1C"],
    ] as const) {
      const better = importGrade(scheme, corroborated)?.grade.information ?? 0;
      expect(better).toBeLessThan(importGrade(scheme, alone)?.grade.information ?? 0);
    }
  });

  it("a deceptive source (MISP's G) is as bad as a grade of ours gets that was judged", () => {
    expect(importGrade("admiralty_6x6", "G1")?.grade).toEqual({ source: "E", information: 1 });
  });

  it.each([
    ["admiralty_6x6", ""],
    ["admiralty_6x6", "A"],
    ["admiralty_6x6", "A7"],
    ["admiralty_6x6", "A0"],
    ["admiralty_6x6", "H1"],
    ["admiralty_6x6", "X6"],
    ["admiralty_6x6", "a1"],
    ["admiralty_6x6", "A1 "],
    ["admiralty_6x6", "1A"],
    ["europol_4x4", "D1"],
    ["europol_4x4", "A5"],
    ["europol_4x4", "F6"],
    ["uk_3x5x2", "A1"],
    ["uk_3x5x2", "4A"],
    ["uk_3x5x2", "1F"],
    ["uk_3x5x2", "1AP"],
  ] as const)("%s has no grade %j", (scheme, text) => {
    expect(importGrade(scheme, text)).toBeNull();
  });
});

describe("a grade is converted once only", () => {
  it("what was converted is no input of a conversion, and the original stays for a better look", () => {
    const once = importGrade("europol_4x4", "B2");
    expect(once).toEqual({
      grade: { source: "C", information: 2 },
      original: { scheme: "europol_4x4", text: "B2" },
    });
    // @ts-expect-error a converted grade is not a partner's text
    expect(() => importGrade("europol_4x4", once)).toThrow(TypeError);
  });

  it("the original gives the same grade however often it is read", () => {
    for (const [scheme, text] of EVERY_GRADE) {
      const once = importGrade(scheme, text);
      const again = once === null ? null : importGrade(once.original.scheme, once.original.text);
      expect(again).toEqual(once);
    }
  });

  it("a grade of our own scheme is kept as it is", () => {
    for (const source of ["A", "B", "C", "D", "E", "F"] as const) {
      for (const information of INFORMATION_GRADES) {
        expect(importGrade("admiralty_6x6", `${source}${information}`)?.grade).toEqual({
          source,
          information,
        });
      }
    }
  });
});

describe("a product claims the weaker half of each of its sources", () => {
  const grades = fc.record({
    source: fc.option(fc.constantFrom(...SOURCE_GRADES)),
    information: fc.option(fc.constantFrom(...INFORMATION_GRADES)),
  });

  it("order, grouping and repetition do not matter", () => {
    fc.assert(
      fc.property(grades, grades, grades, (a, b, c) => {
        expect(joinGrades(a, b)).toEqual(joinGrades(b, a));
        expect(joinGrades(joinGrades(a, b), c)).toEqual(joinGrades(a, joinGrades(b, c)));
        expect(joinGrades(a, a)).toEqual(a);
      }),
    );
  });

  it("and is on neither half better than either, nor weaker than both", () => {
    fc.assert(
      fc.property(grades, grades, (a, b) => {
        const [one, two, joined] = [rankOf(a), rankOf(b), rankOf(joinGrades(a, b))];
        expect(joined.source).toBe(Math.max(one.source, two.source));
        expect(joined.information).toBe(Math.max(one.information, two.information));
      }),
    );
  });

  it.each([
    ["A1", "B3", "B3"],
    ["A6", "F1", "F6"],
    ["B2", "X4", "X4"],
    ["C3", "C3", "C3"],
    ["A1", "--", "--"],
    ["-4", "E-", "--"],
  ])("%s with %s is %s", (a, b, joined) => {
    expect(joinGrades(gradeOf(a), gradeOf(b))).toEqual(gradeOf(joined));
  });
});

/** `B2`; `-` = not graded. */
function gradeOf(text: string): Grade {
  return {
    source: SOURCE_GRADES.find((grade) => grade === text.charAt(0)) ?? null,
    information: INFORMATION_GRADES.find((grade) => String(grade) === text.charAt(1)) ?? null,
  };
}
