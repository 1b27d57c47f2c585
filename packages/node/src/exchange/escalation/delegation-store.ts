import { type Step, type Store, text } from "../../store/door.ts";

/** Something assigned to an absent officer that his deputy has. */
export interface Delegation {
  readonly dispatch: string;
  readonly leave: string;
  readonly officer: string;
  readonly deputy: string;
}

/** What is assigned to an officer at these desks. */
export async function assignedTo(
  store: Store,
  officer: string,
  desks: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  if (desks.length === 0) return [];
  const rows = await store.all(
    `select id from dispatch where direction = 'theirs' and state = 'assigned' and assignee = ?
     and to_desk in (${desks.map(() => "?").join(", ")}) order by id limit ?`,
    [officer, ...desks, limit],
  );
  return rows.map((row) => text(row, "id"));
}

/** What deputies have at this moment, oldest first. */
export async function delegated(store: Store, limit: number): Promise<readonly Delegation[]> {
  const rows = await store.all(
    "select dispatch, leave, officer, deputy from delegation where ended_at is null order by dispatch limit ?",
    [limit],
  );
  return rows.map((row) => ({
    dispatch: text(row, "dispatch"),
    leave: text(row, "leave"),
    officer: text(row, "officer"),
    deputy: text(row, "deputy"),
  }));
}

/** From one hand into another, where it is still in the first. */
export function handed(dispatch: string, from: string, to: string, at: number): Step {
  return {
    sql: `update dispatch set assignee = ?, changed_at = ?, version = version + 1
      where id = ? and state = 'assigned' and assignee = ?`,
    params: [to, at, dispatch, from],
    changes: 1,
  };
}

export function delegationBegun({ dispatch, leave, officer, deputy }: Delegation, at: number): Step {
  return {
    sql: `insert into delegation (dispatch, leave, officer, deputy, at) values (?, ?, ?, ?, ?)
      on conflict (dispatch) do update set leave = excluded.leave, officer = excluded.officer, deputy = excluded.deputy,
      at = excluded.at, ended_at = null`,
    params: [dispatch, leave, officer, deputy, at],
    changes: 1,
  };
}

export function delegationEnded(dispatch: string, at: number): Step {
  return {
    sql: "update delegation set ended_at = ? where dispatch = ? and ended_at is null",
    params: [at, dispatch],
    changes: 1,
  };
}
