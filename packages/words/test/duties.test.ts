import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conflictOf, DUTIES, type Duty, RIGHTS, type Right, rightsOf } from "../src/door.ts";

/** Rights by which content is seen, and rights by which anything is changed (users' page A4b). */
const SEES_CONTENT: readonly Right[] = ["read", "contribute"];
const WRITES_CONTENT: readonly Right[] = ["contribute", "import_holding"];
const CHANGES: readonly Right[] = ["contribute", "release", "assign", "plan", "operate", "import_holding"];

function heldOf(duties: readonly Duty[], rights: readonly Right[]): readonly Right[] {
  return rightsOf(duties).filter((right) => rights.includes(right));
}

describe("rights are apart (T35)", () => {
  it("an operator never reads content", () => {
    expect(heldOf(["operator"], SEES_CONTENT)).toEqual([]);
    expect(rightsOf(["operator"])).toEqual(["operate", "carry", "see_officers", "unblock"]);
  });

  it("an authority never writes content", () => {
    expect(heldOf(["release_authority"], WRITES_CONTENT)).toEqual([]);
    expect(rightsOf(["release_authority"])).toEqual(["read", "release", "unblock"]);
  });

  it("an auditor never changes anything", () => {
    expect(heldOf(["auditor"], CHANGES)).toEqual([]);
    expect(rightsOf(["auditor"])).toEqual(["audit", "see_officers"]);
  });

  it("nobody who writes releases", () => {
    for (const duty of DUTIES) {
      const both = heldOf([duty], WRITES_CONTENT).length > 0 && rightsOf([duty]).includes("release");
      expect([duty, both]).toEqual([duty, false]);
    }
  });

  it("a coordinator plans and sees no content", () => {
    expect(rightsOf(["coordinator"])).toEqual(["plan"]);
  });
});

describe("who may do what (users' page A4b, by its columns)", () => {
  const columns: Readonly<Record<Duty, readonly Right[]>> = {
    liaison: ["read", "contribute", "assign", "carry"],
    duty_desk: ["read", "contribute", "assign", "carry"],
    analyst: ["read", "contribute", "assign", "import_holding"],
    release_authority: ["read", "release", "unblock"],
    auditor: ["audit", "see_officers"],
    coordinator: ["plan"],
    operator: ["operate", "carry", "see_officers", "unblock"],
    guest: ["read"],
  };

  it.each(
    DUTIES.flatMap((duty) => RIGHTS.map((right) => [duty, right, columns[duty].includes(right)] as const)),
  )("%s, %s: %s", (duty, right, holds) => {
    expect(rightsOf([duty]).includes(right)).toBe(holds);
  });

  it("every right is somebody's", () => {
    expect(rightsOf(DUTIES)).toEqual(RIGHTS);
  });
});

describe("an officer of several duties", () => {
  const duties = fc.array(fc.constantFrom(...DUTIES));

  it("has the rights of each, once, in one order, and no other", () => {
    fc.assert(
      fc.property(duties, (held) => {
        const rights = rightsOf(held);
        const each = new Set(held.flatMap((duty) => rightsOf([duty])));
        expect(rights).toEqual(RIGHTS.filter((right) => each.has(right)));
      }),
    );
  });

  it("without duties may nothing", () => {
    expect(rightsOf([])).toEqual([]);
  });
});

describe("duties that nobody holds together", () => {
  /** Rights that must not meet in one person, by hand: users' page A4b, T35. */
  const APART: readonly (readonly [Right, Right])[] = [
    ["operate", "read"],
    ["operate", "contribute"],
    ["operate", "release"],
    ["operate", "audit"],
    ["release", "contribute"],
    ["audit", "contribute"],
    ["audit", "release"],
    ["audit", "assign"],
    ["audit", "plan"],
    ["audit", "import_holding"],
    ["audit", "carry"],
    ["release", "plan"],
  ];
  const pairs = DUTIES.flatMap((one) =>
    DUTIES.filter((other) => other !== one).map((other) => [one, other] as const),
  );

  it.each(pairs)("%s with %s: refused exactly where two such rights would meet", (one, other) => {
    const rights = rightsOf([one, other]);
    // And nobody of ours is another state's guest.
    const guest = [one, other].includes("guest");
    const meet = guest || APART.some(([a, b]) => rights.includes(a) && rights.includes(b));
    expect(conflictOf([one, other]) !== null).toBe(meet);
  });

  it("one duty conflicts with nothing, named twice neither", () => {
    for (const duty of DUTIES) expect(conflictOf([duty, duty])).toBeNull();
    expect(conflictOf([])).toBeNull();
  });

  it("of three the two that conflict are named, in whatever order they stand", () => {
    expect(conflictOf(["liaison", "coordinator", "operator"])).toEqual(["liaison", "operator"]);
    expect(conflictOf(["coordinator", "operator", "analyst"])).toEqual(["operator", "analyst"]);
    expect(conflictOf(["liaison", "duty_desk", "analyst", "coordinator"])).toBeNull();
  });
});
