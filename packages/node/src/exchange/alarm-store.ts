import { int, type Step, type Store, text } from "../store/door.ts";

/** An alarm that stands. */
export interface StandingAlarm {
  readonly code: string;
  /** plain words that name no content */
  readonly detail: string;
  /** Unix milliseconds */
  readonly since: number;
}

/** The alarms that stand, by code. */
export async function alarmsStanding(store: Store): Promise<readonly StandingAlarm[]> {
  const rows = await store.all(
    "select code, detail, raised_at from alarm where cleared_at is null order by code limit 100",
  );
  return rows.map((row) => ({
    code: text(row, "code"),
    detail: text(row, "detail"),
    since: int(row, "raised_at"),
  }));
}

/** Raises an alarm; a commit with this step is undone where it stands already. */
export function raisedAlarm({ code, detail, since }: StandingAlarm): Step {
  return {
    sql: `insert into alarm (code, detail, raised_at) values (?, ?, ?) on conflict (code) do update
      set detail = excluded.detail, raised_at = excluded.raised_at, cleared_at = null where cleared_at is not null`,
    params: [code, detail, since],
    changes: 1,
  };
}

/** Ends an alarm whether or not it stands. */
export function endedAlarm(code: string, at: number): Step {
  const { sql, params } = clearedAlarm(code, at);
  return { sql, params };
}

/** Clears an alarm; a commit with this step is undone where it does not stand. */
export function clearedAlarm(code: string, at: number): Step {
  return {
    sql: "update alarm set cleared_at = ? where code = ? and cleared_at is null",
    params: [at, code],
    changes: 1,
  };
}
