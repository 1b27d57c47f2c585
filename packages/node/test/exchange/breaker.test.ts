import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_WAIT, openBreaker } from "../../src/exchange/breaker.ts";

const longest = () => new Uint8Array([255]);
const shortest = () => new Uint8Array([0]);

describe("a breaker", () => {
  it("lets everything pass until the line has failed", () => {
    const breaker = openBreaker(longest);
    expect(breaker.passage(0)).toBe("all");
    expect(breaker.state(0)).toEqual({ state: "closed", failures: 0, nextTry: null });
  });

  it("waits after each failure, and from the third on tries with one item", () => {
    const breaker = openBreaker(longest);
    let now = 1_000;
    for (const [failures, passage] of [
      [1, "all"],
      [2, "all"],
      [3, "probe"],
      [4, "probe"],
    ] as const) {
      breaker.failed(now);
      const { nextTry } = breaker.state(now);
      expect(breaker.state(now)).toMatchObject({ failures });
      expect(breaker.passage((nextTry ?? 0) - 1)).toBe("none");
      now = nextTry ?? 0;
      expect(breaker.passage(now)).toBe(passage);
    }
    expect(breaker.state(now).state).toBe("half_open");
  });

  it("closes with the first success", () => {
    const breaker = openBreaker(longest);
    for (let nth = 0; nth < 9; nth += 1) breaker.failed(5_000);
    breaker.succeeded();
    expect(breaker.passage(5_000)).toBe("all");
    expect(breaker.state(5_000)).toEqual({ state: "closed", failures: 0, nextTry: null });
  });

  it("never waits longer than its longest wait, and never nothing at all", () => {
    for (const random of [longest, shortest]) {
      const breaker = openBreaker(random);
      for (let nth = 0; nth < 40; nth += 1) {
        breaker.failed(0);
        const wait = breaker.state(0).nextTry ?? 0;
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(LONGEST_WAIT);
      }
    }
  });

  // T07: a clock that was set back ten years must not keep a warning for ten years.
  it("is not kept open by a clock that jumps, in either direction", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: -3.2e11, max: 3.2e11 }),
        (now, jump) => {
          const breaker = openBreaker(longest);
          for (let nth = 0; nth < 8; nth += 1) breaker.failed(now);
          const jumped = now + jump;
          const first = breaker.passage(jumped);
          if (first === "none") expect(breaker.passage(jumped + LONGEST_WAIT)).not.toBe("none");
        },
      ),
    );
  });
});
