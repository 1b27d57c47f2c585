import { ALWAYS_KINDS, ALWAYS_URGENCIES, AREA_STATES, narrowest, runsIn } from "@entente/words";
import { describe, expect, it } from "vitest";

const opening = { kind: "request", urgency: "routine", replyTo: null };
const answering = { kind: "answer", urgency: "routine", replyTo: "0198c0de-0000-7000-8000-000000000001" };

describe("what crosses in each state of an area", () => {
  it.each([
    ["active", true, true],
    ["wind_down", false, true],
    ["suspended", false, false],
    [null, false, false],
  ] as const)("%s: what begins %s, what answers %s", (state, begins, answers) => {
    expect(runsIn(state, opening)).toBe(begins);
    expect(runsIn(state, answering)).toBe(answers);
  });

  it.each(ALWAYS_KINDS)("a %s crosses in every state: it undoes harm", (kind) => {
    for (const state of AREA_STATES) expect(runsIn(state, { ...opening, kind })).toBe(true);
  });

  it("life-threat crosses in every state, and no other urgency does", () => {
    expect(ALWAYS_URGENCIES).toEqual(["life_threat"]);
    for (const state of AREA_STATES) expect(runsIn(state, { ...opening, urgency: "life_threat" })).toBe(true);
    for (const urgency of ["routine", "urgent_1", "urgent_2", "urgent_3", "urgent_4", "URGENT"])
      expect(runsIn("suspended", { ...opening, urgency })).toBe(false);
  });

  it("nothing crosses in an area the agreement does not have, not even a recall", () => {
    expect(runsIn(null, { ...opening, kind: "recall" })).toBe(false);
  });

  it("a word that only begins like one of these is none", () => {
    for (const kind of ["recalls", "Recall", "", "correction "])
      expect(runsIn("suspended", { ...opening, kind })).toBe(false);
  });
});

describe("of several states the narrowest counts", () => {
  it.each([
    [[], "active"],
    [["active", "active"], "active"],
    [["active", "wind_down"], "wind_down"],
    [["suspended", "wind_down", "active"], "suspended"],
  ] as const)("%j: %s", (states, narrow) => {
    expect(narrowest([...states])).toBe(narrow);
  });
});
