import {
  APPROVAL_ROLES,
  CONDITIONS,
  EXISTENCES,
  type Fault,
  OUTCOMES,
  type Parsed,
  passed,
  refused,
  TASKS,
} from "@entente/words";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { decide } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { Packs } from "./load-packs.ts";
import { parseFacts } from "./parse-facts.ts";
import { shapeFaults } from "./shape-faults.ts";

const Line = Type.String({ minLength: 1 });
const Expectation = Type.Object(
  {
    outcome: Type.Optional(Type.Enum(OUTCOMES)),
    needs: Type.Optional(Type.Array(Type.Enum(APPROVAL_ROLES))),
    existence: Type.Optional(Type.Enum(EXISTENCES)),
    needs_include: Type.Optional(Type.Array(Type.Enum(APPROVAL_ROLES))),
    conditions_include: Type.Optional(Type.Array(Type.Enum(CONDITIONS))),
    strip_include: Type.Optional(Type.Array(Line)),
    strip_exclude: Type.Optional(Type.Array(Line)),
    tasks_include: Type.Optional(Type.Array(Type.Enum(TASKS))),
    cites: Type.Optional(Type.Array(Line)),
  },
  { additionalProperties: false },
);
const Flip = Type.Object(
  { title: Line, facts: Type.Unknown(), expect: Expectation },
  { additionalProperties: false },
);
const Case = Type.Object(
  {
    id: Line,
    title: Line,
    facts: Type.Unknown(),
    expect: Expectation,
    flips: Type.Optional(Type.Array(Flip)),
  },
  { additionalProperties: false },
);
const cases = Compile(Case);

/** What a case or one of its flips must give. */
export type Expectation = Static<typeof Expectation>;
/** A worked case: facts, what they must give, and the smallest changes that must change it. */
export type LawCase = Static<typeof Case>;

/** One decision of a case and how it differs from what the case expects. */
export interface CaseLine {
  readonly title: string;
  /** null where the facts were refused */
  readonly decision: Decision | null;
  readonly faults: readonly Fault[];
  /** one plain line for each difference; empty where all is as expected */
  readonly differences: readonly string[];
}

/** A case run: the case itself first, then its flips. */
export interface CaseRun {
  readonly id: string;
  readonly passed: boolean;
  readonly lines: readonly CaseLine[];
}

/** Reads a case file's JSON; the facts inside are read when it runs. */
export function parseCase(value: unknown): Parsed<LawCase> {
  return cases.Check(value) ? passed(value) : refused(...shapeFaults(cases, value));
}

/** Decides a case and its flips and compares: facts that are refused are a difference. */
export function runCase(packs: Packs, lawCase: LawCase): CaseRun {
  const lines = [lawCase, ...(lawCase.flips ?? [])].map(({ title, facts, expect }) =>
    runLine(packs, title, facts, expect),
  );
  return { id: lawCase.id, passed: lines.every((line) => line.differences.length === 0), lines };
}

function runLine(packs: Packs, title: string, facts: unknown, expect: Expectation): CaseLine {
  const parsed = parseFacts(facts);
  if (!parsed.ok) {
    const differences = parsed.faults.map(({ code, where }) => `facts refused: ${code} at ${where}`);
    return { title, decision: null, faults: parsed.faults, differences };
  }
  const decision = decide(packs, parsed.facts);
  return { title, decision, faults: [], differences: differencesOf(decision, expect) };
}

/** Where a decision is not what a case expects (reference page "decision-facts", last paragraph). */
export function differencesOf(decision: Decision, expect: Expectation): readonly string[] {
  const { outcome, needs, existence } = expect;
  return [
    ...(outcome === undefined ? [] : exactly("outcome", outcome, decision.outcome)),
    ...(needs === undefined
      ? []
      : exactly("needs", [...needs].sort().join(" "), [...decision.needs].sort().join(" "))),
    ...(existence === undefined ? [] : exactly("existence", existence, decision.existence)),
    ...lacking("needs", expect.needs_include, decision.needs),
    ...lacking("conditions", expect.conditions_include, decision.conditions),
    ...lacking("strip", expect.strip_include, decision.strip),
    ...lacking("tasks", expect.tasks_include, decision.tasks),
    ...(expect.strip_exclude ?? [])
      .filter((item) => decision.strip.includes(item))
      .map((item) => `strip must not have ${item}`),
    ...(expect.cites ?? [])
      .filter(
        (text) => !decision.cites.some(({ id, citation }) => id.includes(text) || citation.includes(text)),
      )
      .map((text) => `cites lack ${text}`),
  ];
}

function exactly(name: string, wanted: string, given: string): readonly string[] {
  return wanted === given ? [] : [`${name} is ${given || "empty"}, expected ${wanted || "empty"}`];
}

function lacking(
  name: string,
  wanted: readonly string[] | undefined,
  given: readonly string[],
): readonly string[] {
  return (wanted ?? []).filter((item) => !given.includes(item)).map((item) => `${name} lack ${item}`);
}
