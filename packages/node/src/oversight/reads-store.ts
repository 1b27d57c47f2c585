import type { ReadView } from "@entente/contract";
import { int, type Row, type Store, text, textOrNull, type Value } from "../store/door.ts";

/** Whose reads, or the reads of what. */
export type About = { readonly officer: string } | { readonly dispatch: string };

/** Times are Unix milliseconds: `from` is taken in, `to` is not; null = without end. */
export interface Window {
  readonly from: number | null;
  readonly to: number | null;
  /** the last row of the page before; null = the newest */
  readonly after: { readonly at: number; readonly id: string } | null;
}

/** A read and its place in the list. */
export interface FoundRead {
  readonly id: string;
  readonly at: number;
  readonly view: ReadView;
}

/** The reason stands beside an auditor's read, as the act that was recorded before it. */
const REASON = `case when r.act = 'audit' then (select a.word from act_mark a where a.dispatch = r.item
  and a.officer = r.officer and a.act = 'audit' and a.at <= r.at order by a.at desc limit 1) end`;

/** Recorded reads, newest first, at most `limit`. */
export async function readsFrom(
  store: Store,
  about: About,
  { from, to, after }: Window,
  limit: number,
): Promise<readonly FoundRead[]> {
  const what = of(about);
  const bounds: readonly (readonly [string, readonly Value[]])[] = [
    ...(from === null ? [] : [["at >= ?", [from]] as const]),
    ...(to === null ? [] : [["at < ?", [to]] as const]),
    ...(after === null ? [] : [["(at, id) < (?, ?)", [after.at, after.id]] as const]),
  ];
  const where = [what.sql, ...bounds.map(([sql]) => sql)].join(" and ");
  const rows = await store.all(
    `select id, officer, item, act, at, leaf, ${REASON} as reason from read_mark r where ${where}
     order by at desc, id desc limit ?`,
    [...what.params, ...bounds.flatMap(([, params]) => params), limit],
  );
  return rows.map(readOf);
}

/** Of a dispatch the reads of its files too: their item is the dispatch's id, a stroke, the file's. */
function of(about: About): { readonly sql: string; readonly params: readonly Value[] } {
  if ("officer" in about) return { sql: "officer = ?", params: [about.officer] };
  const { dispatch } = about;
  return { sql: "(item = ? or (item > ? and item < ?))", params: [dispatch, `${dispatch}/`, `${dispatch}0`] };
}

function readOf(row: Row): FoundRead {
  const at = int(row, "at");
  return {
    id: text(row, "id"),
    at,
    view: {
      officer: text(row, "officer"),
      item: text(row, "item"),
      act: text(row, "act"),
      at: new Date(at).toISOString(),
      leaf: int(row, "leaf"),
      reason: textOrNull(row, "reason"),
    },
  };
}
