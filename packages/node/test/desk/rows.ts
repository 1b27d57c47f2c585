import type { DeskView } from "@entente/contract";
import type { Asker } from "../../src/desk/asker.ts";
import { setMarks } from "../../src/desk/marks-store.ts";
import { NEVER } from "../../src/desk/place.ts";
import { insertDispatch } from "../../src/exchange/store.ts";
import type { Store } from "../../src/store/door.ts";

/** What the lists go by of one invented dispatch. Times are Unix milliseconds. */
export interface DeskFact {
  readonly id: string;
  readonly direction: "ours" | "theirs";
  readonly kind: string;
  readonly state: string;
  readonly desk: string;
  readonly author: string | null;
  readonly assignee: string | null;
  readonly askedBy: string | null;
  readonly dueAt: number | null;
  readonly doneAt: number | null;
  readonly snoozedUntil: number | null;
}

export const NOW = 1_800_000_000_000;
export const ME = "o-me";
const OTHER = "o-other";
const OURS = [
  "draft",
  "proposed",
  "approved",
  "queued",
  "sent",
  "stored",
  "opened",
  "answered",
  "refused",
  "recalled",
];
const THEIRS = ["filed", "quarantined", "assigned", "declined", "answered", "recalled"];

/** The one whose lists are asked for: two desks of three. */
export const ASKER: Asker = {
  officer: ME,
  desks: ["d-1", "d-2"],
  arrivals: true,
  all: true,
  knows: async (ones) => ones,
  releases: async (ids) => new Set(ids.filter(isReleasable)),
  now: NOW,
  asking: ["request"],
};

/** Proposals of the test that wait for a role he holds: most of them. */
export function isReleasable(id: string): boolean {
  return Number(id.slice(-12)) % 7 !== 3;
}

/** Numbers in [0, 1) that are the same for one seed. */
export function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Invented dispatches of every state, at his desks and another; many share one due time. */
export function factsOf(amount: number, seed: number): readonly DeskFact[] {
  const next = numbersOf(seed);
  const one = <T>(words: readonly T[], none: T): T => words[Math.floor(next() * words.length)] ?? none;
  return Array.from({ length: amount }, (_, nth): DeskFact => {
    const direction = one(["ours", "theirs"] as const, "ours");
    const state = one(direction === "ours" ? OURS : THEIRS, "filed");
    const theirs = direction === "theirs";
    const asked = theirs && next() < 0.3 ? one([ME, OTHER], ME) : null;
    return {
      id: `00000000-0000-7000-8000-${String(nth).padStart(12, "0")}`,
      direction,
      kind: asked === null ? one(["request", "request", "answer"], "request") : "answer",
      state,
      desk: one(["d-1", "d-2", "d-3"], "d-1"),
      author: theirs ? null : one([ME, OTHER], ME),
      assignee: state === "assigned" ? one([ME, OTHER], ME) : null,
      askedBy: asked,
      dueAt: next() < 0.6 ? NOW + Math.floor(next() * 20 - 8) * 60_000 : null,
      doneAt: next() < 0.2 ? NOW - Math.floor(next() * 9) * 1_000 : null,
      snoozedUntil: next() < 0.2 ? NOW + Math.floor(next() * 20 - 8) * 60_000 : null,
    };
  });
}

/** Puts them into a store as the exchange does, with the officer's marks. */
export async function fill(store: Store, facts: readonly DeskFact[]): Promise<void> {
  await Promise.all(
    facts.map((fact) => {
      const { id, direction, kind, state, author, dueAt } = fact;
      const here = { party: "CA", desk: fact.desk };
      const there = { party: "IN", desk: "x" };
      const [from, to] = direction === "ours" ? [here, there] : [there, here];
      const row = {
        id,
        direction,
        kind,
        thread: id,
        replyTo: null,
        area: "drugs",
        urgency: "routine",
        state,
      };
      const filed = insertDispatch(
        { ...row, from, to, author, at: NOW - 10_000, dueAt },
        { assignee: fact.assignee, asked_by: fact.askedBy },
      );
      const { doneAt, snoozedUntil } = fact;
      const marks = { seenAt: null, acceptedAt: null, doneAt, snoozedUntil };
      const marked = doneAt === null && snoozedUntil === null ? [] : [setMarks(ME, id, marks)];
      return store.commit({ steps: [filed, ...marked] });
    }),
  );
}

const RUNNING = ["filed", "assigned", "sent", "stored", "opened"];
const OPEN = ["approved", "queued", "sent", "stored", "opened"];

/** The view as a sentence about each row, with no index and no store. */
function belongs(fact: DeskFact, view: DeskView, asker: Asker): boolean {
  const theirs = fact.direction === "theirs";
  if (!asker.desks.includes(fact.desk) || (theirs && !asker.arrivals)) return false;
  if (fact.state === "draft" && fact.author !== ME) return false;
  const done = fact.doneAt !== null;
  const later = fact.snoozedUntil !== null && fact.snoozedUntil > NOW;
  if (view === "done") return done;
  if (view === "snoozed") return later && !done;
  if (done || later) return false;
  const mine = theirs
    ? (fact.state === "assigned" && fact.assignee === ME) || fact.askedBy === ME
    : fact.author === ME && ["draft", "proposed", "refused", "recalled"].includes(fact.state);
  const untaken = theirs && ["filed", "quarantined"].includes(fact.state) && fact.askedBy === null;
  const unanswered = !theirs && fact.kind === "request" && OPEN.includes(fact.state);
  const able = asker.releases !== null && isReleasable(fact.id);
  const ripe = fact.state === "proposed" && fact.author !== ME && able;
  const late = RUNNING.includes(fact.state) && fact.dueAt !== null && fact.dueAt < NOW;
  const said = { unassigned: untaken, mine, waiting: unanswered, to_release: ripe, overdue: late, all: true };
  return said[view];
}

function keyOf(fact: DeskFact, view: DeskView): number {
  if (view === "done") return -(fact.doneAt ?? 0);
  if (view === "snoozed") return fact.snoozedUntil ?? 0;
  return RUNNING.includes(fact.state) ? (fact.dueAt ?? NEVER) : NEVER;
}

/** A view's ids in its order, as a list without index, pages or store would have them. */
export function viewOf(facts: readonly DeskFact[], view: DeskView, asker: Asker): readonly string[] {
  return facts
    .filter((fact) => belongs(fact, view, asker))
    .toSorted((a, b) => keyOf(a, view) - keyOf(b, view) || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}
