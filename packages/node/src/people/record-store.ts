import { int, intOrNull, type Row, type Step, type Store, text } from "../store/door.ts";
import { officerOf, type StoredOfficer } from "./store.ts";

/** An officer's whole record, whether he is in service or not. Times are Unix milliseconds. */
export interface StoredRecord extends StoredOfficer {
  readonly version: number;
  readonly enrolledAt: number;
  readonly seenAt: number | null;
  readonly closedAt: number | null;
  readonly revokedAt: number | null;
  /** since when no post of his stands; null = he may work */
  readonly awayAt: number | null;
  /** what he did from then on is not trusted; null = only what has not left yet */
  readonly suspectSince: number | null;
}

const RECORD = `select id, name, agency, desks, duties, approval_roles, version, enrolled_at, seen_at, closed_at, revoked_at,
  away_at, suspect_since from officer`;

/** Null where nobody ever had this id. */
export async function recordById(store: Store, id: string): Promise<StoredRecord | null> {
  return recordOf(await store.all(`${RECORD} where id = ? limit 1`, [id]));
}

/** Everybody who ever was an officer, by name. */
export async function allRecords(store: Store, limit: number): Promise<readonly StoredRecord[]> {
  const rows = await store.all(`${RECORD} order by name, id limit ?`, [limit]);
  return rows.flatMap((row) => recordOf([row]) ?? []);
}

/** Whose work nobody has looked through since he left, oldest first. */
export async function unsweptRecords(store: Store, limit: number): Promise<readonly StoredRecord[]> {
  const rows = await store.all(
    `${RECORD} where (revoked_at is not null or closed_at is not null or away_at is not null) and swept_at is null order by id limit ?`,
    [limit],
  );
  return rows.flatMap((row) => recordOf([row]) ?? []);
}

/** Changes nothing where he was swept already: his work is gone through once. */
export function recordSwept(id: string, at: number): Step {
  return {
    sql: "update officer set swept_at = ? where id = ? and swept_at is null",
    params: [at, id],
    changes: 1,
  };
}

/** Enrolled devices and passkeys that are not revoked. */
export async function devicesOf(store: Store, officer: string): Promise<readonly string[]> {
  const devices = await store.all(
    "select id from device where officer = ? and revoked_at is null order by enrolled_at, id limit 20",
    [officer],
  );
  const passkeys = await store.all(
    "select id from passkey where officer = ? and revoked_at is null order by enrolled_at, id limit 20",
    [officer],
  );
  return [...devices, ...passkeys].map((row) => text(row, "id"));
}

/** Whether this key was ever enrolled, for whomever. */
export async function deviceTaken(store: Store, device: string): Promise<boolean> {
  return (await store.all("select id from device where id = ? limit 1", [device])).length > 0;
}

/** A guarded change of a record: of this version, by somebody still in service, else the whole commit is undone. */
export function recordChanged(
  { id, version }: Pick<StoredRecord, "id" | "version">,
  set: Readonly<Record<string, string | number | Uint8Array>>,
): Step {
  const names = Object.keys(set).map((name) => `${name} = ?`);
  return {
    sql: `update officer set ${[...names, "version = version + 1"].join(", ")}
      where id = ? and version = ? and revoked_at is null and closed_at is null`,
    params: [...Object.values(set), id, version],
    changes: 1,
  };
}

/** Revokes whoever is not revoked yet, closed or not. */
export function recordRevoked(id: string, at: number, since: number | null): Step {
  return {
    sql: `update officer set revoked_at = ?, suspect_since = ?, swept_at = null, version = version + 1
      where id = ? and revoked_at is null`,
    params: [at, since, id],
    changes: 1,
  };
}

/** Ends everything an officer signs in or signs with: sessions, programs' tokens, devices, passkeys. */
export function accessEnded(officer: string, at: number): readonly Step[] {
  return [
    ["session", "ended_at"],
    ["api_token", "ended_at"],
    ["device", "revoked_at"],
    ["passkey", "revoked_at"],
  ].map(([table, column]) => ({
    sql: `update ${table} set ${column} = ? where officer = ? and ${column} is null`,
    params: [at, officer],
  }));
}

function recordOf([row]: readonly Row[]): StoredRecord | null {
  const officer = officerOf(row === undefined ? [] : [row]);
  if (row === undefined || officer === null) return null;
  return {
    ...officer,
    version: int(row, "version"),
    enrolledAt: int(row, "enrolled_at"),
    seenAt: intOrNull(row, "seen_at"),
    closedAt: intOrNull(row, "closed_at"),
    revokedAt: intOrNull(row, "revoked_at"),
    awayAt: intOrNull(row, "away_at"),
    suspectSince: intOrNull(row, "suspect_since"),
  };
}
