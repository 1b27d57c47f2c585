import type { PostEndWord } from "@entente/contract";
import { int, intOrNull, type Row, type Step, type Store, text, textOrNull } from "../../store/door.ts";

/** A post as it stands in the table; lists and hours are JSON texts, times Unix milliseconds. */
export interface StoredPost {
  readonly id: string;
  readonly sending: string;
  readonly host: string;
  /** null = he has no account on this node */
  readonly officer: string | null;
  readonly agency: string;
  readonly desks: string;
  readonly from: number;
  readonly to: number;
  readonly reference: string;
  readonly accreditedOn: string;
  readonly languages: string;
  readonly hours: string;
  readonly deputies: string;
  readonly version: number;
  readonly endedAt: number | null;
  readonly endWord: string | null;
}

const POST = `select id, sending, host, officer, agency, desks, from_at, to_at, reference, accredited_on, languages, hours,
  deputies, version, ended_at, end_word from post`;

/** Null where this node never knew of one. */
export async function postById(store: Store, id: string): Promise<StoredPost | null> {
  return (await posts(store, "where id = ? limit 1", [id]))[0] ?? null;
}

/** Every post this node knows, by name. */
export function allPosts(store: Store, limit: number): Promise<readonly StoredPost[]> {
  return posts(store, "order by id limit ?", [limit]);
}

/** An officer's posts, ended ones too. */
export function postsOf(store: Store, officer: string): Promise<readonly StoredPost[]> {
  return posts(store, "where officer = ? order by id limit 100", [officer]);
}

/** Posts whose term is over and that nobody has ended yet, oldest first. */
export function postsOver(store: Store, now: number, limit: number): Promise<readonly StoredPost[]> {
  return posts(store, "where ended_at is null and to_at <= ? order by to_at, id limit ?", [now, limit]);
}

/** Posts in their term whose officer is out of service for want of one. */
export function postsBegun(store: Store, now: number, limit: number): Promise<readonly StoredPost[]> {
  return posts(
    store,
    `where ended_at is null and from_at <= ? and to_at > ? and officer in
     (select id from officer where away_at is not null and revoked_at is null and closed_at is null)
     order by from_at, id limit ?`,
    [now, now, limit],
  );
}

/** Changes no row where the name is taken: a post that ended is never made again. */
export function insertPost(post: StoredPost): Step {
  return {
    sql: `insert into post (id, sending, host, officer, agency, desks, from_at, to_at, reference, accredited_on, languages,
      hours, deputies, version, ended_at, end_word) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, null)
      on conflict (id) do nothing`,
    params: [post.id, post.sending, post.host, ...termsOf(post), post.version],
    changes: 1,
  };
}

/** New terms of a post that stands, of this version. */
export function postChanged({ id, version }: Pick<StoredPost, "id" | "version">, terms: StoredPost): Step {
  return {
    sql: `update post set officer = ?, agency = ?, desks = ?, from_at = ?, to_at = ?, reference = ?, accredited_on = ?,
      languages = ?, hours = ?, deputies = ?, version = version + 1 where id = ? and version = ? and ended_at is null`,
    params: [...termsOf(terms), id, version],
    changes: 1,
  };
}

/** Changes no row where it was ended before. */
export function postEnded(id: string, word: PostEndWord, at: number): Step {
  return {
    sql: "update post set ended_at = ?, end_word = ?, version = version + 1 where id = ? and ended_at is null",
    params: [at, word, id],
    changes: 1,
  };
}

/** Takes an officer out of service unless another post of his stands; `swept_at` has others go through his work. */
export function awayWithout(officer: string, at: number): Step {
  return {
    sql: `update officer set away_at = ?, swept_at = null, version = version + 1 where id = ? and away_at is null and not exists
      (select id from post where officer = ? and ended_at is null and from_at <= ? and to_at > ?)`,
    params: [at, officer, officer, at, at],
  };
}

/** Ends what an officer signs in with where he is out of service; his device stays his for the next post. */
export function accessOfAway(officer: string, at: number): readonly Step[] {
  return ["session", "api_token"].map((table) => ({
    sql: `update ${table} set ended_at = ? where officer = ? and ended_at is null and exists
      (select id from officer where id = ? and away_at is not null)`,
    params: [at, officer, officer],
  }));
}

/** Puts an officer back to work under a post. */
export function backUnder(officer: string): Step {
  return {
    sql: "update officer set away_at = null, version = version + 1 where id = ? and away_at is not null",
    params: [officer],
  };
}

/** Threads of a post, in the order they were named. */
export async function threadsOf(store: Store, post: string): Promise<readonly string[]> {
  const rows = await store.all(
    "select thread from post_thread where post = ? order by at, thread limit 1000",
    [post],
  );
  return rows.map((row) => text(row, "thread"));
}

/** Names a post for a thread; a second time changes nothing. */
export function threadNamed(post: string, thread: string, by: string, at: number): Step {
  return {
    sql: "insert into post_thread (post, thread, by, at) values (?, ?, ?, ?) on conflict (post, thread) do nothing",
    params: [post, thread, by, at],
  };
}

function termsOf(post: StoredPost) {
  const { officer, agency, desks, from, to, reference, accreditedOn, languages, hours, deputies } = post;
  return [officer, agency, desks, from, to, reference, accreditedOn, languages, hours, deputies] as const;
}

async function posts(store: Store, rest: string, params: readonly (string | number)[]) {
  return (await store.all(`${POST} ${rest}`, params)).map(postOf);
}

function postOf(row: Row): StoredPost {
  return {
    id: text(row, "id"),
    sending: text(row, "sending"),
    host: text(row, "host"),
    officer: textOrNull(row, "officer"),
    agency: text(row, "agency"),
    desks: text(row, "desks"),
    from: int(row, "from_at"),
    to: int(row, "to_at"),
    reference: text(row, "reference"),
    accreditedOn: text(row, "accredited_on"),
    languages: text(row, "languages"),
    hours: text(row, "hours"),
    deputies: text(row, "deputies"),
    version: int(row, "version"),
    endedAt: intOrNull(row, "ended_at"),
    endWord: textOrNull(row, "end_word"),
  };
}
