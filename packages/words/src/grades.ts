import type { WordOf } from "./code-list.ts";

/** 6×6 as the project keeps grades: A–F or X, 1–6. */
export const SOURCE_GRADES = ["A", "B", "C", "D", "E", "F", "X"] as const;
export const INFORMATION_GRADES = [1, 2, 3, 4, 5, 6] as const;
export type SourceGrade = WordOf<typeof SOURCE_GRADES>;
export type InformationGrade = (typeof INFORMATION_GRADES)[number];

/** A grade; either half may be null where nobody graded. */
export interface Grade {
  readonly source: SourceGrade | null;
  readonly information: InformationGrade | null;
}

/** Grading schemes that partners' systems use. */
export const GRADING_SCHEMES = ["admiralty_6x6", "europol_4x4", "uk_3x5x2"] as const;
export type GradingScheme = WordOf<typeof GRADING_SCHEMES>;

/** A converted grade keeps what was written and may not be converted again. */
export interface ConvertedGrade {
  readonly grade: Grade;
  readonly original: { readonly scheme: GradingScheme; readonly text: string };
}

const EUROPOL_SOURCE: Readonly<Record<string, SourceGrade>> = { A: "A", B: "C", C: "E", X: "X" };
const EUROPOL_INFORMATION: Readonly<Record<string, InformationGrade>> = { "1": 1, "2": 2, "3": 3, "4": 6 };
/** "2 untested" stands for B, C and F alike in the cross-walk (reference page "law-and-codes" §5): F is its lowest. */
const UK_SOURCE: Readonly<Record<string, SourceGrade>> = { "1": "A", "2": "F", "3": "E" };
/**
 * A, "known directly", is the source's own knowledge, confirmed by nobody: Europol's 2. B is corroborated hearsay,
 * Europol's 3; C is the same uncorroborated, Europol's 4.
 */
const UK_INFORMATION: Readonly<Record<string, InformationGrade>> = { A: 2, B: 3, C: 6, D: 6, E: 5 };
const ADMIRALTY_SOURCE: Readonly<Record<string, SourceGrade>> = {
  A: "A",
  B: "B",
  C: "C",
  D: "D",
  E: "E",
  F: "F",
  G: "E",
};
const ADMIRALTY_INFORMATION: Readonly<Record<string, InformationGrade>> = {
  "1": 1,
  "2": 2,
  "3": 3,
  "4": 4,
  "5": 5,
  "6": 6,
};

const SCHEMES: Readonly<
  Record<
    GradingScheme,
    { source: Readonly<Record<string, SourceGrade>>; information: Readonly<Record<string, InformationGrade>> }
  >
> = {
  admiralty_6x6: { source: ADMIRALTY_SOURCE, information: ADMIRALTY_INFORMATION },
  europol_4x4: { source: EUROPOL_SOURCE, information: EUROPOL_INFORMATION },
  uk_3x5x2: { source: UK_SOURCE, information: UK_INFORMATION },
};

/**
 * Reads a partner's grade such as `B2` or `1A` once, into the lowest of ours that its words allow: a grade is
 * never upgraded by conversion. Null when the scheme has no such grade.
 */
export function importGrade(scheme: GradingScheme, text: string): ConvertedGrade | null {
  const table = SCHEMES[scheme];
  const source = table.source[text.slice(0, 1)];
  const information = table.information[text.slice(1, 2)];
  if (text.length !== 2 || source === undefined || information === undefined) return null;
  return { grade: { source, information }, original: { scheme, text } };
}

/** The weaker half of each: what a product of both may claim. Not graded is weakest. */
export function joinGrades(a: Grade, b: Grade): Grade {
  return {
    source: weakerSource(a.source, b.source),
    information: weakerInformation(a.information, b.information),
  };
}

function weakerSource(a: SourceGrade | null, b: SourceGrade | null): SourceGrade | null {
  if (a === null || b === null) return null;
  return SOURCE_GRADES.indexOf(a) >= SOURCE_GRADES.indexOf(b) ? a : b;
}

function weakerInformation(a: InformationGrade | null, b: InformationGrade | null): InformationGrade | null {
  if (a === null || b === null) return null;
  return a >= b ? a : b;
}
