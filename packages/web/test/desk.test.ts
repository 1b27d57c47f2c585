import type { DeskCounts, DeskRow } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isOver } from "../src/desk/over.ts";
import { firstView, viewsOf } from "../src/desk/views.ts";

const me = (...duties: string[]) => ({ duties });
const EMPTY = { rows: 0, more: false };
const NONE: DeskCounts = {
  unassigned: EMPTY,
  mine: EMPTY,
  waiting: EMPTY,
  to_release: EMPTY,
  overdue: EMPTY,
  all: EMPTY,
  snoozed: EMPTY,
  done: EMPTY,
  newest_arrival: null,
};
const counts = (views: Partial<Record<keyof DeskCounts, number>>): DeskCounts => ({
  ...NONE,
  ...Object.fromEntries(Object.entries(views).map(([view, rows]) => [view, { rows, more: false }])),
});

describe("where an officer begins", () => {
  it.each([
    ["a liaison officer with his own rows: there", me("liaison"), { mine: 1, unassigned: 3 }, "mine"],
    ["with none of his own: at what nobody has taken", me("liaison"), { unassigned: 1 }, "unassigned"],
    ["with nothing anywhere: where his own would be", me("liaison"), {}, "mine"],
    ["a duty officer: at what nobody has taken", me("duty_desk"), { mine: 2, unassigned: 1 }, "unassigned"],
    ["with nothing of that: at his own", me("duty_desk"), { mine: 2 }, "mine"],
    ["an authority: at what he may release", me("release_authority"), { all: 9 }, "to_release"],
    [
      "one who is both: at what he may release",
      me("liaison", "release_authority"),
      { to_release: 1, mine: 4 },
      "to_release",
    ],
    ["else at his own", me("liaison", "release_authority"), { mine: 4 }, "mine"],
    ["who has neither duty: at everything", me("auditor"), { mine: 4 }, "all"],
  ] as const)("%s", (_what, officer, views, view) => {
    expect(firstView(officer, counts(views))).toBe(view);
  });

  it("is where he works when nobody knows how much there is", () => {
    expect(firstView(me("duty_desk"), undefined)).toBe("unassigned");
  });
});

describe("the views of the rail", () => {
  it("show no list that is empty by an officer's duties", () => {
    expect(viewsOf(me("liaison"))).not.toContain("to_release");
    expect(viewsOf(me("release_authority"))).not.toContain("unassigned");
    expect(viewsOf(me("release_authority"))).not.toContain("mine");
    expect(viewsOf(me("liaison", "release_authority"))).toHaveLength(8);
  });
});

describe("what a row is called", () => {
  let stateLabel: typeof import("../src/desk/roles.ts").stateLabel;
  beforeAll(async () => {
    // The page's language is read from the page when the messages are; without texts a message is its own key.
    vi.stubGlobal("document", { documentElement: { lang: "en" } });
    ({ stateLabel } = await import("../src/desk/roles.ts"));
  });
  afterAll(() => {
    vi.unstubAllGlobals();
  });

  it("is who is waited for, where an approval is", () => {
    expect(stateLabel({ state: "proposed", direction: "ours", open_roles: ["CA-SUP"] })).toBe(
      "row.waits_for",
    );
    expect(stateLabel({ state: "proposed", direction: "ours", open_roles: [] })).toBe("proposed");
    expect(stateLabel({ state: "stored", direction: "ours", open_roles: ["CA-SUP"] })).toBe("stored");
  });

  it("is that it never left, where we took it back; what the partner took back is another thing", () => {
    expect(stateLabel({ state: "recalled", direction: "ours", open_roles: [] })).toBe("row.taken_back");
    expect(stateLabel({ state: "recalled", direction: "theirs", open_roles: [] })).toBe("recalled");
  });
});

describe("what may be put away", () => {
  const row = (direction: DeskRow["direction"], kind: string, state: DeskRow["state"]) => ({
    direction,
    kind,
    state,
  });

  it.each([
    ["an answer that came", row("theirs", "answer", "filed")],
    ["a question we answered", row("theirs", "request", "answered")],
    ["a question we declined", row("theirs", "request", "declined")],
    ["what did not verify", row("theirs", "request", "quarantined")],
    ["our question, answered", row("ours", "request", "answered")],
    ["our answer that the partner has", row("ours", "answer", "stored")],
    ["what was refused", row("ours", "request", "refused")],
    ["what was taken back", row("ours", "request", "recalled")],
    ["what was erased", row("ours", "request", "erased")],
  ])("%s", (_what, one) => expect(isOver(one)).toBe(true));

  it.each([
    ["a draft", row("ours", "request", "draft")],
    ["what waits for approval", row("ours", "request", "proposed")],
    ["an answer that waits for approval", row("ours", "answer", "proposed")],
    ["what is held", row("ours", "answer", "approved")],
    ["what is in the queue", row("ours", "answer", "queued")],
    ["our question the partner has not answered", row("ours", "request", "opened")],
    ["a question nobody has taken", row("theirs", "request", "filed")],
    ["a question that somebody works on", row("theirs", "request", "assigned")],
  ])("not %s", (_what, one) => expect(isOver(one)).toBe(false));
});
