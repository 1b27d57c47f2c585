import { describe, expect, it } from "vitest";
import { type Fault, type Parsed, passed, refused } from "../src/door.ts";

const SHORT: Fault = { code: "too_short", where: "/name", detail: "at least 3 letters" };
const LONG: Fault = { code: "too_long", where: "@412" };

function doubled(parsed: Parsed<number>): number | readonly Fault[] {
  return parsed.ok ? parsed.value * 2 : parsed.faults;
}

describe("what was parsed is a value, or every reason why there is none", () => {
  it("a value that passed is handed on as it is", () => {
    const value = { deep: [1, 2] };
    const parsed = passed(value);
    expect(parsed).toEqual({ ok: true, value: { deep: [1, 2] } });
    expect(parsed.ok && parsed.value).toBe(value);
  });

  it.each([[null], [undefined], [0], [""], [false]])("%j passes like any other value", (value) => {
    expect(passed(value)).toEqual({ ok: true, value });
  });

  it("faults are kept all, in order, with what they say", () => {
    expect(refused(SHORT, LONG)).toEqual({ ok: false, faults: [SHORT, LONG] });
    expect(refused(LONG, SHORT).faults).toEqual([LONG, SHORT]);
  });

  it("one fault is a list of one", () => {
    expect(refused(LONG).faults).toEqual([LONG]);
  });

  it("a caller meets either the value or the faults, never both", () => {
    expect(doubled(passed(21))).toBe(42);
    expect(doubled(refused(SHORT))).toEqual([SHORT]);
    expect(passed(1)).not.toHaveProperty("faults");
    expect(refused(SHORT)).not.toHaveProperty("value");
  });
});
