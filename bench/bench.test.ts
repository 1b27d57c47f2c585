import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { costsOf, type Profile } from "./end-to-end/costs.ts";
import { metered, percentile, stopwatch } from "./meter.ts";
import { figure, printedTable, section, share, type Table, withSections } from "./table.ts";

/** What a file takes from the law gate at run time. */
function asksOfTheGate(file: URL): readonly string[] {
  const names = /import \{([^}]*)\} from "@entente\/policy"/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => /^[a-z]/.test(name) && !name.startsWith("type "));
}

const TABLE: Table = {
  name: "invented",
  about: "An invented table.",
  columns: ["", "a second"],
  rows: [
    ["ours", "1,000"],
    ["limit", "2,000"],
  ],
  notes: ["Aim: 900/s: reached."],
};

describe("the meter", () => {
  it("gives the value below which a share lies", () => {
    const values = Array.from({ length: 100 }, (_, nth) => 100 - nth);
    expect([0.5, 0.99, 1].map((p) => percentile(values, p))).toEqual([50, 99, 100]);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it("counts CPU and not waiting", async () => {
    const stop = stopwatch();
    await new Promise((done) => setTimeout(done, 80));
    const { cpuSeconds, wallSeconds } = stop();
    expect(wallSeconds).toBeGreaterThan(0.07);
    expect(cpuSeconds).toBeLessThan(wallSeconds);
  });

  it("runs work until it has used enough", async () => {
    let runs = 0;
    const used = await metered(
      () => {
        runs += 1;
        for (const until = performance.now() + 2; performance.now() < until; );
      },
      { cpuSeconds: 0.05 },
    );
    expect(used.cpuSeconds).toBeGreaterThanOrEqual(0.05);
    expect(used.runs).toBeLessThan(runs);
  });
});

describe("tables", () => {
  it.each([
    [1234.5, "", "1,235"],
    [12.345, "ms", "12.3 ms"],
    [1.2345, "µs", "1.23 µs"],
  ])("write %s %s as %s", (value, unit, text) => {
    expect(figure(value, unit)).toBe(text);
  });

  it("write shares in per cent", () => {
    expect(share(0.6)).toBe("60.0 %");
  });

  it("print every row and note", () => {
    for (const text of ["ours", "limit", "2,000", "reached"]) expect(printedTable(TABLE)).toContain(text);
  });

  it("replace their own section and keep the others", () => {
    const other = section({ ...TABLE, name: "other" }, "machine one");
    const first = withSections("", [other, section(TABLE, "machine one")]);
    const again = withSections(first, [section(TABLE, "machine two")]);
    expect(again.match(/^## /gm)).toHaveLength(2);
    expect(again.match(/machine one/g)).toHaveLength(1);
    expect(again.match(/machine two/g)).toHaveLength(1);
    expect(withSections(again, [])).toBe(again);
  });
});

describe("a profile", () => {
  const node = (id: number, functionName: string, url: string, children: readonly number[] = []) => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
    children,
  });
  const profile: Profile = {
    nodes: [
      node(1, "(root)", "", [2, 5, 7, 8]),
      node(2, "run", "file:///x/packages/node/src/store/sqlite.ts", [3]),
      node(3, "run", "", []),
      node(5, "signHybrid", "file:///x/packages/protocol/src/keys.ts", [6]),
      node(6, "sign", "", []),
      node(7, "(idle)", "", []),
      node(8, "(garbage collector)", "", []),
    ],
    samples: [3, 3, 2, 6, 7, 8],
    timeDeltas: [400, 100_000, 400, 400, 400, 400],
  };

  it("names the function of ours under which the time went, largest first", () => {
    const [first] = costsOf(profile);
    expect(first).toMatchObject({
      place: "packages/node/src/store/sqlite.ts:10 run → run",
      crypto: false,
    });
    // A late sample counts as two: while it was late, somebody else had the core.
    expect(first?.milliseconds).toBeCloseTo(1.2);
  });

  it("tells cryptography from the rest, and leaves idling out", () => {
    const costs = costsOf(profile);
    expect(costs.filter((cost) => cost.crypto).map((cost) => cost.place)).toEqual([
      "packages/protocol/src/keys.ts:10 signHybrid → sign",
    ]);
    expect(costs.map((cost) => cost.place)).toContain("platform: garbage collection");
    expect(costs).toHaveLength(4);
  });
});

it("the gate with a clock on it has everything that a node asks of the gate", async () => {
  const asked = asksOfTheGate(new URL("../packages/node/src/exchange/judge.ts", import.meta.url));
  expect(asked).toContain("decide");
  expect(Object.keys(await import("./end-to-end/timed-policy.ts"))).toEqual(
    expect.arrayContaining([...asked]),
  );
});
