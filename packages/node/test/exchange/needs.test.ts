import { describe, expect, it } from "vitest";
import { openRoles } from "../../src/exchange/needs.ts";

const SUP = { role: "CA-SUP", officer: "CA-AU-1" };

describe("the roles that must still approve", () => {
  it.each([
    [
      "the gate needs nobody, nobody approved: the supervisor of the releasing state",
      [],
      [],
      "CA",
      ["CA-SUP"],
    ],
    ["in India it is India's supervisor", [], [], "IN", ["IN-SUP"]],
    ["the supervisor approved: nobody", [], [SUP], "CA", []],
    ["the gate names one: that one, not the supervisor", ["CA-DH"], [], "CA", ["CA-DH"]],
    ["the gate still names one although somebody approved", ["CA-DH"], [SUP], "CA", ["CA-DH"]],
    ["the gate names two: both, in its order", ["CA-SUP", "CA-DH"], [], "CA", ["CA-SUP", "CA-DH"]],
    [
      "what the gate named is given: nobody on top of it",
      [],
      [{ role: "CA-DH", officer: "CA-DH-1" }],
      "CA",
      [],
    ],
    ["the owner's consent stays open whoever approved", ["ORIGINATOR"], [SUP], "CA", ["ORIGINATOR"]],
  ] as const)("%s", (_what, needs, given, party, open) => {
    expect(openRoles({ needs }, given, party)).toEqual(open);
  });

  it("what goes alone needs nobody, but whom the gate names it needs all the same", () => {
    expect(openRoles({ needs: [] }, [], "CA", true)).toEqual([]);
    expect(openRoles({ needs: ["CA-DH"] }, [], "CA", true)).toEqual(["CA-DH"]);
  });
});
