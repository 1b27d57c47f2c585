import { int, intOrNull, type Row, type Step, type Store, text } from "../store/door.ts";

/** A program's token as it stands in the table. Times are Unix milliseconds; `rights` is a JSON text. */
export interface StoredToken {
  readonly id: string;
  readonly officer: string;
  readonly name: string;
  readonly rights: string;
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
}

const TOKEN = "select id, officer, name, rights, made_at, expires_at, ended_at from api_token";

/** The token with this digest that nobody has ended; null where there is none. */
export async function tokenByDigest(store: Store, digest: Uint8Array): Promise<StoredToken | null> {
  return tokenOf(await store.all(`${TOKEN} where digest = ? and ended_at is null limit 1`, [digest]));
}

/** An officer's own, newest first. */
export async function tokensOf(
  store: Store,
  officer: string,
  limit: number,
): Promise<readonly StoredToken[]> {
  const rows = await store.all(`${TOKEN} where officer = ? order by id desc limit ?`, [officer, limit]);
  return rows.flatMap((row) => tokenOf([row]) ?? []);
}

export function insertToken(token: StoredToken, digest: Uint8Array): Step {
  const { id, officer, name, rights, madeAt, expiresAt } = token;
  return {
    sql: "insert into api_token (id, officer, name, digest, rights, made_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)",
    params: [id, officer, name, digest, rights, madeAt, expiresAt],
    changes: 1,
  };
}

/** Changes no row where it was ended already. */
export function tokenEnded(id: string, at: number): Step {
  return {
    sql: "update api_token set ended_at = ? where id = ? and ended_at is null",
    params: [at, id],
    changes: 1,
  };
}

function tokenOf([row]: readonly Row[]): StoredToken | null {
  if (row === undefined) return null;
  return {
    id: text(row, "id"),
    officer: text(row, "officer"),
    name: text(row, "name"),
    rights: text(row, "rights"),
    madeAt: int(row, "made_at"),
    expiresAt: int(row, "expires_at"),
    endedAt: intOrNull(row, "ended_at"),
  };
}
