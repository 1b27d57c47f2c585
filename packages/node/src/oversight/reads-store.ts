import type { ReadView } from "@entente/contract";
import {
  bytesOrNull,
  type ItemKey,
  int,
  ownWordsKey,
  type Row,
  readWords,
  type Store,
  text,
  textOrNull,
  type Value,
} from "../store/door.ts";

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
const ACT = `case when r.act = 'audit' then (select a.id from act_mark a where a.dispatch = r.item
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
    `select id, officer, item, act, at, leaf, ${ACT} as reason_act from read_mark r where ${where}
     order by at desc, id desc limit ?`,
    [...what.params, ...bounds.flatMap(([, params]) => params), limit],
  );
  const reasons = await reasonsOf(
    store,
    rows.flatMap((row) => textOrNull(row, "reason_act") ?? []),
  );
  return rows.map((row) => readOf(row, reasons));
}

/** What auditors gave as reasons, by the act. A word from before reasons were sealed stands as it was written. */
async function reasonsOf(store: Store, acts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (acts.length === 0) return new Map();
  const rows = await store.all(
    `select id, word, sealed_word from act_mark where id in (${acts.map(() => "?").join(", ")}) limit ?`,
    [...acts, acts.length],
  );
  const key = await ownWordsKey(store.vault);
  return new Map(rows.map((row) => [text(row, "id"), reasonIn(row, key)]));
}

function reasonIn(row: Row, key: ItemKey): string {
  const sealed = bytesOrNull(row, "sealed_word");
  if (sealed === null) return text(row, "word");
  return readWords(key, `act_mark.sealed_word ${text(row, "id")}`, sealed);
}

/** Of a dispatch the reads of its files too: their item is the dispatch's id, a stroke, the file's. */
function of(about: About): { readonly sql: string; readonly params: readonly Value[] } {
  if ("officer" in about) return { sql: "officer = ?", params: [about.officer] };
  const { dispatch } = about;
  return { sql: "(item = ? or (item > ? and item < ?))", params: [dispatch, `${dispatch}/`, `${dispatch}0`] };
}

function readOf(row: Row, reasons: ReadonlyMap<string, string>): FoundRead {
  const act = textOrNull(row, "reason_act");
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
      reason: act === null ? null : (reasons.get(act) ?? null),
    },
  };
}
