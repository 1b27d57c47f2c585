import { bytes, bytesOrNull, int, type Row, type Step, type Store, text, textOrNull } from "../store/door.ts";

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
  /** the word of an enrolled device for it; null = it signs in, and approves nothing */
  readonly voucher: Voucher | null;
}

/** Who vouched for a passkey: an enrolled device and its Ed25519 signature, 64 bytes. */
export interface Voucher {
  readonly device: string;
  readonly signature: Uint8Array;
}

const PASSKEY = `select p.id as id, p.credential as credential, p.officer as officer, p.public_key as public_key,
  p.counter as counter, p.origin as origin, p.voucher_device as voucher_device, p.voucher as voucher from passkey p join officer o on o.id = p.officer
  where p.revoked_at is null and o.revoked_at is null and o.closed_at is null`;

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

/** Changes no row where it was vouched for already. */
export function passkeyVouched(id: string, { device, signature }: Voucher): Step {
  return {
    sql: "update passkey set voucher_device = ?, voucher = ? where id = ? and voucher is null and revoked_at is null",
    params: [device, signature, id],
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
  const [device, signature] = [textOrNull(row, "voucher_device"), bytesOrNull(row, "voucher")];
  return {
    id: text(row, "id"),
    credential: text(row, "credential"),
    officer: text(row, "officer"),
    publicKey: bytes(row, "public_key"),
    counter: int(row, "counter"),
    origin: text(row, "origin"),
    voucher: device === null || signature === null ? null : { device, signature },
  };
}
