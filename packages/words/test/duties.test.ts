import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DUTIES, type Duty, RIGHTS, type Right, rightsOf } from "../src/door.ts";

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
    expect(rightsOf(["operator"])).toEqual(["operate", "carry"]);
  });

  it("an authority never writes content", () => {
    expect(heldOf(["release_authority"], WRITES_CONTENT)).toEqual([]);
    expect(rightsOf(["release_authority"])).toEqual(["read", "release"]);
  });

  it("an auditor never changes anything", () => {
    expect(heldOf(["auditor"], CHANGES)).toEqual([]);
    expect(rightsOf(["auditor"])).toEqual(["audit"]);
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
    release_authority: ["read", "release"],
    auditor: ["audit"],
    coordinator: ["plan"],
    operator: ["operate", "carry"],
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
