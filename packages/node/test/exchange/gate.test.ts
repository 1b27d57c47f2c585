import { describe, expect, it } from "vitest";
import { openGate } from "../../src/exchange/gate.ts";

/** Work that ends when it is told to, and notes when it begins and ends. */
function work(notes: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return {
    end: () => resolve(name),
    fail: () => reject(new Error(name)),
    async run() {
      notes.push(`${name} begins`);
      try {
        return await promise;
      } finally {
        notes.push(`${name} ends`);
      }
    },
  };
}

/** Everything that could go on has gone on. */
const still = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe("a gate", () => {
  it("lets many pass at once", async () => {
    const [notes, gate]: [string[], ReturnType<typeof openGate>] = [[], openGate()];
    const [one, other] = [work(notes, "one"), work(notes, "other")];
    const both = Promise.all([gate.shared(one.run), gate.shared(other.run)]);
    await still();
    expect(notes).toEqual(["one begins", "other begins"]);
    one.end();
    other.end();
    expect(await both).toEqual(["one", "other"]);
  });

  it("lets one through alone once all before it have ended, and holds what comes later", async () => {
    const [notes, gate]: [string[], ReturnType<typeof openGate>] = [[], openGate()];
    const [before, alone, after] = [work(notes, "before"), work(notes, "alone"), work(notes, "after")];
    const all = Promise.all([gate.shared(before.run), gate.alone(alone.run), gate.shared(after.run)]);
    await still();
    expect(notes).toEqual(["before begins"]);
    before.end();
    await still();
    expect(notes).toEqual(["before begins", "before ends", "alone begins"]);
    alone.end();
    await still();
    expect(notes.slice(3)).toEqual(["alone ends", "after begins"]);
    after.end();
    await all;
  });

  it("lets two that go alone go one after the other", async () => {
    const [notes, gate]: [string[], ReturnType<typeof openGate>] = [[], openGate()];
    const [one, other] = [work(notes, "one"), work(notes, "other")];
    const both = Promise.all([gate.alone(one.run), gate.alone(other.run)]);
    other.end();
    await still();
    expect(notes).toEqual(["one begins"]);
    one.end();
    await both;
    expect(notes).toEqual(["one begins", "one ends", "other begins", "other ends"]);
  });

  it("stays open behind work that fails", async () => {
    const [notes, gate]: [string[], ReturnType<typeof openGate>] = [[], openGate()];
    const [shared, alone, last] = [work(notes, "shared"), work(notes, "alone"), work(notes, "last")];
    const runs = [gate.shared(shared.run), gate.alone(alone.run), gate.shared(last.run)];
    shared.fail();
    alone.fail();
    last.end();
    const settled = await Promise.allSettled(runs);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });
});
