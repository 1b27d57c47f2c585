import { int, type Step, type Store, text } from "../store/door.ts";

const HOUR = 3_600_000;
/** A clock that was set back must not count what it has not come to yet. */
const AHEAD = 60_000;
const MOST_BLOCKS = 500;

/** One proposal as its approvers meet it. Times are Unix milliseconds. */
export interface Prompt {
  readonly id: string;
  readonly author: string;
  readonly desk: string;
  readonly dispatch: string;
  readonly at: number;
}

/** Changes no row, and so undoes its commit, where the hour has `most` of his or the author is blocked at the desk. */
export function insertPrompt({ id, author, desk, dispatch, at }: Prompt, most: number): Step {
  return {
    sql: `insert into prompt (id, author, desk, dispatch, at) select ?, ?, ?, ?, ?
      where (select count(*) from prompt where author = ? and desk = ? and at > ? and at <= ?) < ?
      and not exists (select 1 from author_block where author = ? and desk = ?)`,
    params: [id, author, desk, dispatch, at, author, desk, at - HOUR, at + AHEAD, most, author, desk],
    changes: 1,
  };
}

/** What is older than the hour says nothing any more. */
export function forgetPrompts(author: string, desk: string, at: number): Step {
  return {
    sql: "delete from prompt where author = ? and desk = ? and at < ?",
    params: [author, desk, at - 2 * HOUR],
  };
}

/** When an author may propose again at a desk; null = now. */
export async function throttledUntil(
  store: Store,
  author: string,
  desk: string,
  at: number,
  most: number,
): Promise<number | null> {
  const rows = await store.all(
    "select at from prompt where author = ? and desk = ? and at > ? and at <= ? order by at desc limit ?",
    [author, desk, at - HOUR, at + AHEAD, most],
  );
  const oldest = rows[most - 1];
  return oldest === undefined ? null : int(oldest, "at") + HOUR;
}

/** An author whose proposals are not taken at a desk, by whom and since when. */
export interface Block {
  readonly author: string;
  readonly desk: string;
  readonly by: string;
  readonly at: number;
}

/** By desk and author; at most 500. */
export async function blocks(store: Store): Promise<readonly Block[]> {
  const rows = await store.all(
    "select author, desk, by, at from author_block order by desk, author limit ?",
    [MOST_BLOCKS],
  );
  return rows.map((row) => ({
    author: text(row, "author"),
    desk: text(row, "desk"),
    by: text(row, "by"),
    at: int(row, "at"),
  }));
}

/** Null where the author is not blocked there. */
export async function blockOf(store: Store, author: string, desk: string): Promise<Block | null> {
  return (await blocks(store)).find((one) => one.author === author && one.desk === desk) ?? null;
}

/** Changes nothing where he is blocked already. */
export function insertBlock({ author, desk, by, at }: Block): Step {
  return {
    sql: "insert into author_block (author, desk, by, at) values (?, ?, ?, ?) on conflict do nothing",
    params: [author, desk, by, at],
  };
}

/** Changes no row where he is not blocked. */
export function blockLifted(author: string, desk: string): Step {
  return {
    sql: "delete from author_block where author = ? and desk = ?",
    params: [author, desk],
    changes: 1,
  };
}
