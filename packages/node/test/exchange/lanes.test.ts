import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inTurns, LIFE_THREAT, laneOf } from "../../src/exchange/lanes.ts";

describe("the lane of a dispatch", () => {
  it.each([
    ["routine", "drugs", "drugs"],
    ["urgent_1", "cyber", "cyber"],
    ["urgent_4", "money", "money"],
    ["life_threat", "drugs", LIFE_THREAT],
    ["life_threat", "counter_terrorism", LIFE_THREAT],
    // What is no word of ours gets no lane that passes others.
    ["LIFE_THREAT", "drugs", "drugs"],
    ["", "drugs", "drugs"],
  ])("of urgency %j in %s is %s", (urgency, area, lane) => {
    expect(laneOf({ urgency, area })).toBe(lane);
  });
});

describe("taking turns", () => {
  const lanes = fc.array(fc.array(fc.string(), { maxLength: 40 }), { maxLength: 8 });

  it("loses nothing and keeps each lane in order", () => {
    fc.assert(
      fc.property(lanes, (given) => {
        const marked = given.map((lane, of) => lane.map((_, nth) => `${of}/${nth}`));
        const taken = inTurns(marked);
        for (const [of, lane] of marked.entries())
          expect(taken.filter((one) => one.startsWith(`${of}/`))).toEqual(lane);
        expect(taken).toHaveLength(marked.flat().length);
      }),
    );
  });

  it("puts the n-th of a lane at place n × lanes at the latest, however long the others are", () => {
    fc.assert(
      fc.property(lanes, (given) => {
        const marked = given.map((lane, of) => lane.map((_, nth) => ({ of, nth })));
        for (const [place, { nth }] of inTurns(marked).entries())
          expect(place).toBeLessThan((nth + 1) * marked.length);
      }),
    );
  });
});
