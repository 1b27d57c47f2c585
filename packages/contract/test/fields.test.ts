import {
  CA_LEVELS,
  IN_LEVELS,
  isAgencyCode,
  isDeskId,
  isDispatchId,
  isPartyCode,
  timeOrderedId,
} from "@entente/words";
import fc from "fast-check";
import type { TSchema } from "typebox";
import { describe, expect, it } from "vitest";
import { Marking, readerOf } from "../src/door.ts";
import { Agency, Day, Desk, Id, Instant, Party, UrgencyStated } from "../src/fields.ts";
import { said } from "./drafts.ts";

const marking = {
  system: null,
  level: null,
  tlp: null,
  pap: null,
  handling: ["H0"],
  grade: { source: null, information: null },
};

function takes(schema: TSchema): (value: unknown) => boolean {
  const read = readerOf(schema);
  return (value) => read(value).ok;
}

describe("a day is a day of the calendar", () => {
  const isDay = takes(Day);

  it("of every month of ordinary and leap years, and no other", () => {
    for (const year of ["1900", "2000", "2024", "2026", "2100", "2400", "9999"]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
          expect([text, isDay(text)]).toEqual([text, isOfCalendar(Number(year), month, day)]);
        }
      }
    }
  });

  it.each([
    "",
    "2026-1-1",
    "26-01-01",
    "2026/01/01",
    "2026-01-01 ",
    " 2026-01-01",
    "2026-01-01\n",
    "2026-01-01Z",
    "02026-01-01",
    "२०२६-०१-०१",
  ])("and not %j", (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe("an instant is RFC 3339 in UTC with milliseconds", () => {
  const isInstant = takes(Instant);

  it("is every moment as this platform writes it", () => {
    const moments = fc.date({
      min: new Date(0),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    fc.assert(fc.property(moments, (moment) => isInstant(moment.toISOString())));
  });

  it.each([
    "2026-11-22T12:00:00Z",
    "2026-11-22T12:00:00.0Z",
    "2026-11-22T12:00:00.000",
    "2026-11-22T12:00:00.000+05:30",
    "2026-11-22t12:00:00.000z",
    "2026-11-22 12:00:00.000Z",
    "2026-11-22T24:00:00.000Z",
    "2026-11-22T12:60:00.000Z",
    "2026-11-22T12:00:60.000Z",
    "2026-02-29T12:00:00.000Z",
    "2026-99-99T99:99:99.999Z",
    "+002026-11-22T12:00:00.000Z",
    "2026-11-22T12:00:00.000Z ",
  ])("is not %j", (text) => {
    expect(isInstant(text)).toBe(false);
  });
});

describe("names mean the same in schemas and in words", () => {
  /** Texts near the edge: the letters of names, in any order. */
  const near = fc.string({ unit: fc.constantFrom(..."a A z Z 0 9 - _ . \n".split(" "), " "), maxLength: 12 });
  const ids = fc
    .tuple(
      fc.nat(),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      fc.nat(35),
      fc.constantFrom(..."0 1 8 9 a b c f g F -".split(" ")),
    )
    .map(([time, random, place, letter]) => {
      const id = timeOrderedId(time, random);
      return id.slice(0, place) + letter + id.slice(place + 1);
    });

  it.each<[string, TSchema, (text: string) => boolean, fc.Arbitrary<string>]>([
    ["a dispatch id", Id, isDispatchId, ids],
    ["a desk", Desk, isDeskId, fc.oneof(near, fc.stringMatching(/^[a-z]{1,9}-[a-z0-9-]{1,64}$/))],
    ["a party", Party, isPartyCode, fc.oneof(near, fc.stringMatching(/^[A-Z]{1,9}$/))],
    ["an agency", Agency, isAgencyCode, fc.oneof(near, fc.stringMatching(/^[A-Z][A-Z0-9-]{0,34}$/))],
  ])("%s", (_what, schema, isOne, texts) => {
    const takesIt = takes(schema);
    fc.assert(
      fc.property(texts, (text) => takesIt(text) === isOne(text)),
      { numRuns: 500 },
    );
  });
});

describe("a level is a word of the state that wrote it", () => {
  const read = readerOf(Marking);
  const levels = [...new Set([...CA_LEVELS, ...IN_LEVELS])];

  it.each(levels.flatMap((level) => ([null, "CA", "IN"] as const).map((system) => [system, level] as const)))(
    "%s: %s",
    (system, level) => {
      const writes: Readonly<Record<string, readonly string[]>> = { CA: CA_LEVELS, IN: IN_LEVELS };
      const known = (writes[system ?? "none"] ?? levels).includes(level);
      expect(said(read({ ...marking, system, level }))).toEqual(known ? "passed" : ["unknown_word /level"]);
    },
  );

  it.each<[string | null, string, readonly string[]]>([
    ["CA", "Cosmic", ["unknown_word /level"]],
    ["IN", "secret", ["unknown_word /level"]],
    [null, "Très secret", ["unknown_word /level"]],
    ["FR", "Secret", ["unknown_word /system"]],
    ["FR", "Très secret", ["unknown_word /level", "unknown_word /system"]],
    ["CA", "", ["out_of_bounds /level", "unknown_word /level"]],
  ])("%s does not write %j, and that alone is said", (system, level, expected) => {
    expect(said(read({ ...marking, system, level }))).toEqual(expected);
  });

  it("a state may leave its level out", () => {
    for (const system of ["CA", "IN", null]) expect(said(read({ ...marking, system }))).toBe("passed");
  });
});

describe("an unmarked thing is unrepresentable", () => {
  const read = readerOf(Marking);

  it.each([
    [undefined],
    [null],
    [{}],
    [[]],
    [""],
    [{ handling: ["H0"] }],
    [{ ...marking, handling: [] }],
    [{ ...marking, handling: null }],
  ])("%j is no marking", (value) => {
    expect(read(value).ok).toBe(false);
  });

  it("the least a marking says is one handling code", () => {
    expect(said(read(marking))).toBe("passed");
  });
});

describe("urgency is stated with its reason", () => {
  const read = readerOf(UrgencyStated);

  it.each<[object, string | readonly string[]]>([
    [{ class: "routine", reason: null }, "passed"],
    [{ class: "routine", reason: "x" }, "passed"],
    [{ class: "urgent_3", reason: "x" }, "passed"],
    [{ class: "urgent_3", reason: null }, ["wrong_type /reason"]],
    [{ class: "life_threat" }, ["missing_field /reason"]],
    [{ reason: null }, ["missing_field /class"]],
    [{ class: "urgent", reason: null }, ["unknown_word /class"]],
    [{ class: "urgent_5", reason: "x" }, ["unknown_word /class"]],
  ])("%j", (value, expected) => {
    expect(said(read(value))).toEqual(expected);
  });
});

/** The platform's own calendar, as a second opinion. */
function isOfCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
