import {
  type DeskCounts,
  type DeskRow,
  type DeskView,
  done,
  KINDS,
  no,
  type Result,
} from "@entente/contract";
import {
  actMark,
  arrivalFor,
  type ExchangeParts,
  knownTo,
  type RowContent,
  releasableBy,
  rowsFor,
  seesAll,
} from "../exchange/door.ts";
import { may, type Officer } from "../people/door.ts";
import type { Asker } from "./asker.ts";
import { changesBehind } from "./changes.ts";
import { directoryView } from "./directory.ts";
import { pageOver } from "./lists.ts";
import { type Marks, marksOf, NO_MARKS, setMarks } from "./marks-store.ts";
import { goesDown, pageOf, sizeOf } from "./pages.ts";
import { cursorOf, placeAt } from "./place.ts";
import type { DeskLists, DeskRoom, MarkChange } from "./port.ts";
import { lastArrival, threadOf } from "./views-store.ts";
import { openWorkingCopies } from "./working.ts";

/**
 * Commits of one moment become visible one after the other. What changed less than this ago is told next time,
 * so that no change is passed over by one that was stamped later and stored earlier.
 */
const SETTLED_MS = 250;
/** A view with more rows than this is said to have more, and no row behind them is read. */
const COUNTED = 99;
const ASKING = KINDS.filter(({ asks }) => asks !== null).map(({ kind }) => kind);

/** The room behind the screens, over the exchange's parts: it reads, and keeps what is an officer's own. */
export function openDesk(parts: ExchangeParts): DeskRoom {
  const { store, clock } = parts;
  const asker = (officer: Officer) => askerOf(parts, officer);
  const lists = openDeskLists(parts);
  return {
    list: (officer, asked) => pageOver([lists], officer, asked),
    counts: (officer) => countsFor(parts, officer, asker(officer)),
    async thread(officer, id) {
      const asking = asker(officer);
      const known = await asking.knows(await threadOf(store, id));
      const rows = await presented(
        parts,
        officer,
        known.map((one) => one.id),
      );
      if (!rows.ok) return rows;
      return rows.value.length === 0 ? no("not_found") : done({ id, items: rows.value });
    },
    mark: (officer, id, change) => mark(parts, officer, id, change),
    accept: (officer, id) => accept(parts, officer, id),
    directory: async (officer) => done(await directoryView(parts, officer)),
    async since(officer, after) {
      const until = clock.now() - SETTLED_MS;
      const place = after === null ? null : placeAt(after);
      if (place === null || place === undefined) return { cursor: `${until}.`, events: [] };
      const { changed, next } = await changesBehind(store, place, until);
      // The place moves on past what he may not know too: else it would be read again with every look.
      const cursor = cursorOf({ key: next, id: "" });
      const asking = asker(officer);
      const events = (await asking.knows(changed)).map(({ id, thread, kind, state }) => ({
        id,
        thread,
        kind,
        state,
      }));
      return { cursor, events };
    },
    working: openWorkingCopies(parts),
  };
}

/** The lists of one relation, for a page over several (room `relations`). */
export function openDeskLists(parts: ExchangeParts): DeskLists {
  return {
    async places(officer, { view, after, limit }) {
      const asker = askerOf(parts, officer);
      const page = await pageOf(parts.store, asker, view, after, limit);
      return { ...page, down: goesDown(view, asker) };
    },
    rows: (officer, ids) => presented(parts, officer, ids),
  };
}

function askerOf(parts: ExchangeParts, officer: Officer): Asker {
  return {
    officer: officer.id,
    desks: officer.desks,
    arrivals: seesAll(officer, "theirs"),
    all: seesAll(officer, "ours"),
    knows: (ones) => knownTo(parts, officer, ones),
    releases: may(officer, "release") ? (ids) => releasableBy(parts, officer, ids) : null,
    now: parts.clock.now(),
    asking: ASKING,
  };
}

