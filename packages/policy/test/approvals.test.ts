import type { ApprovalRole } from "@entente/words";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rolesFilled } from "../src/approvals.ts";
import type { ApprovalFact } from "../src/facts.ts";
import { factsAt } from "./law-folder.ts";

const FACTS = {
  ...factsAt("ca/needs/two-roles-two-persons.json"),
  at: "2026-11-22T12:00:00Z",
  author: "ana",
};

function approval(role: ApprovalFact["role"], by: string, at = "2026-11-22T11:00:00Z"): ApprovalFact {
  return { role, by, at };
}

function filled(
  needed: readonly ApprovalRole[],
  ...approvals: readonly ApprovalFact[]
): readonly ApprovalRole[] {
  return [...rolesFilled({ ...FACTS, approvals: [...approvals] }, new Set(needed))].sort();
}

describe("an approval counts", () => {
  it("when another person gave it in time for a role that is needed", () => {
    expect(filled(["CA-SUP"], approval("CA-SUP", "ben"))).toEqual(["CA-SUP"]);
  });

  it("in the very second of the facts, also told in another offset", () => {
    expect(filled(["CA-SUP"], approval("CA-SUP", "ben", "2026-11-22T12:00:00Z"))).toEqual(["CA-SUP"]);
    expect(filled(["CA-SUP"], approval("CA-SUP", "ben", "2026-11-22T17:30:00+05:30"))).toEqual(["CA-SUP"]);
  });
});

describe("an approval counts for nothing", () => {
  it.each([
    ["by the author", approval("CA-SUP", "ana")],
    ["later than the facts", approval("CA-SUP", "ben", "2026-11-22T12:00:01Z")],
    ["later, written in another offset", approval("CA-SUP", "ben", "2026-11-22T11:59:00-01:00")],
    ["for a role that is not needed", approval("CA-DH", "ben")],
    ["of a releasing officer", approval("CA-RO", "ben")],
    ["of the other state's supervisor", approval("IN-SUP", "ben")],
  ])("%s", (_title, given) => {
    expect(filled(["CA-SUP"], given)).toEqual([]);
  });

  it("as the owner's consent, which is no role of ours", () => {
    expect(filled(["ORIGINATOR"], approval("ORIGINATOR", "ben"))).toEqual([]);
  });
});

describe("two roles need two persons", () => {
  it("one person for both fills the one he approved first", () => {
    const late = approval("CA-SUP", "ben", "2026-11-22T11:30:00Z");
    const early = approval("CA-DH", "ben", "2026-11-22T10:30:00Z");
    expect(filled(["CA-SUP", "CA-DH"], late, early)).toEqual(["CA-DH"]);
  });

  it("the same approval twice is one approval", () => {
    expect(filled(["CA-SUP", "CA-DH"], approval("CA-SUP", "ben"), approval("CA-SUP", "ben"))).toEqual([
      "CA-SUP",
    ]);
  });

  it("a second person frees the first for the other role", () => {
    const given = [approval("CA-SUP", "ben"), approval("CA-DH", "ben"), approval("CA-SUP", "cho")];
    expect(filled(["CA-SUP", "CA-DH"], ...given)).toEqual(["CA-DH", "CA-SUP"]);
  });

  it("a chain of three is resolved however the approvals are ordered", () => {
    const given = [
      approval("CA-SUP", "ben"),
      approval("CA-DH", "ben"),
      approval("CA-DH", "cho"),
      approval("CA-MIN-JUS", "cho"),
      approval("CA-SUP", "dia"),
    ];
    const needed: readonly ApprovalRole[] = ["CA-SUP", "CA-DH", "CA-MIN-JUS"];
    expect(filled(needed, ...given)).toHaveLength(3);
    expect(filled(needed, ...[...given].reverse())).toHaveLength(3);
  });
});

describe("approvals in general", () => {
  const role = fc.constantFrom<ApprovalRole>("CA-SUP", "CA-DH", "CA-MIN-JUS", "IN-MHA", "ORIGINATOR");
  const given = fc.record({
    role,
    by: fc.constantFrom("ana", "ben", "cho", "dia"),
    at: fc.constantFrom("2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z", "2026-11-22T13:00:00Z"),
  });

  it("one more never leaves fewer roles filled", () => {
    fc.assert(
      fc.property(fc.uniqueArray(role), fc.array(given, { maxLength: 8 }), given, (needed, before, more) => {
        expect(filled(needed, ...before, more).length).toBeGreaterThanOrEqual(
          filled(needed, ...before).length,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("as many roles are filled as persons can fill, by trying every assignment", () => {
    fc.assert(
      fc.property(fc.uniqueArray(role), fc.array(given, { maxLength: 6 }), (needed, all) => {
        const counting = all.filter(({ by, at }) => by !== "ana" && at <= "2026-11-22T12:00:00Z");
        const roles = needed.filter((one) => one !== "ORIGINATOR");
        expect(filled(needed, ...all)).toHaveLength(most(roles, counting, new Set()));
      }),
      { numRuns: 1000 },
    );
  });

  function most(
    roles: readonly ApprovalRole[],
    given: readonly ApprovalFact[],
    taken: ReadonlySet<string>,
  ): number {
    const [first, ...rest] = roles;
    if (first === undefined) return 0;
    const persons = given.filter(({ role: one, by }) => one === first && !taken.has(by)).map(({ by }) => by);
    const withOne = persons.map((person) => 1 + most(rest, given, new Set([...taken, person])));
    return Math.max(most(rest, given, taken), ...withOne);
  }
});
