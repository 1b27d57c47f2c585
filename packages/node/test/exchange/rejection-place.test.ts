import { describe, expect, it } from "vitest";
import { placeOfOurs } from "../../src/exchange/rejection-place.ts";

describe("where something was wrong, as it is kept", () => {
  it.each([
    "",
    "@76",
    "stream",
    "log view",
    "0190aaaa-0000-7000-8000-00000000000a",
    "/caveats/1",
    "/marking/handling/1",
    "/content/subjects/0/about",
    "/content/items/12/categories",
  ])("stays as it is where every name is ours: %s", (where) => {
    expect(placeOfOurs(where)).toBe(where);
  });

  it.each([
    ["/kanarienvogel", ""],
    ["/content/kanarienvogel", "/content"],
    ["/content/kanarienvogel/title", "/content"],
    ["/content/subjects/0/kanarienvogel", "/content/subjects/0"],
    ["/content/subjects/1234567/about", "/content/subjects"],
    ["/__proto__", ""],
    ["/constructor/title", ""],
    ["/Title", ""],
    ["/a~1b", ""],
    ["attachment /kanarienvogel", "attachment "],
  ])("ends before a name that its sender chose: %s", (where, kept) => {
    expect(placeOfOurs(where)).toBe(kept);
  });
});
