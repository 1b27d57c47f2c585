import { bytes, int, type Row, type Step, type Store, text } from "../store/door.ts";

/** A WebAuthn credential of an officer. */
export interface StoredPasskey {
  /** "P-" and 16 hex digits: the device it is in an approval */
  readonly id: string;
  /** the authenticator's own name for it, base64url */
  readonly credential: string;
  readonly officer: string;
  /** COSE key */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  /** the page it was made on, and the only one it is used on */
  readonly origin: string;
}

const PASSKEY = `select p.id as id, p.credential as credential, p.officer as officer, p.public_key as public_key,
  p.counter as counter, p.origin as origin from passkey p join officer o on o.id = p.officer
  where p.revoked_at is null and o.revoked_at is null`;

/** Null where there is none, or it or its officer was revoked. */
export async function passkeyById(store: Store, id: string): Promise<StoredPasskey | null> {
  return passkeyOf(await store.all(`${PASSKEY} and p.id = ? limit 1`, [id]));
}

export async function passkeyByCredential(store: Store, credential: string): Promise<StoredPasskey | null> {
  return passkeyOf(await store.all(`${PASSKEY} and p.credential = ? limit 1`, [credential]));
}

export async function passkeysOf(store: Store, officer: string): Promise<readonly StoredPasskey[]> {
  const rows = await store.all(`${PASSKEY} and p.officer = ? order by p.enrolled_at, p.id limit 20`, [
    officer,
  ]);
  return rows.flatMap((row) => passkeyOf([row]) ?? []);
}

/** Changes no row where the credential is enrolled already. */
export function insertPasskey(passkey: StoredPasskey, at: number): Step {
  const { id, credential, officer, publicKey, counter, origin } = passkey;
  return {
    sql: `insert into passkey (id, credential, officer, public_key, counter, origin, enrolled_at)
      values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    params: [id, credential, officer, publicKey, counter, origin, at],
    changes: 1,
  };
}

/** An authenticator counts its uses; a smaller number later is a copy of it. */
export function passkeyUsed(id: string, counter: number): Step {
  return {
    sql: "update passkey set counter = ? where id = ? and counter <= ?",
    params: [counter, id, counter],
    changes: 1,
  };
}

function passkeyOf([row]: readonly Row[]): StoredPasskey | null {
  if (row === undefined) return null;
  return {
    id: text(row, "id"),
    credential: text(row, "credential"),
    officer: text(row, "officer"),
    publicKey: bytes(row, "public_key"),
    counter: int(row, "counter"),
    origin: text(row, "origin"),
  };
}
