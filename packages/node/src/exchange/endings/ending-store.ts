import { bytes, int, type Row, type Step, type Store, text } from "../../store/door.ts";

/** An end of ours on our exchange log, as the partner is told of it. */
export interface ToldEnding {
  readonly id: string;
  /** the notice's exact text */
  readonly words: string;
  readonly salt: Uint8Array;
  readonly leaf: number;
}

/** The newest end that was looked at here; "" before the first. */
export async function lastLogged(store: Store): Promise<string> {
  const [row] = await store.all("select id from ending_told order by id desc limit 1");
  return row === undefined ? "" : text(row, "id");
}

/** What the partner has not acknowledged yet, in the order of our log. */
export async function untold(store: Store, limit: number): Promise<readonly ToldEnding[]> {
  const rows = await store.all(
    "select id, words, salt, leaf from ending_told where told_at is null order by leaf limit ?",
    [limit],
  );
  return rows.map((row) => ({
    id: text(row, "id"),
    words: text(row, "words"),
    salt: bytes(row, "salt"),
    leaf: int(row, "leaf"),
  }));
}

/** Stands in the commit of the leaf, its first append. */
export function logged({ id, words, salt }: Omit<ToldEnding, "leaf">, at: number): Step {
  return {
    sql: "insert into ending_told (id, words, salt, leaf, at) values (?, ?, ?, ?, ?)",
    params: [id, words, salt, { leafOf: 0 }, at],
    changes: 1,
  };
}

/** An end that this partner knows nothing of: looked at, and told to nobody. */
export function notForHim(id: string, at: number): Step {
  return {
    sql: "insert into ending_told (id, words, salt, leaf, at, told_at) values (?, '', ?, -1, ?, ?)",
    params: [id, new Uint8Array(), at, at],
    changes: 1,
  };
}

export function acknowledgedBy(id: string, at: number): Step {
  return { sql: "update ending_told set told_at = ? where id = ? and told_at is null", params: [at, id] };
}

/** Where an end of a post stands on the partner's log, and since when nothing is made under it. */
export interface HeardEnding {
  readonly leaf: number;
  /** Unix milliseconds */
  readonly since: number;
}

/** What the partner said of a post's end, the first word of it first. */
export async function heardOf(store: Store, post: string): Promise<readonly HeardEnding[]> {
  const rows = await store.all(
    "select leaf, since_at from ending_heard where post = ? order by leaf limit 20",
    [post],
  );
  return rows.map((row: Row) => ({ leaf: int(row, "leaf"), since: int(row, "since_at") }));
}

/** Whether a notice was taken before, by its digest. */
export async function wasHeard(store: Store, digest: Uint8Array): Promise<boolean> {
  return (await store.all("select post from ending_heard where digest = ? limit 1", [digest])).length > 0;
}

/** Keeps what was heard, with the bytes that prove it. */
export function heard(
  digest: Uint8Array,
  post: string,
  said: HeardEnding & { readonly words: string; readonly proof: Uint8Array },
  at: number,
): Step {
  return {
    sql: `insert into ending_heard (digest, post, words, proof, leaf, since_at, at) values (?, ?, ?, ?, ?, ?, ?)
      on conflict (digest) do nothing`,
    params: [digest, post, said.words, said.proof, said.leaf, said.since, at],
    changes: 1,
  };
}
