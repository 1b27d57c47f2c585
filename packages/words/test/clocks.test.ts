import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ACCESS_CLASSES,
  CLOCKS,
  type ClockRule,
  clockDue,
  DEFAULT_CLOCKS,
  GATE_URGENCIES,
  gateUrgency,
  URGENCIES,
} from "../src/door.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 22, 12);

describe("what the desk calls urgent", () => {
  it.each([
    ["routine", "routine"],
    ["urgent_1", "urgent"],
    ["urgent_2", "urgent"],
    ["urgent_3", "urgent"],
    ["urgent_4", "urgent"],
    ["life_threat", "life_threat"],
  ] as const)("%s is %s to the gate", (urgency, gate) => {
    expect(gateUrgency(urgency)).toBe(gate);
  });

  it("has exactly the four legal tests between routine and a threat to life", () => {
    expect(URGENCIES).toEqual(["routine", "urgent_1", "urgent_2", "urgent_3", "urgent_4", "life_threat"]);
    expect(new Set(URGENCIES.map(gateUrgency))).toEqual(new Set(GATE_URGENCIES));
  });

  it("knows how far away an answer can be", () => {
    expect(ACCESS_CLASSES).toEqual(["direct", "indirect", "judicial_authorisation_needed"]);
  });
});

describe("an answer is due", () => {
  it.each([
    ["life_threat", HOUR],
    ["urgent", 8 * HOUR],
    ["routine", 7 * 24 * HOUR],
  ] as const)("%s: %d ms after receipt, by the defaults", (urgency, wait) => {
    expect(clockDue("answer", NOON, urgency, DEFAULT_CLOCKS)).toBe(NOON + wait);
  });

  it("from receipt: received an hour later, due an hour later", () => {
    for (const urgency of GATE_URGENCIES) {
      const due = clockDue("answer", NOON, urgency, DEFAULT_CLOCKS);
      expect(clockDue("answer", NOON + HOUR, urgency, DEFAULT_CLOCKS) - due).toBe(HOUR);
    }
  });

  it("by the agreement's rule, whatever it says, and each clock by its own minutes alone", () => {
    const minutes = fc.integer({ min: 0, max: 1_000_000 });
    const three = fc.record({ routine: minutes, urgent: minutes, life_threat: minutes });
    const rules: fc.Arbitrary<ClockRule> = fc.record({ acknowledge_minutes: three, answer_minutes: three });
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...GATE_URGENCIES), rules, (receivedAt, urgency, rule) => {
        for (const clock of CLOCKS) {
          const minutes = rule[`${clock}_minutes`][urgency];
          expect(clockDue(clock, receivedAt, urgency, rule)).toBe(receivedAt + minutes * MINUTE);
        }
      }),
    );
  });
});

describe("the default clocks", () => {
  it("give a person one hour to acknowledge a threat to life", () => {
    expect(DEFAULT_CLOCKS.acknowledge_minutes.life_threat).toBe(60);
  });

  it("never want an answer before an acknowledgement", () => {
    for (const urgency of GATE_URGENCIES) {
      const { acknowledge_minutes, answer_minutes } = DEFAULT_CLOCKS;
      expect(acknowledge_minutes[urgency]).toBeLessThanOrEqual(answer_minutes[urgency]);
    }
  });

  it("are never slower for what is more urgent", () => {
    for (const clock of [DEFAULT_CLOCKS.acknowledge_minutes, DEFAULT_CLOCKS.answer_minutes]) {
      expect(clock.life_threat).toBeLessThanOrEqual(clock.urgent);
      expect(clock.urgent).toBeLessThanOrEqual(clock.routine);
    }
  });
});
