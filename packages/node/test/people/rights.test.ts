import { DUTIES, type Duty, RIGHTS, type Right } from "@entente/words";
import { describe, expect, test } from "vitest";
import { may, rightsOfOfficer } from "../../src/people/door.ts";
import { newOfficer } from "./rig.ts";

/** The users' page A4b, written down a second time by hand. */
const HELD_BY: Readonly<Record<Right, readonly Duty[]>> = {
  read: ["liaison", "duty_desk", "analyst", "release_authority", "guest"],
  contribute: ["liaison", "duty_desk", "analyst"],
  release: ["release_authority"],
  assign: ["liaison", "duty_desk", "analyst"],
  audit: ["auditor"],
  plan: ["coordinator"],
  operate: ["operator"],
  import_holding: ["analyst"],
  carry: ["liaison", "duty_desk", "operator"],
  see_officers: ["auditor", "operator"],
  unblock: ["release_authority", "operator"],
};

describe("rights by duty", () => {
  test.each(RIGHTS.flatMap((right) => DUTIES.map((duty) => [duty, right] as const)))(
    "%s: %s",
    (duty, right) => {
      expect(may(newOfficer({ duties: [duty] }), right)).toBe(HELD_BY[right].includes(duty));
    },
  );

  test("an officer of two duties has the rights of both, each once", () => {
    expect(rightsOfOfficer(newOfficer({ duties: ["analyst", "auditor"] }))).toEqual([
      "read",
      "contribute",
      "assign",
      "audit",
      "import_holding",
      "see_officers",
    ]);
  });

  test("an officer without duties may nothing", () => {
    expect(rightsOfOfficer(newOfficer({ duties: [] }))).toEqual([]);
  });
});
