import { describe, expect, it } from "vitest";
import {
  AREA_STATES,
  AREAS,
  DIRECTIONS,
  DISPATCH_STATES,
  LANGUAGES,
  OUR_STATES,
  REALMS,
  THEIR_STATES,
} from "../src/door.ts";

describe("where a dispatch stands", () => {
  it("ours goes these ten ways (design §8), and is erased", () => {
    const page =
      "draft, proposed, approved, queued, sent, stored, opened, answered, refused, recalled, erased";
    expect(OUR_STATES).toEqual(page.split(", "));
  });

  it("theirs goes these six, and is erased", () => {
    const page = "filed, quarantined, assigned, declined, answered, recalled, erased";
    expect(THEIR_STATES).toEqual(page.split(", "));
  });

  it("a view may show each of them, none twice", () => {
    expect(new Set(DISPATCH_STATES)).toEqual(new Set([...OUR_STATES, ...THEIR_STATES]));
    expect(new Set(DISPATCH_STATES).size).toBe(DISPATCH_STATES.length);
  });

  it("only answered, recalled and erased are said of both sides' dispatches", () => {
    const both = OUR_STATES.filter((state) => THEIR_STATES.some((theirs) => theirs === state));
    expect(both).toEqual(["answered", "recalled", "erased"]);
  });

  it("a dispatch is ours or theirs", () => {
    expect(DIRECTIONS).toEqual(["ours", "theirs"]);
  });
});

describe("what an agreement is divided into", () => {
  it("areas cover every vertical the agreement names", () => {
    for (const area of ["drugs", "cyber", "organised_crime", "counter_terrorism", "fraud", "immigration"]) {
      expect(AREAS).toContain(area);
    }
  });

  it("an area can be suspended and wound down alone", () => {
    expect(AREA_STATES).toEqual(["active", "suspended", "wind_down"]);
  });

  it("there are two realms and three languages", () => {
    expect(REALMS).toEqual(["live", "exercise"]);
    expect(LANGUAGES).toEqual(["en", "fr", "hi"]);
  });
});
