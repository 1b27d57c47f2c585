import { ALWAYS_URGENCIES, AREA_STATES, narrowest, runsIn } from "@entente/words";
import { describe, expect, it } from "vitest";

const opening = { always: false, replyTo: null };
const answering = { always: false, replyTo: "0198c0de-0000-7000-8000-000000000001" };

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

  it.each(AREA_STATES)("%s: what undoes harm or saves a life crosses", (state) => {
    expect(runsIn(state, { always: true, replyTo: null })).toBe(true);
  });

  it("the life-threat lane is the one urgency that crosses always", () => {
    expect(ALWAYS_URGENCIES).toEqual(["life_threat"]);
  });

  it("nothing crosses in an area the agreement does not have, not even a recall", () => {
    expect(runsIn(null, { always: true, replyTo: null })).toBe(false);
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
