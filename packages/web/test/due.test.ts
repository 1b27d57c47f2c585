import type { DeskRow } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const HOUR = 3_600_000;
/** A row of the list; what the heads do not go by is the same for all. */
const ROW: DeskRow = {
  id: "",
  thread: "",
  kind: "request",
  state: "filed",
  direction: "theirs",
  urgency: "routine",
  area: "drugs",
  from: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
  to: { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" },
  reply_to: null,
  assignee: null,
  created_at: "2026-11-22T11:00:00.000Z",
  due: null,
  due_why: null,
  changed_by: null,
  version: 1,
  author: null,
  title: null,
  language: null,
  marking: null,
  caveats: [],
  open_roles: [],
  unread: false,
  accepted: false,
  done: false,
  snoozed_until: null,
  release_at: null,
  sent_at: null,
  stored_at: null,
  opened_at: null,
  answered_at: null,
};

const due = (hours: number): DeskRow => ({ ...ROW, due: new Date(NOW + hours * HOUR).toISOString() });
const ROWS = [due(-1), due(1), due(50), ROW, ROW];

describe("what stands in the list", () => {
  let itemsOf: typeof import("../src/desk/due.ts").itemsOf;
  beforeAll(async () => {
    // The page's language is read from the page when the messages are.
    vi.stubGlobal("document", { documentElement: { lang: "en" } });
    ({ itemsOf } = await import("../src/desk/due.ts"));
  });
  afterAll(() => {
    vi.unstubAllGlobals();
  });

  const heads = (more: boolean) =>
    itemsOf("all", ROWS, NOW, "CA", more).flatMap((item) =>
      "head" in item ? [`${item.head} ${String(item.size)}${item.more ? "+" : ""}`] : [],
    );

  it("has a head for each pressure with how many rows are under it", () => {
    expect(heads(false)).toEqual(["overdue 1", "soon 1", "later 1", "none 2"]);
  });

  it("says of its last section that there are more where pages are to come", () => {
    expect(heads(true)).toEqual(["overdue 1", "soon 1", "later 1", "none 2+"]);
  });

  it.each(["done", "snoozed"] as const)("has no heads in %s, which does not go by what is due", (view) => {
    const items = itemsOf(view, ROWS, NOW, "CA", true);
    expect(items.map((item) => "row" in item && item.place)).toEqual([0, 1, 2, 3, 4]);
  });

  it("keeps every row in its order with its place", () => {
    const rows = itemsOf("all", ROWS, NOW, "CA", false).flatMap((item) => ("row" in item ? [item] : []));
    expect(rows.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4]);
    expect(rows.map(({ row }) => row)).toEqual(ROWS);
  });
});
