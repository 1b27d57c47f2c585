import { intOrNull, type Row, type Step, type Store, text } from "../store/door.ts";

/** What an officer keeps to himself about a dispatch. Unix milliseconds; null = not so. */
export interface Marks {
  readonly seenAt: number | null;
  readonly acceptedAt: number | null;
  readonly doneAt: number | null;
  readonly snoozedUntil: number | null;
}

export const NO_MARKS: Marks = { seenAt: null, acceptedAt: null, doneAt: null, snoozedUntil: null };

/** The officer's marks of these dispatches, at most 200; one without a mark is not in the map. */
export async function marksOf(
  store: Store,
  officer: string,
  dispatches: readonly string[],
): Promise<ReadonlyMap<string, Marks>> {
  if (dispatches.length === 0) return new Map();
  const rows = await store.all(
    `select dispatch, seen_at, accepted_at, done_at, snoozed_until from desk_mark
     where officer = ? and dispatch in (${dispatches.map(() => "?").join(", ")}) limit 200`,
    [officer, ...dispatches],
  );
  return new Map(rows.map((row) => [text(row, "dispatch"), readMarks(row)]));
}

function readMarks(row: Row): Marks {
  return {
    seenAt: intOrNull(row, "seen_at"),
    acceptedAt: intOrNull(row, "accepted_at"),
    doneAt: intOrNull(row, "done_at"),
    snoozedUntil: intOrNull(row, "snoozed_until"),
  };
}

/** Sets all marks of an officer for one dispatch. */
export function setMarks(officer: string, dispatch: string, marks: Marks): Step {
  return {
    sql: `insert into desk_mark (officer, dispatch, seen_at, accepted_at, done_at, snoozed_until)
      values (?, ?, ?, ?, ?, ?) on conflict (officer, dispatch) do update set seen_at = excluded.seen_at,
      accepted_at = excluded.accepted_at, done_at = excluded.done_at, snoozed_until = excluded.snoozed_until`,
    params: [officer, dispatch, marks.seenAt, marks.acceptedAt, marks.doneAt, marks.snoozedUntil],
    changes: 1,
  };
}
