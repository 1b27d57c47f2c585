import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CELL_EVERY, openHeartbeat, untilDue } from "../../src/heartbeat.ts";

describe("the time of the next cell", () => {
  it.each([
    [0, 10_000],
    [1, 9_999],
    [9_999, 1],
    [10_000, 10_000],
    [1_795_000_012_345, 7_655],
    [-1, 1],
  ])("from %i is in %i ms", (now, due) => {
    expect(untilDue(now)).toBe(due);
  });

  it("is on the tens and within ten seconds, whatever the clock says", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (now) => {
        const due = untilDue(now);
        expect(due).toBeGreaterThan(0);
        expect(due).toBeLessThanOrEqual(CELL_EVERY);
        expect(Math.abs((now + due) % CELL_EVERY)).toBe(0);
      }),
    );
  });
});

/** A heartbeat whose time passes when the test says so. */
function atHand() {
  const said: string[] = [];
  const time = Promise.withResolvers<void>();
  const made = Promise.withResolvers<void>();
  const heartbeat = openHeartbeat({
    clock: { now: () => 7_500 },
    pause: (milliseconds, signal) => {
      said.push(`pause ${milliseconds}`);
      signal.addEventListener("abort", () => time.reject(new Error("stopped")));
      return time.promise;
    },
    ready: async () => {
      await made.promise;
      said.push("ready");
      return async () => void said.push("sent");
    },
  });
  return { said, time, made, heartbeat };
}

describe("a beat", () => {
  it("waits for its time though the cell is ready: what it carries moves nothing", async () => {
    const { said, time, made, heartbeat } = atHand();
    const beat = heartbeat.beat();
    made.resolve();
    await made.promise;
    await new Promise((turn) => setImmediate(turn));
    expect(said).toEqual(["pause 2500", "ready"]);
    time.resolve();
    await beat;
    expect(said).toEqual(["pause 2500", "ready", "sent"]);
  });

  it("sends nothing after the node has stopped", async () => {
    const { said, made, heartbeat } = atHand();
    const beat = heartbeat.beat();
    heartbeat.stop();
    made.resolve();
    await beat;
    expect(said).toEqual(["pause 2500", "ready"]);
  });

  it("that cannot be made ready fails as work that failed, and leaves nothing behind", async () => {
    const heartbeat = openHeartbeat({
      clock: { now: () => 0 },
      pause: () => Promise.reject(new Error("stopped")),
      ready: () => Promise.reject(new Error("the store is closed")),
    });
    await expect(heartbeat.beat()).rejects.toThrow("the store is closed");
  });
});
