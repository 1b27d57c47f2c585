import type { DeskView } from "@entente/contract";
import { int, type Row, type Store, text, type Value } from "../store/door.ts";

/** Whose desk it is and what he may know of it. */
export interface Asker {
  readonly officer: string;
  readonly desks: readonly string[];
  readonly contributes: boolean;
  readonly releases: boolean;
  /** Unix milliseconds */
  readonly now: number;
  /** kinds that wait for an answer */
  readonly asking: readonly string[];
}

/** A row's place in the list: what is due first stands first; what is not due stands behind, newest first. */
export interface Place {
  readonly due: number;
  readonly id: string;
}

/** Behind every moment a clock here can show. */
const NEVER = 8_640_000_000_000_000;
const DUE = `case when d.state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(d.due_at, ${NEVER}) else ${NEVER} end`;
const JOINED = "dispatch d left join desk_mark m on m.dispatch = d.id and m.officer = ?";

interface Clause {
  readonly sql: string;
  readonly params: readonly Value[];
}

const list = (words: readonly string[]) => words.map(() => "?").join(", ");

/** Everything the asker may know: arrivals of his desks if he works on them, ours of his desks, drafts if his. */
function known(asker: Asker): Clause {
  const arms: string[] = [
    `(d.direction = 'ours' and d.from_desk in (${list(asker.desks)})
    and (d.state <> 'draft' or d.author = ?))`,
  ];
  const params: Value[] = [...asker.desks, asker.officer];
  if (asker.contributes) {
    arms.push(`(d.direction = 'theirs' and d.to_desk in (${list(asker.desks)}))`);
    params.push(...asker.desks);
  }
  return { sql: `(${arms.join(" or ")})`, params };
}

/** An answer to a question of his own. */
const OWN_ANSWER = `(d.direction = 'theirs' and d.reply_to in (select id from dispatch where author = ?))`;

function only(view: DeskView, asker: Asker): Clause {
  const { officer, now, asking } = asker;
  const here = "m.done_at is null and coalesce(m.snoozed_until, 0) <= ?";
  switch (view) {
    case "unassigned":
      return {
        sql: `${here} and d.direction = 'theirs' and d.state in ('filed', 'quarantined') and d.assignee is null
          and (d.reply_to is null or d.reply_to not in (select id from dispatch where author is not null))`,
        params: [now],
      };
    case "mine":
      return {
        sql: `${here} and ((d.direction = 'theirs' and d.assignee = ? and d.state = 'assigned') or ${OWN_ANSWER}
          or (d.direction = 'ours' and d.author = ? and d.state in ('draft', 'proposed', 'refused')))`,
        params: [now, officer, officer, officer],
      };
    case "waiting":
      return {
        sql: `${here} and d.direction = 'ours' and d.kind in (${list(asking)})
          and d.state in ('approved', 'queued', 'sent', 'stored', 'opened')`,
        params: [now, ...asking],
      };
    case "to_release":
      return {
        sql: `${here} and d.direction = 'ours' and d.state = 'proposed' and d.author <> ?`,
        params: [now, officer],
      };
    case "overdue":
      return {
        sql: `${here} and d.due_at < ? and d.state in ('filed', 'assigned', 'sent', 'stored', 'opened')`,
        params: [now, now],
      };
    case "all":
      return { sql: here, params: [now] };
    case "snoozed":
      return { sql: "m.done_at is null and m.snoozed_until > ?", params: [now] };
    case "done":
      return { sql: "m.done_at is not null", params: [] };
  }
}

/** One page of a view, at most `limit` places behind `after`. */
export async function placesOf(
  store: Store,
  asker: Asker,
  view: DeskView,
  after: Place | null,
  limit: number,
): Promise<readonly Place[]> {
  if (asker.desks.length === 0) return [];
  const [scope, filter] = [known(asker), only(view, asker)];
  const behind = after === null ? "" : `and (${DUE} > ? or (${DUE} = ? and d.id < ?))`;
  const rows = await store.all(
    `select d.id as id, ${DUE} as due from ${JOINED} where ${scope.sql} and ${filter.sql} ${behind}
     order by due, d.id desc limit ?`,
    [
      asker.officer,
      ...scope.params,
      ...filter.params,
      ...(after === null ? [] : [after.due, after.due, after.id]),
      limit,
    ],
  );
  return rows.map((row) => ({ id: text(row, "id"), due: int(row, "due") }));
}

/** How many rows a view has. */
export async function sizeOf(store: Store, asker: Asker, view: DeskView): Promise<number> {
  if (asker.desks.length === 0) return 0;
  const [scope, filter] = [known(asker), only(view, asker)];
  const [row] = await store.all(
    `select count(*) as size from ${JOINED} where ${scope.sql} and ${filter.sql} limit 1`,
    [asker.officer, ...scope.params, ...filter.params],
  );
  return row === undefined ? 0 : int(row, "size");
}

/** The dispatches of a thread that the asker may know, oldest first. */
export async function threadOf(store: Store, asker: Asker, thread: string): Promise<readonly string[]> {
  if (asker.desks.length === 0) return [];
  const scope = known(asker);
  const rows = await store.all(
    `select d.id as id from dispatch d where d.thread = ? and ${scope.sql} order by d.created_at, d.id limit 200`,
    [thread, ...scope.params],
  );
  return rows.map((row) => text(row, "id"));
}

/** When something last arrived at these desks; null where nothing did. */
export async function lastArrival(store: Store, desks: readonly string[]): Promise<number | null> {
  if (desks.length === 0) return null;
  const [row] = await store.all(
    `select created_at from dispatch where direction = 'theirs' and to_desk in (${list(desks)})
     order by id desc limit 1`,
    desks,
  );
  return row === undefined ? null : int(row, "created_at");
}

/** A dispatch whose row changed. */
export interface Changed {
  readonly id: string;
  readonly thread: string;
  readonly kind: string;
  readonly state: string;
  readonly at: number;
}

/** What changed behind a place and not after `until`, in order, as far as the asker may know of it. */
export async function changedSince(
  store: Store,
  asker: Asker,
  after: { readonly at: number; readonly id: string },
  until: number,
): Promise<readonly Changed[]> {
  if (asker.desks.length === 0) return [];
  const scope = known(asker);
  const rows = await store.all(
    `select d.id as id, d.thread as thread, d.kind as kind, d.state as state, d.changed_at as at from dispatch d
     where (d.changed_at > ? or (d.changed_at = ? and d.id > ?)) and d.changed_at <= ? and ${scope.sql}
     order by d.changed_at, d.id limit 100`,
    [after.at, after.at, after.id, until, ...scope.params],
  );
  return rows.map(changedOf);
}

function changedOf(row: Row): Changed {
  return {
    id: text(row, "id"),
    thread: text(row, "thread"),
    kind: text(row, "kind"),
    state: text(row, "state"),
    at: int(row, "at"),
  };
}
