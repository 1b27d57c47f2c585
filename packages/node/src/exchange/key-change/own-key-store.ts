import { bytes, bytesOrNull, int, type Step, type Store, text, textOrNull } from "../../store/door.ts";

/**
 * What became of a key of ours. `pending`: made, not in use before the root has signed for it. `in_force`. `earlier`: one
 * after it is in force; what was sealed to it is still opened, or it is still shown to a partner who does not know the
 * next one. `erased`: its seeds are destroyed.
 */
export const OWN_KEY_STATES = ["pending", "in_force", "earlier", "erased"] as const;
export type OwnKeyState = (typeof OWN_KEY_STATES)[number];

/** One key of ours; serial 0 is the one of the agreement's card, whose seeds are named secrets. */
export interface OwnKey {
  readonly use: string;
  readonly serial: number;
  readonly state: OwnKeyState;
  /** Unix milliseconds: since when in this state */
  readonly since: number;
  /** under the key of `itemOf`; null at serial 0 and once erased */
  readonly sealedSeeds: Uint8Array | null;
}

/** The item under whose key the seeds of a key lie. */
export function itemOf({ use, serial }: Pick<OwnKey, "use" | "serial">): string {
  return `own-key/${serial}/${use}`;
}

/** Where sealed seeds stand, bound into what they are sealed with. */
export const SEEDS_PLACE = "own_key.sealed_seeds";

/** Every key of ours that is not the first and in force; at most so many as one agreement can see. */
export async function ownKeys(store: Store): Promise<readonly OwnKey[]> {
  const rows = await store.all(
    "select use, serial, state, since, sealed_seeds from own_key order by serial, use limit 5000",
  );
  return rows.map((row) => ({
    use: text(row, "use"),
    serial: int(row, "serial"),
    state: OWN_KEY_STATES.find((state) => state === text(row, "state")) ?? "erased",
    since: int(row, "since"),
    sealedSeeds: bytesOrNull(row, "sealed_seeds"),
  }));
}

export function insertOwnKey({ use, serial, state, since, sealedSeeds }: OwnKey): Step {
  return {
    sql: "insert into own_key (use, serial, state, since, sealed_seeds) values (?, ?, ?, ?, ?)",
    params: [use, serial, state, since, sealedSeeds],
    changes: 1,
  };
}

/** Moves a key on; nothing of the commit happens unless it is in the state it was read in. */
export function moveOwnKey(from: OwnKey, state: OwnKeyState, since: number): Step {
  return {
    sql: `update own_key set state = ?, since = ?, sealed_seeds = case when ? = 'erased' then null else sealed_seeds end
      where use = ? and serial = ? and state = ?`,
    params: [state, since, state, from.use, from.serial, from.state],
    changes: 1,
  };
}

/** Takes out a pending key that will never be used; its key is destroyed beside. */
export function dropOwnKey(key: OwnKey): Step {
  return {
    sql: "delete from own_key where use = ? and serial = ? and state = 'pending'",
    params: [key.use, key.serial],
    changes: 1,
  };
}

/** A change of keys that waits for the root's signature, and then for two persons. */
export interface KeyRequest {
  readonly serial: number;
  /** canonical: the uses joined by commas, and `!` behind them where the old keys are revoked */
  readonly uses: string;
  /** what the root must sign, byte for byte */
  readonly payload: Uint8Array;
  readonly officer: string;
  /** the first of the two who apply it; null before */
  readonly first: FirstHand | null;
}

/** One person's signature under an application. */
export interface FirstHand {
  readonly officer: string;
  readonly device: string;
  readonly expires_at: string;
  /** base64, 64 bytes */
  readonly signature: string;
}

/** The change that waits; null where none does. */
export async function keyRequest(store: Store): Promise<KeyRequest | null> {
  const [row] = await store.all(
    `select serial, uses, payload, officer, first_officer, first_device, first_expires, first_signature
      from key_request where one = 1 limit 1`,
  );
  if (row === undefined) return null;
  const [officer, device, expires_at, signature] = ["officer", "device", "expires", "signature"].map((name) =>
    textOrNull(row, `first_${name}`),
  );
  return {
    serial: int(row, "serial"),
    uses: text(row, "uses"),
    payload: bytes(row, "payload"),
    officer: text(row, "officer"),
    first: officer && device && expires_at && signature ? { officer, device, expires_at, signature } : null,
  };
}

/** Keeps the change that waits, in the place of any before it. */
export function keepRequest(request: Omit<KeyRequest, "first">, at: number): readonly Step[] {
  const { serial, uses, payload, officer } = request;
  return [
    dropRequest(),
    {
      sql: "insert into key_request (one, serial, uses, payload, officer, at) values (1, ?, ?, ?, ?, ?)",
      params: [serial, uses, payload, officer, at],
      changes: 1,
    },
  ];
}

/** The first of two persons has signed. */
export function keepFirst({ officer, device, expires_at, signature }: FirstHand): Step {
  return {
    sql: `update key_request set first_officer = ?, first_device = ?, first_expires = ?, first_signature = ?
      where one = 1`,
    params: [officer, device, expires_at, signature],
    changes: 1,
  };
}

export function dropRequest(): Step {
  return { sql: "delete from key_request where one = 1", params: [] };
}
