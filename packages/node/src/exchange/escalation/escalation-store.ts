import { int, intOrNull, type Row, type Step, type Store, text } from "../../store/door.ts";

/** Before whom an urgent arrival is put, in this order. */
export const STEPS = ["on_duty", "deputy", "everybody"] as const;

const LAST = STEPS.length - 1;

/** What runs for one urgent arrival; times are Unix milliseconds. */
export interface Escalation {
  readonly dispatch: string;
  readonly desk: string;
  /** its place in STEPS */
  readonly step: number;
  readonly shownTo: readonly string[];
  /** when this step began */
  readonly at: number;
  /** when the next is due */
  readonly dueAt: number;
  readonly endedAt: number | null;
}

const ESCALATION = "select dispatch, desk, step, shown_to, at, due_at, ended_at from escalation";

/** Life-threat arrivals that are in nobody's hands and for which nothing runs yet. */
export async function unseen(
  store: Store,
  limit: number,
): Promise<readonly { readonly dispatch: string; readonly desk: string }[]> {
  const rows = await store.all(
    `select d.id, d.to_desk from dispatch d where d.direction = 'theirs' and d.urgency = 'life_threat' and d.state = 'filed'
     and not exists (select e.dispatch from escalation e where e.dispatch = d.id limit 1) order by d.id limit ?`,
    [limit],
  );
  return rows.map((row) => ({ dispatch: text(row, "id"), desk: text(row, "to_desk") }));
}

/** What runs, the one due first first. */
export async function running(store: Store, limit: number): Promise<readonly Escalation[]> {
  const rows = await store.all(`${ESCALATION} where ended_at is null order by due_at, dispatch limit ?`, [
    limit,
  ]);
  return rows.map(escalationOf);
}

/** What runs although it is in somebody's hands, or over, meanwhile. */
export async function settled(store: Store, limit: number): Promise<readonly Escalation[]> {
  const rows = await store.all(
    `${ESCALATION} e where e.ended_at is null and not exists
     (select d.id from dispatch d where d.id = e.dispatch and d.state = 'filed' limit 1) order by e.due_at limit ?`,
    [limit],
  );
  return rows.map(escalationOf);
}

/**
 * What is to be put before the next; what everybody has seen is not among them, however much of it there is. A due time
 * further away than one step was set under another clock: it counts as due, so that no jump loses one (T07).
 * @param wait how long a step waits, milliseconds
 */
export async function overdue(
  store: Store,
  now: number,
  wait: number,
  limit: number,
): Promise<readonly Escalation[]> {
  const rows = await store.all(
    `${ESCALATION} where ended_at is null and step < ? and (due_at <= ? or due_at > ?) order by due_at, dispatch limit ?`,
    [LAST, now, now + wait, limit],
  );
  return rows.map(escalationOf);
}

/** Whether something was put before everybody and nobody has taken it. */
export async function unanswered(store: Store): Promise<boolean> {
  const rows = await store.all(
    "select dispatch from escalation where ended_at is null and step = ? limit 1",
    [LAST],
  );
  return rows.length > 0;
}

/** Null where nothing ever ran for it. */
export async function escalationOfOne(store: Store, dispatch: string): Promise<Escalation | null> {
  const [row] = await store.all(`${ESCALATION} where dispatch = ? limit 1`, [dispatch]);
  return row === undefined ? null : escalationOf(row);
}

/** The first step; a commit with it is undone where somebody else began it. */
export function begun({ dispatch, desk, step, shownTo, at, dueAt }: Escalation): Step {
  return {
    sql: `insert into escalation (dispatch, desk, step, shown_to, at, due_at) values (?, ?, ?, ?, ?, ?)
      on conflict (dispatch) do nothing`,
    params: [dispatch, desk, step, JSON.stringify(shownTo), at, dueAt],
    changes: 1,
  };
}

/** A further step; undone where it was taken or the matter ended meanwhile. */
export function stepped(before: Escalation, { step, shownTo, at, dueAt }: Escalation): Step {
  return {
    sql: `update escalation set step = ?, shown_to = ?, at = ?, due_at = ? where dispatch = ? and step = ?
      and ended_at is null`,
    params: [step, JSON.stringify(shownTo), at, dueAt, before.dispatch, before.step],
    changes: 1,
  };
}

/** It is in somebody's hands. */
export function ended(dispatch: string, by: string, at: number): Step {
  return {
    sql: "update escalation set ended_at = ?, ended_by = ? where dispatch = ? and ended_at is null",
    params: [at, by, dispatch],
    changes: 1,
  };
}

/** Has the streams of the desk tell it again, where it is still in nobody's hands. */
export function toldAgain(dispatch: string, at: number): Step {
  return {
    sql: "update dispatch set changed_at = ? where id = ? and state = 'filed'",
    params: [at, dispatch],
    changes: 1,
  };
}

function escalationOf(row: Row): Escalation {
  const shown: unknown = JSON.parse(text(row, "shown_to"));
  return {
    dispatch: text(row, "dispatch"),
    desk: text(row, "desk"),
    step: int(row, "step"),
    shownTo: Array.isArray(shown) ? shown.filter((one) => typeof one === "string") : [],
    at: int(row, "at"),
    dueAt: int(row, "due_at"),
    endedAt: intOrNull(row, "ended_at"),
  };
}
