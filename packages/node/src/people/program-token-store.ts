import {
  bytesOrNull,
  type ItemKey,
  int,
  intOrNull,
  ownWordsKey,
  type Row,
  readWords,
  type Step,
  type Store,
  sealWords,
  text,
} from "../store/door.ts";

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

const TOKEN = "select id, officer, name, rights, made_at, expires_at, ended_at, sealed_name from api_token";

/** The token with this digest that nobody has ended; null where there is none. */
export async function tokenByDigest(store: Store, digest: Uint8Array): Promise<StoredToken | null> {
  const rows = await store.all(`${TOKEN} where digest = ? and ended_at is null limit 1`, [digest]);
  return (await opened(store, rows))[0] ?? null;
}

/** An officer's own, newest first. */
export async function tokensOf(
  store: Store,
  officer: string,
  limit: number,
): Promise<readonly StoredToken[]> {
  const rows = await store.all(`${TOKEN} where officer = ? order by id desc limit ?`, [officer, limit]);
  return opened(store, rows);
}

/** The step that keeps a token; what its officer calls the program lies sealed. */
export async function insertToken(store: Store, token: StoredToken, digest: Uint8Array): Promise<Step> {
  const { id, officer, name, rights, madeAt, expiresAt } = token;
  const sealed = sealWords(await ownWordsKey(store.vault), placeOf(id), name);
  return {
    sql: `insert into api_token (id, officer, name, digest, rights, made_at, expires_at, sealed_name)
      values (?, ?, '', ?, ?, ?, ?, ?)`,
    params: [id, officer, digest, rights, madeAt, expiresAt, sealed],
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

function placeOf(id: string): string {
  return `api_token.sealed_name ${id}`;
}

async function opened(store: Store, rows: readonly Row[]): Promise<readonly StoredToken[]> {
  if (rows.length === 0) return [];
  const key = await ownWordsKey(store.vault);
  return rows.map((row) => tokenOf(row, key));
}

/** A name from before names were sealed stands as it was written. */
function tokenOf(row: Row, key: ItemKey): StoredToken {
  const sealed = bytesOrNull(row, "sealed_name");
  return {
    id: text(row, "id"),
    officer: text(row, "officer"),
    name: sealed === null ? text(row, "name") : readWords(key, placeOf(text(row, "id")), sealed),
    rights: text(row, "rights"),
    madeAt: int(row, "made_at"),
    expiresAt: int(row, "expires_at"),
    endedAt: intOrNull(row, "ended_at"),
  };
}
