import { guestOf } from "@entente/words";
import { bytes, int, intOrNull, type Row, type Step, type Store, text } from "../store/door.ts";

/** An officer and his first device as they stand in the tables; the lists are JSON texts. */
export interface OfficerRow {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly desks: string;
  readonly duties: string;
  readonly approvalRoles: string;
  readonly tokenDigest: Uint8Array;
  readonly device: string;
  readonly publicKey: Uint8Array;
  /** Unix milliseconds */
  readonly enrolledAt: number;
}

/** What a read of an officer gives: never the digest of his token. */
export type StoredOfficer = Pick<OfficerRow, "id" | "name" | "agency" | "desks" | "duties" | "approvalRoles">;

/** A stored device key; `publicKey` is raw, 32 bytes. */
export interface StoredDevice {
  readonly id: string;
  readonly officer: string;
  readonly publicKey: Uint8Array;
}

const OFFICER = "select id, name, agency, desks, duties, approval_roles from officer";
/** Neither revoked nor closed, nor without the post he works under. */
const IN_SERVICE = "revoked_at is null and closed_at is null and away_at is null";

/** The officer with this token digest; null where there is none or he is not in service. */
export async function officerByToken(store: Store, digest: Uint8Array): Promise<StoredOfficer | null> {
  const sql = `${OFFICER} where token_digest = ? and ${IN_SERVICE} limit 1`;
  return officerOf(await store.all(sql, [digest]));
}

/** Null where there is no such officer or he is not in service. */
export async function officerById(store: Store, id: string): Promise<StoredOfficer | null> {
  return officerOf(await store.all(`${OFFICER} where id = ? and ${IN_SERVICE} limit 1`, [id]));
}

/** Officers in service, by name. */
export async function activeOfficers(store: Store, limit: number): Promise<readonly StoredOfficer[]> {
  const rows = await store.all(`${OFFICER} where ${IN_SERVICE} order by name, id limit ?`, [limit]);
  return rows.flatMap((row) => officerOf([row]) ?? []);
}

/** Null where there is no such device, it was revoked, or its officer is not in service. */
export async function deviceById(store: Store, id: string): Promise<StoredDevice | null> {
  const [row] = await store.all(
    `select d.id, d.officer, d.public_key from device d join officer o on o.id = d.officer
     where d.id = ? and d.revoked_at is null and o.revoked_at is null and o.closed_at is null
     and o.away_at is null limit 1`,
    [id],
  );
  if (row === undefined) return null;
  return { id: text(row, "id"), officer: text(row, "officer"), publicKey: bytes(row, "public_key") };
}

/** Whether somebody left service, and from when on what he did is not trusted. Times are Unix milliseconds. */
export interface Service {
  /** revoked, closed, or no post of his stands */
  readonly left: boolean;
  /** null = nothing he did before he left is in doubt */
  readonly suspectSince: number | null;
}

/** Of an id that nobody ever had: he never left, and no signature of his stands. */
export async function serviceOf(store: Store, id: string): Promise<Service> {
  const [row] = await store.all(
    "select revoked_at, closed_at, away_at, suspect_since from officer where id = ? limit 1",
    [id],
  );
  if (row === undefined) return { left: false, suspectSince: null };
  const left = ["revoked_at", "closed_at", "away_at"].some((column) => intOrNull(row, column) !== null);
  return { left, suspectSince: intOrNull(row, "suspect_since") };
}

const STILL_IN_SERVICE = `update officer set version = version where id = ? and ${IN_SERVICE}`;
const STILL_TRUSTED =
  "update officer set version = version where id = ? and (suspect_since is null or suspect_since > ?)";

/** Whether a step asks after an officer, and so belongs where officers are kept. */
export function asksAfterOfficer({ sql }: Step): boolean {
  return sql === STILL_IN_SERVICE || sql === STILL_TRUSTED;
}

/**
 * A step that undoes the commit it stands in where the officer has left service: between the moment he was looked at and
 * the commit of what he asked for, somebody may have revoked him (T15).
 */
export function stillInService(id: string): Step {
  return { sql: STILL_IN_SERVICE, params: [id], changes: 1 };
}

/** The same where what he did at `at` has come into doubt, in service or not. */
export function stillTrusted(id: string, at: number): Step {
  return { sql: STILL_TRUSTED, params: [id, at], changes: 1 };
}

/** When an officer last signed in; his enrolment where he never did. Null where there is no such officer. */
export async function lastSeen(store: Store, id: string): Promise<number | null> {
  const [row] = await store.all(
    "select coalesce(seen_at, enrolled_at) as seen from officer where id = ? limit 1",
    [id],
  );
  return row === undefined ? null : int(row, "seen");
}

export function officerSeen(id: string, at: number): Step {
  return { sql: "update officer set seen_at = ? where id = ?", params: [at, id] };
}

/** Steps of an enrolment: the first changes no row where the officer's id is taken, the second the device's. */
export function enrolmentSteps(row: OfficerRow): readonly Step[] {
  return [
    {
      sql: `insert into officer (id, name, agency, desks, duties, approval_roles, token_digest, enrolled_at, away_at,
        swept_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`,
      params: [
        row.id,
        row.name,
        row.agency,
        row.desks,
        row.duties,
        row.approvalRoles,
        row.tokenDigest,
        row.enrolledAt,
        // A guest works under a post or not at all, and left nothing behind before his first.
        guestOf(row.id) === null ? null : row.enrolledAt,
        guestOf(row.id) === null ? null : row.enrolledAt,
      ],
      changes: 1,
    },
    deviceStep(row.device, row.id, row.publicKey, row.enrolledAt),
  ];
}

export function deviceStep(id: string, officer: string, publicKey: Uint8Array, at: number): Step {
  return {
    sql: "insert into device (id, officer, public_key, enrolled_at) values (?, ?, ?, ?) on conflict (id) do nothing",
    params: [id, officer, publicKey, at],
    changes: 1,
  };
}

export function officerOf([row]: readonly Row[]): StoredOfficer | null {
  if (row === undefined) return null;
  return {
    id: text(row, "id"),
    name: text(row, "name"),
    agency: text(row, "agency"),
    desks: text(row, "desks"),
    duties: text(row, "duties"),
    approvalRoles: text(row, "approval_roles"),
  };
}
