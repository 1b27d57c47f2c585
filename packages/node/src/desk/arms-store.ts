import type { DeskView } from "@entente/contract";
import { int, type Row, type Store, text, type Value } from "../store/door.ts";
import type { Asker } from "./asker.ts";
import { NEVER, type Place } from "./place.ts";

/**
 * One run of an index: its rows stand there in the order of the list, and no others between them, so that a page reads
 * its own rows and not the table. `test/desk/cost.test.ts` asks the engine whether that is so.
 */
export interface Arm {
  /** table and conditions, in the words of the index */
  readonly from: string;
  readonly params: readonly Value[];
  readonly id: string;
  /** what the order goes by before the id; null = nothing, every row stands at NEVER */
  readonly key: string | null;
  /** true = the greatest key first */
  readonly down: boolean;
  /** no row at or behind this key, where the order goes up */
  readonly before: number | null;
}

/** In the words of migrations 0003 and 0005: another spelling would make the engine sort. */
const DUE = `(case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, ${String(NEVER)}) else ${String(NEVER)} end)`;

function dispatches(conditions: string, params: readonly Value[], key: string | null = DUE): Arm {
  return { from: `dispatch where ${conditions}`, params, id: "id", key, down: false, before: null };
}

const theirs = (desk: string) => dispatches("direction = 'theirs' and to_desk = ?", [desk]);

const ours = (desk: string) =>
  dispatches("direction = 'ours' and state <> 'draft' and from_desk = ?", [desk]);

const written = (desk: string, officer: string, state: string) =>
  dispatches(
    `direction = 'ours' and state in ('draft', 'proposed', 'refused', 'recalled') and from_desk = ? and author = ? and state = ?`,
    [desk, officer, state],
    null,
  );

const unassigned = (desk: string) =>
  dispatches(
    `direction = 'theirs' and state in ('filed', 'quarantined') and assignee is null and asked_by is null
      and to_desk = ?`,
    [desk],
  );

const assigned = (desk: string, officer: string) =>
  dispatches("direction = 'theirs' and state = 'assigned' and to_desk = ? and assignee = ?", [desk, officer]);

const asked = (desk: string, officer: string) =>
  dispatches("direction = 'theirs' and asked_by is not null and to_desk = ? and asked_by = ?", [
    desk,
    officer,
  ]);

const waiting = (desk: string, kind: string) =>
  dispatches(
    `direction = 'ours' and state in ('approved', 'queued', 'sent', 'stored', 'opened') and from_desk = ? and kind = ?`,
    [desk, kind],
  );

/** His own proposals are passed over, and those that wait for a role he does not hold (`pages.ts`). */
const toRelease = (desk: string, officer: string) =>
  dispatches("direction = 'ours' and state = 'proposed' and from_desk = ? and author <> ?", [desk, officer]);

const marked = (conditions: string, params: readonly Value[], key: string, down: boolean): Arm => ({
  from: `desk_mark where ${conditions}`,
  params,
  id: "dispatch",
  key,
  down,
  before: null,
});

/** The runs a view is made of, at most 6 a desk; none where the officer has no desk. */
export function armsOf(view: DeskView, asker: Asker): readonly Arm[] {
  const { officer, now } = asker;
  if (asker.desks.length === 0) return [];
  if (view === "done") return [marked("officer = ? and done_at is not null", [officer], "done_at", true)];
  if (view === "snoozed") {
    const back = "officer = ? and done_at is null and snoozed_until is not null and snoozed_until > ?";
    return [marked(back, [officer, now], "snoozed_until", false)];
  }
  return asker.desks.flatMap((desk) => armsAt(desk, view, asker));
}

function armsAt(desk: string, view: DeskView, asker: Asker): readonly Arm[] {
  const { officer, now, arrivals: reads, asking } = asker;
  const arrivals = reads ? [theirs(desk)] : [];
  switch (view) {
    case "unassigned":
      return reads ? [unassigned(desk)] : [];
    case "mine":
      return [
        ...(reads ? [assigned(desk, officer), asked(desk, officer)] : []),
        ...["draft", "proposed", "refused", "recalled"].map((state) => written(desk, officer, state)),
      ];
    case "waiting":
      return asking.map((kind) => waiting(desk, kind));
    case "to_release":
      return asker.releases === null ? [] : [toRelease(desk, officer)];
    case "overdue":
      return [...arrivals, ours(desk)].map((arm) => ({ ...arm, before: now }));
    default:
      return [...arrivals, ours(desk), written(desk, officer, "draft")];
  }
}

/** The next rows of a run behind a place (null = from its beginning), at most `limit`. */
export async function nextOf(
  store: Store,
  arm: Arm,
  after: Place | null,
  limit: number,
): Promise<readonly Place[]> {
  // Two questions and not one with "or": so each is one range of the index, however deep the page is.
  const beside = after === null ? [] : await read(store, arm, besideOf(arm, after), limit);
  if (beside.length === limit) return beside;
  return [...beside, ...(await read(store, arm, behindOf(arm, after), limit - beside.length))];
}

interface Range {
  readonly sql: string;
  readonly params: readonly Value[];
  /** true = all its rows have one key, and to order by it would make the engine sort */
  readonly level: boolean;
}

/** Rows with the same key as the last one and a smaller id; null where the run has none such. */
function besideOf({ key, id }: Arm, after: Place): Range | null {
  if (key !== null)
    return { sql: `and ${key} = ? and ${id} < ?`, params: [after.key, after.id], level: true };
  return after.key === NEVER ? { sql: `and ${id} < ?`, params: [after.id], level: true } : null;
}

/** Rows whose key comes later; null where the run has none such. */
function behindOf({ key, down, before }: Arm, after: Place | null): Range | null {
  if (key === null) return after === null || after.key < NEVER ? { sql: "", params: [], level: true } : null;
  const from = after === null ? null : { sql: `and ${key} ${down ? "<" : ">"} ?`, params: [after.key] };
  const to = before === null ? null : { sql: `and ${key} < ?`, params: [before] };
  const ranges = [from, to].filter((range) => range !== null);
  return {
    sql: ranges.map(({ sql }) => sql).join(" "),
    params: ranges.flatMap(({ params }) => params),
    level: false,
  };
}

async function read(store: Store, arm: Arm, range: Range | null, limit: number): Promise<readonly Place[]> {
  if (range === null) return [];
  const { from, params, id, key, down } = arm;
  const order = range.level ? `${id} desc` : `${key}${down ? " desc" : ""}, ${id} desc`;
  const rows = await store.all(
    `select ${id} as id, ${key ?? String(NEVER)} as place from ${from} ${range.sql} order by ${order} limit ?`,
    [...params, ...range.params, limit],
  );
  return rows.map(placeOf);
}

function placeOf(row: Row): Place {
  return { key: int(row, "place"), id: text(row, "id") };
}
