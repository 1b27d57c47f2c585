import { bytes, type Row, type Step, type Store, text } from "../store/door.ts";

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

/** The officer with this token digest; null where there is none or he was revoked. */
export async function officerByToken(store: Store, digest: Uint8Array): Promise<StoredOfficer | null> {
  const sql = `${OFFICER} where token_digest = ? and revoked_at is null limit 1`;
  return officerOf(await store.all(sql, [digest]));
}

/** Null where there is no such officer or he was revoked. */
export async function officerById(store: Store, id: string): Promise<StoredOfficer | null> {
  return officerOf(await store.all(`${OFFICER} where id = ? and revoked_at is null limit 1`, [id]));
}

/** Officers who are not revoked, by name. */
export async function activeOfficers(store: Store, limit: number): Promise<readonly StoredOfficer[]> {
  const rows = await store.all(`${OFFICER} where revoked_at is null order by name, id limit ?`, [limit]);
  return rows.flatMap((row) => officerOf([row]) ?? []);
}

/** Null where there is no such device, or it or its officer was revoked. */
export async function deviceById(store: Store, id: string): Promise<StoredDevice | null> {
  const [row] = await store.all(
    `select d.id, d.officer, d.public_key from device d join officer o on o.id = d.officer
     where d.id = ? and d.revoked_at is null and o.revoked_at is null limit 1`,
    [id],
  );
  if (row === undefined) return null;
  return { id: text(row, "id"), officer: text(row, "officer"), publicKey: bytes(row, "public_key") };
}

/** Steps of an enrolment: the first changes no row where the officer's id is taken, the second the device's. */
export function enrolmentSteps(row: OfficerRow): readonly Step[] {
  return [
    {
      sql: `insert into officer (id, name, agency, desks, duties, approval_roles, token_digest, enrolled_at)
        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`,
      params: [
        row.id,
        row.name,
        row.agency,
        row.desks,
        row.duties,
        row.approvalRoles,
        row.tokenDigest,
        row.enrolledAt,
      ],
      changes: 1,
    },
    {
      sql: `insert into device (id, officer, public_key, enrolled_at) values (?, ?, ?, ?)
        on conflict (id) do nothing`,
      params: [row.device, row.id, row.publicKey, row.enrolledAt],
      changes: 1,
    },
  ];
}

function officerOf([row]: readonly Row[]): StoredOfficer | null {
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
