import { type Store, text } from "../store/door.ts";

/** What stands in one of these states, oldest release first. */
export async function inState(
  store: Store,
  states: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  const rows = await store.all(
    `select id from dispatch where state in (${states.map(() => "?").join(", ")}) order by release_at, id limit ?`,
    [...states, limit],
  );
  return rows.map((row) => text(row, "id"));
}

/** What an officer approved at or after a moment and what has left since, unless it is marked so already. */
export async function approvedSince(
  store: Store,
  officer: string,
  since: number,
  limit: number,
): Promise<readonly string[]> {
  const rows = await store.all(
    `select distinct a.dispatch as id from approval a join dispatch d on d.id = a.dispatch
     where a.officer = ? and a.at >= ? and d.leaf is not null
     and not exists (select 1 from act_mark m where m.dispatch = a.dispatch and m.act = 'left_in_doubt')
     order by a.dispatch limit ?`,
    [officer, since, limit],
  );
  return rows.map((row) => text(row, "id"));
}
