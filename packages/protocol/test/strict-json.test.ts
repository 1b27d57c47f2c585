import { parseStrict } from "@entente/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultsOfJson } from "../src/json-faults.ts";
import { bytesOf, faultsOf, jsonOf, must, textOf } from "./fixtures.ts";
import { BAD_TEXTS, GOOD_TEXTS, ROUND_TRIP_BAD, ROUND_TRIP_GOOD } from "./json-tables.ts";

const LIMITS = { maxDepth: 64, maxKeys: 10_000, maxString: 262_144, numbers: "integer" } as const;
const short = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

describe("the tables", () => {
  it("hold at least forty texts on each side", () => {
    expect(GOOD_TEXTS.length).toBeGreaterThanOrEqual(40);
    expect(BAD_TEXTS.length).toBeGreaterThanOrEqual(40);
  });

  it.each(GOOD_TEXTS.map((text) => ({ name: short(text), text })))("takes $name", ({ text }) => {
    expect(must(parseStrict(bytesOf(text)))).toEqual(JSON.parse(text));
    expect(faultsOfJson(text, LIMITS)).toEqual([]);
  });

  it.each(BAD_TEXTS)("refuses $name", ({ text, faults }) => {
    const bytes = typeof text === "string" ? bytesOf(text) : Uint8Array.from(text);
    expect(faultsOf(parseStrict(bytes))).toEqual(faults);
  });
});

describe("numbers of partner formats", () => {
  it.each(ROUND_TRIP_GOOD)("takes %s", (text) => {
    expect(must(parseStrict(bytesOf(text), { numbers: "round-trip" }))).toBe(Number(text));
  });

  it.each(ROUND_TRIP_BAD)("refuses %s", (text) => {
    expect(faultsOf(parseStrict(bytesOf(`[${text}]`), { numbers: "round-trip" }))).toEqual(["bad_number /0"]);
  });

  it("takes every finite double in its own spelling but minus zero", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const parsed = parseStrict(bytesOf(JSON.stringify(value)), { numbers: "round-trip" });
        expect(parsed).toEqual({ ok: true, value: value === 0 ? 0 : value });
      }),
    );
  });
});

describe("limits are the caller's", () => {
  it("counts bytes, levels, members and string bytes", () => {
    expect(faultsOf(parseStrict(bytesOf("[1]"), { maxBytes: 2 }))).toEqual(["oversized @2"]);
    expect(faultsOf(parseStrict(bytesOf("[[1]]"), { maxDepth: 1 }))).toEqual(["too_deep /0"]);
    expect(faultsOf(parseStrict(bytesOf('{"a":1,"b":2}'), { maxKeys: 1 }))).toEqual(["too_many_keys /b"]);
    expect(faultsOf(parseStrict(bytesOf('"éé"'), { maxString: 3 }))).toEqual(["string_too_long "]);
  });

  it("takes exactly the limit", () => {
    const limits = { maxBytes: 11, maxDepth: 2, maxKeys: 1, maxString: 4 };
    expect(must(parseStrict(bytesOf('{"a":["é"]}').slice(0, 12), { ...limits, maxBytes: 12 }))).toEqual({
      a: ["é"],
    });
    expect(must(parseStrict(bytesOf('["éé"]'), { maxString: 4 }))).toEqual(["éé"]);
  });

  it("gives at most twenty faults for one text", () => {
    expect(faultsOf(parseStrict(bytesOf(`[${"1.5,".repeat(500)}1.5]`)))).toHaveLength(20);
  });
});

describe("against the platform's parser", () => {
  it("agrees on every document the platform writes, and names no fault", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const parsed = parseStrict(bytesOf(text), { numbers: "round-trip" });
        if (!parsed.ok) expect(isRefusable(jsonOf(text))).toBe(true);
        else expect(parsed.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("takes nothing the platform refuses, whatever bytes are changed", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.integer({ min: 0, max: 255 }), (text, at, value) => {
        const bytes = bytesOf(text);
        bytes[at % bytes.length] = value;
        const parsed = parseStrict(bytes);
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(textOf(bytes)));
        else expect(parsed.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 5000 },
    );
  });

  it("fast reader and slow reader agree on every text", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "\\",
      "a",
      "1",
      "-",
      "0",
      ".",
      "e",
      " ",
      "\\u0061",
      "\\ud800",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join("");
        expect(parseStrict(bytesOf(text)).ok).toBe(faultsOfJson(text, LIMITS).length === 0);
      }),
      { numRuns: 20_000 },
    );
  });

  it("finds every injected duplicate key, in any spelling", () => {
    const key = fc.string({ minLength: 1, maxLength: 8, unit: "binary-ascii" });
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.integer(), { minKeys: 1 }),
        fc.nat(),
        fc.boolean(),
        (object, pick, spelt) => {
          const keys = Object.keys(object);
          const doubled = keys[pick % keys.length] ?? "";
          const again = spelt ? escaped(doubled) : JSON.stringify(doubled);
          const text = `${JSON.stringify(object).slice(0, -1)},${again}:0}`;
          expect(
            faultsOf(parseStrict(bytesOf(text))).some((fault) => fault.startsWith("duplicate_key")),
          ).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("hostile sizes", () => {
  const bombs: readonly (readonly [string, string])[] = [
    ["open lists", "[".repeat(1_000_000)],
    ["backslashes", `"${"\\\\".repeat(500_000)}`],
    ["escaped quotes", `["${'\\"'.repeat(120_000)}",1.5]`],
    ["zeros of a fraction", `[0.${"0".repeat(1_000_000)}1]`],
    ["digits", `[${"9".repeat(1_000_000)}]`],
    ["members", `{${'"a":1,'.repeat(150_000)}"a":1}`],
    ["wrong numbers", `[${"1.5,".repeat(250_000)}1.5]`],
    ["strings", `[${'"",'.repeat(300_000)}1.5]`],
    ["empty lists and a fault at the end", `[${"[],".repeat(300_000)}1.5]`],
  ];

  it.each(bombs)("refuses a megabyte of %s in time that grows with its length only", (_name, text) => {
    const whole = seconds(() => parseStrict(bytesOf(text)));
    expect(parseStrict(bytesOf(text)).ok).toBe(false);
    expect(parseStrict(bytesOf(text), { numbers: "round-trip" }).ok).toBe(
      text.includes("1.5") && !text.includes('"a":1,'),
    );
    expect(whole).toBeLessThan(0.25);
  });
});

it("leaves Object.prototype alone whatever is thrown at it", () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  for (const text of ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']) {
    parseStrict(bytesOf(text));
  }
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

/** A key with every letter written as an escape. */
function escaped(key: string): string {
  const codes = Array.from({ length: key.length }, (_, index) =>
    key.charCodeAt(index).toString(16).padStart(4, "0"),
  );
  return `"${codes.map((code) => `\\u${code}`).join("")}"`;
}

/** What the platform takes and I-JSON does not. */
function isRefusable(value: unknown): boolean {
  if (typeof value === "string") return !value.isWellFormed() || /\p{Noncharacter_Code_Point}/u.test(value);
  if (typeof value === "number") return Object.is(value, -0);
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(
    ([key, item]) => key === "__proto__" || isRefusable(key) || isRefusable(item),
  );
}

function seconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1e6;
}
