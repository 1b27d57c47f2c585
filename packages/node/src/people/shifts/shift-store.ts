import { int, intOrNull, type Row, type Step, type Store, text } from "../../store/door.ts";

/** A shift as it stands in the table; times are Unix milliseconds. */
export interface StoredShift {
  readonly id: string;
  readonly desk: string;
  readonly officer: string;
  readonly from: number;
  readonly to: number;
  /** JSON */
  readonly deputies: string;
  readonly by: string;
  readonly at: number;
}

/** Shifts of a desk that are not over, the one that was set last first. */
export async function shiftsOf(store: Store, desk: string, now: number): Promise<readonly StoredShift[]> {
  const rows = await store.all(
    `select id, desk, officer, from_at, to_at, deputies, set_by, at from rota_shift where desk = ? and to_at > ?
     order by id desc limit 100`,
    [desk, now],
  );
  return rows.map((row) => ({
    id: text(row, "id"),
    desk: text(row, "desk"),
    officer: text(row, "officer"),
    from: int(row, "from_at"),
    to: int(row, "to_at"),
    deputies: text(row, "deputies"),
    by: text(row, "set_by"),
    at: int(row, "at"),
  }));
}

export function insertShift({ id, desk, officer, from, to, deputies, by, at }: StoredShift): Step {
  return {
    sql: `insert into rota_shift (id, desk, officer, from_at, to_at, deputies, set_by, at)
      values (?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [id, desk, officer, from, to, deputies, by, at],
    changes: 1,
  };
}

/** Leave as it stands in the table. */
export interface StoredLeave {
  readonly id: string;
  readonly officer: string;
  readonly deputy: string;
  readonly from: number;
  readonly to: number;
  /** null = nobody came back before its end */
  readonly endedAt: number | null;
}

const LEAVE = "select id, officer, deputy, from_at, to_at, ended_at from leave";

export async function leaveById(store: Store, id: string): Promise<StoredLeave | null> {
  const [row] = await store.all(`${LEAVE} where id = ? limit 1`, [id]);
  return row === undefined ? null : leaveOf(row);
}

/** Of an officer or with him as the deputy, newest first. */
export async function leaveOfOne(store: Store, officer: string): Promise<readonly StoredLeave[]> {
  const sql = `${LEAVE} where officer = ? or deputy = ? order by id desc limit 100`;
  return (await store.all(sql, [officer, officer])).map(leaveOf);
}

/** Leave that runs at this moment, oldest first. */
export async function leaveRunning(store: Store, now: number): Promise<readonly StoredLeave[]> {
  const sql = `${LEAVE} where ended_at is null and from_at <= ? and to_at > ? order by id limit 200`;
  return (await store.all(sql, [now, now])).map(leaveOf);
}

export function insertLeave({ id, officer, deputy, from, to }: StoredLeave): Step {
  return {
    sql: "insert into leave (id, officer, deputy, from_at, to_at, ended_at) values (?, ?, ?, ?, ?, null)",
    params: [id, officer, deputy, from, to],
    changes: 1,
  };
}

/** Changes no row where it was ended before. */
export function leaveEnded(id: string, at: number): Step {
  return {
    sql: "update leave set ended_at = ? where id = ? and ended_at is null",
    params: [at, id],
    changes: 1,
  };
}

function leaveOf(row: Row): StoredLeave {
  return {
    id: text(row, "id"),
    officer: text(row, "officer"),
    deputy: text(row, "deputy"),
    from: int(row, "from_at"),
    to: int(row, "to_at"),
    endedAt: intOrNull(row, "ended_at"),
  };
}
