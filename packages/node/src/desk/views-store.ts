import { BELONGING, type Belonging, belongingOf } from "../exchange/door.ts";
import { int, type Row, type Store, text } from "../store/door.ts";
import type { Asker } from "./asker.ts";

const list = (words: readonly string[]) => words.map(() => "?").join(", ");

/** Which of these dispatches (at most 200) the officer has put away or to later. */
export async function hiddenOf(
  store: Store,
  { officer, now }: Asker,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await store.all(
    `select dispatch from desk_mark where officer = ? and dispatch in (${list(ids)})
     and (done_at is not null or snoozed_until > ?) limit ?`,
    [officer, ...ids, now, ids.length],
  );
  return new Set(rows.map((row) => text(row, "dispatch")));
}

/** To whom these dispatches (at most 201) belong, in no order; one that is none is left out. */
export async function belongingsOf(store: Store, ids: readonly string[]): Promise<readonly Belonging[]> {
  if (ids.length === 0) return [];
  const rows = await store.all(`select ${BELONGING} from dispatch where id in (${list(ids)}) limit ?`, [
    ...ids,
    ids.length,
  ]);
  return rows.map(belongingOf);
}

/** The dispatches of a thread, oldest first, at most 200, whoever may know of them. */
export async function threadOf(store: Store, thread: string): Promise<readonly Belonging[]> {
  const rows = await store.all(
    `select ${BELONGING} from dispatch where thread = ? order by created_at, id limit 200`,
    [thread],
  );
  return rows.map(belongingOf);
}

/** When something last arrived at this desk; null where nothing did. */
export async function lastArrival(store: Store, desk: string): Promise<number | null> {
  const [row] = await store.all(
    `select created_at from dispatch where direction = 'theirs' and to_desk = ? order by created_at desc limit 1`,
    [desk],
  );
  return row === undefined ? null : int(row, "created_at");
}

/** A dispatch whose row changed. */
export interface Changed extends Belonging {
  readonly kind: string;
  readonly at: number;
}

/** How many changes are looked at in one go. */
export const CHANGES = 100;

/** What changed behind a place and not after `until`, in order, at most 100, whoever may know of it. */
export async function changedSince(
  store: Store,
  after: { readonly at: number; readonly id: string },
  until: number,
): Promise<readonly Changed[]> {
  if (after.at > until) return [];
  const columns = `kind, changed_at as at, ${BELONGING}`;
  const beside = await store.all(
    `select ${columns} from dispatch where changed_at = ? and id > ? order by id limit ?`,
    [after.at, after.id, CHANGES],
  );
  const rest = CHANGES - beside.length;
  const behind = await store.all(
    `select ${columns} from dispatch where changed_at > ? and changed_at <= ? order by changed_at, id limit ?`,
    [after.at, until, rest],
  );
  return [...beside, ...behind].map(changedOf);
}

function changedOf(row: Row): Changed {
  return {
    kind: text(row, "kind"),
    at: int(row, "at"),
    ...belongingOf(row),
  };
}
