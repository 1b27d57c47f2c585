import { bytes, int, type Row, type Step, type Store, text } from "../../store/door.ts";
import { type AttachmentRow, isAttachmentState } from "./record.ts";

const COLUMNS = "a.id, a.dispatch, a.direction, a.state, a.size, a.have, a.sealed_meta";

/** All of one dispatch, in the order they were announced; at most 20 by the rules, 64 whatever happened. */
export async function attachmentsOf(store: Store, dispatch: string): Promise<readonly AttachmentRow[]> {
  const rows = await store.all(
    `select ${COLUMNS} from attachment a where a.dispatch = ? order by a.place limit 64`,
    [dispatch],
  );
  return rows.map(rowOf);
}

/** One by our own name of it; null where it was removed. */
export async function attachmentAt(store: Store, row: string): Promise<AttachmentRow | null> {
  const [found] = await store.all(`select ${COLUMNS} from attachment a where a.id = ? limit 1`, [row]);
  return found === undefined ? null : rowOf(found);
}

/** The next of all, by our own names. */
export async function attachmentsAfter(
  store: Store,
  after: string,
  limit: number,
): Promise<readonly AttachmentRow[]> {
  const rows = await store.all(`select ${COLUMNS} from attachment a where a.id > ? order by a.id limit ?`, [
    after,
    limit,
  ]);
  return rows.map(rowOf);
}

/** What left with its dispatch and that dispatch's receipt has proven itself; oldest first. */
export async function attachmentsToSend(store: Store, limit: number): Promise<readonly AttachmentRow[]> {
  const rows = await store.all(
    `select ${COLUMNS} from attachment a join dispatch d on d.id = a.dispatch
      where a.direction = 'ours' and a.state = 'queued' and d.stored_at is not null order by a.at, a.id limit ?`,
    [limit],
  );
  return rows.map(rowOf);
}

/** Arrived streams of which every byte is here. */
export async function attachmentsToOpen(store: Store, limit: number): Promise<readonly AttachmentRow[]> {
  const rows = await store.all(
    `select ${COLUMNS} from attachment a where a.direction = 'theirs' and a.state = 'checking'
      order by a.at, a.id limit ?`,
    [limit],
  );
  return rows.map(rowOf);
}

/** @param place where it stands in its dispatch's list */
export function insertAttachment(row: AttachmentRow, place: number, at: number): Step {
  return {
    sql: `insert into attachment (id, dispatch, place, direction, state, size, have, sealed_meta, at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      row.row,
      row.dispatch,
      place,
      row.direction,
      row.state,
      row.bytes,
      row.reserved,
      row.sealedMeta,
      at,
    ],
    changes: 1,
  };
}

/** A guarded transition: from this state only, else the whole commit is undone. */
export function changeAttachment(
  row: AttachmentRow,
  change: {
    readonly state: AttachmentRow["state"];
    readonly sealedMeta?: Uint8Array;
    readonly reserved?: number;
  },
): Step {
  return {
    sql: "update attachment set state = ?, sealed_meta = ?, have = coalesce(?, have) where id = ? and state = ?",
    params: [change.state, change.sealedMeta ?? row.sealedMeta, change.reserved ?? null, row.row, row.state],
    changes: 1,
  };
}

/** Room on our disk for an arrival's file that has not begun. */
export function reserve(row: AttachmentRow, bytes: number): Step {
  return {
    sql: "update attachment set have = ? where id = ? and state = 'awaited'",
    params: [bytes, row.row],
    changes: 1,
  };
}

/** Bytes promised to the files of one dispatch. */
export async function reservedFor(store: Store, dispatch: string): Promise<number> {
  const [sum] = await store.all(
    "select coalesce(sum(a.have), 0) as n from attachment a where a.dispatch = ? limit 1",
    [dispatch],
  );
  return sum === undefined ? 0 : int(sum, "n");
}

/** The states of an arrival that nobody here has taken, by the index of lists. */
const UNTAKEN = "d.direction = 'theirs' and d.state in ('filed', 'quarantined', 'declined')";

/** Bytes promised to files of a partner's dispatches that no officer has taken. */
export async function reservedBy(store: Store, partner: string): Promise<number> {
  const [sum] = await store.all(
    `select coalesce(sum(a.have), 0) as n from dispatch d join attachment a on a.dispatch = d.id
      where ${UNTAKEN} and d.from_party = ? limit 1`,
    [partner],
  );
  return sum === undefined ? 0 : int(sum, "n");
}

/** Files of a partner's that were announced and have no room yet, oldest first. */
export async function unbegun(
  store: Store,
  partner: string,
  limit: number,
): Promise<readonly AttachmentRow[]> {
  const rows = await store.all(
    `select ${COLUMNS} from attachment a join dispatch d on d.id = a.dispatch
      where a.direction = 'theirs' and a.state = 'awaited' and a.have = 0 and d.from_party = ?
      order by a.at, a.id limit ?`,
    [partner, limit],
  );
  return rows.map(rowOf);
}

export function deleteAttachment(row: AttachmentRow): Step {
  return {
    sql: "delete from attachment where id = ? and state = ?",
    params: [row.row, row.state],
    changes: 1,
  };
}

/** Its dispatch leaves, and it is in the body that leaves. */
export function queueAttachment(row: string, dispatch: string): Step {
  return {
    sql: "update attachment set state = 'queued' where id = ? and dispatch = ? and direction = 'ours' and state = 'held'",
    params: [row, dispatch],
    changes: 1,
  };
}

/** A partner who may have forgotten is asked about what he once said he holds: of one dispatch, or of all (null). */
export function askedAgain(dispatch: string | null): Step {
  return {
    sql: `update attachment set state = 'queued' where direction = 'ours' and state = 'delivered'
      and (? is null or dispatch = ?)`,
    params: [dispatch, dispatch],
  };
}

function rowOf(row: Row): AttachmentRow {
  const state = text(row, "state");
  const direction = text(row, "direction");
  if (!isAttachmentState(state) || (direction !== "ours" && direction !== "theirs"))
    throw new TypeError("an attachment's row holds a word that is not ours");
  return {
    row: text(row, "id"),
    dispatch: text(row, "dispatch"),
    direction,
    state,
    bytes: int(row, "size"),
    reserved: int(row, "have"),
    sealedMeta: bytes(row, "sealed_meta"),
  };
}
