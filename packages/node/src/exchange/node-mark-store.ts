import { type Step, type Store, text } from "../store/door.ts";

/** A whole number the node keeps about itself; 0 where none was kept. */
export async function keptNumber(store: Store, name: string): Promise<number> {
  const [row] = await store.all("select value from node_mark where name = ? limit 1", [name]);
  const value = row === undefined ? 0 : Number(text(row, "value"));
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

/** Keeps it. */
export function keepNumber(name: string, value: number, at: number): Step {
  return {
    sql: `insert into node_mark (name, value, at) values (?, ?, ?)
      on conflict (name) do update set value = excluded.value, at = excluded.at`,
    params: [name, String(Math.floor(value)), at],
  };
}