async function presented(
  parts: ExchangeParts,
  officer: Officer,
  ids: readonly string[],
): Promise<Result<DeskRow[]>> {
  const rows = await rowsFor(parts, officer, ids);
  if (!rows.ok) return rows;
  const marks = await marksOf(parts.store, officer.id, ids);
  const now = parts.clock.now();
  return done(rows.value.map((row) => withMarks(row, officer, marks.get(row.id) ?? NO_MARKS, now)));
}

function withMarks(row: RowContent, officer: Officer, marks: Marks, now: number): DeskRow {
  const snoozed = marks.snoozedUntil !== null && marks.snoozedUntil > now ? marks.snoozedUntil : null;
  return {
    ...row,
    unread: marks.seenAt === null && row.author !== officer.id,
    accepted: row.direction === "ours" || marks.acceptedAt !== null,
    done: marks.doneAt !== null,
    snoozed_until: snoozed === null ? null : new Date(snoozed).toISOString(),
  };
}

async function countsFor(parts: ExchangeParts, officer: Officer, asker: Asker): Promise<Result<DeskCounts>> {
  const size = (view: DeskView) => sizeOf(parts.store, asker, view, COUNTED);
  const desks = asker.arrivals ? officer.desks : [];
  const arrivals = await Promise.all(desks.map((desk) => lastArrival(parts.store, desk)));
  const last = arrivals.filter((at) => at !== null).toSorted((a, b) => b - a)[0];
  return done({
    unassigned: await size("unassigned"),
    mine: await size("mine"),
    waiting: await size("waiting"),
    to_release: await size("to_release"),
    overdue: await size("overdue"),
    all: await size("all"),
    snoozed: await size("snoozed"),
    done: await size("done"),
    newest_arrival: last === undefined ? null : new Date(last).toISOString(),
  });
}

async function mark(parts: ExchangeParts, officer: Officer, id: string, change: MarkChange) {
  const rows = await rowsFor(parts, officer, [id]);
  if (!rows.ok) return rows;
  const [row] = rows.value;
  if (row === undefined) return no("not_found");
  const now = parts.clock.now();
  const before = (await marksOf(parts.store, officer.id, [id])).get(id) ?? NO_MARKS;
  const after = changed(before, change, now);
  await parts.store.commit({ steps: [setMarks(officer.id, id, after)] });
  const { unread, done: put, snoozed_until } = withMarks(row, officer, after, now);
  return done({ id, unread, done: put, snoozed_until });
}

function changed(before: Marks, change: MarkChange, now: number): Marks {
  const at = (wanted: boolean | undefined, was: number | null) =>
    wanted === undefined ? was : wanted ? (was ?? now) : null;
  const { snoozed_until: until } = change;
  return {
    ...before,
    seenAt: at(change.seen, before.seenAt),
    doneAt: at(change.done, before.doneAt),
    snoozedUntil: until === undefined ? before.snoozedUntil : until === null ? null : Date.parse(until),
  };
}

/** The officer takes the caveats on himself: on the log and in his marks, both or neither. */
async function accept(parts: ExchangeParts, officer: Officer, id: string) {
  const found = await arrivalFor(parts, officer, id);
  if (!found.ok) return found;
  const { state, thread, kind } = found.value;
  if (state === "quarantined") return no("state_conflict", { detail: "its content did not verify" });
  const before = (await marksOf(parts.store, officer.id, [id])).get(id) ?? NO_MARKS;
  if (before.acceptedAt === null) {
    const act = await actMark(parts, { act: "accept", dispatch: id, officer: officer.id, word: "" });
    const at = parts.clock.now();
    const marks = { ...before, acceptedAt: at, seenAt: before.seenAt ?? at };
    const committed = await parts.store.commit({
      appends: [act.append],
      steps: [act.step, setMarks(officer.id, id, marks)],
    });
    if (!committed.committed) throw new Error("an acceptance could not be recorded");
  }
  return done({ id, thread, kind, state });
}
