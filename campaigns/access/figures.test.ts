import { describe, expect, it } from "vitest";
import { readFigures } from "./figures.ts";

const group = { cells: 3, shown: 1, differences: ["one"] };
const time = {
  route: "showDispatch",
  pairs: 400,
  hidden_ms: 1.5,
  absent_ms: 1.25,
  difference_ms: 0.25,
  unlike: 0,
};
const whole = { cells: group, lists: group, counts: group, searches: group, streams: group, times: [time] };
const said = (figures: object) => `a warning\nACCESS ${JSON.stringify(figures)}\nanother\n`;

describe("the figures of the access cells", () => {
  it("are read from among everything that was said", () => {
    const figures = readFigures(said(whole));
    expect(figures?.cells.get("streams")).toEqual({ asked: 3, differences: ["one"] });
    expect(figures?.times).toEqual([
      { route: "showDispatch", pairs: 400, hidden_ms: 1.5, absent_ms: 1.25, unlike: 0 },
    ]);
  });

  it.each([
    ["a run that died before it said anything", "Error: out of memory\n"],
    ["a run without its times", said({ ...whole, times: undefined })],
    ["a run in which a test never came to its figures", said({ ...whole, streams: undefined })],
    ["a group without its differences", said({ ...whole, lists: { cells: 3 } })],
  ])("are none of %s: it must not count as held", (_what, text) => {
    expect(readFigures(text)).toBeNull();
  });
});
