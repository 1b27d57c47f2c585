import { type Step, type Store, text } from "../store/door.ts";

/**
 * Moves the time to answer to a later one and says why; never to an earlier one, and not where the question is over.
 * @param until Unix milliseconds
 */
export function extendDue(id: string, until: number, why: string, at: number): Step {
  return {
    sql: `update dispatch set due_at = ?, due_why = ?, changed_at = ?, version = version + 1
      where id = ? and due_at < ? and state in ('filed', 'assigned', 'queued', 'sent', 'stored', 'opened')`,
    params: [until, why, at, id, until],
  };
}

/** Says of a dispatch which later one of its sender's changed it last. */
export function changedBy(id: string, by: string, at: number): Step {
  return {
    sql: `update dispatch set changed_by = ?, changed_at = ?, version = version + 1 where id = ? and state <> 'erased'`,
    params: [by, at, id],
  };
}

/** An arrival that its sender asks back is read by nobody here any more; what is ours stays as it is. */
export function recalledThere(id: string, at: number): Step {
  return {
    sql: `update dispatch set state = 'recalled', due_at = null, changed_at = ?, version = version + 1
      where id = ? and direction = 'theirs' and state in ('filed', 'assigned', 'answered', 'declined')`,
    params: [at, id],
  };
}

/** What of the partner's in a thread replies to this dispatch and came before it, at most 20, oldest first. */
export async function repliesBefore(store: Store, thread: string, id: string): Promise<readonly string[]> {
  const rows = await store.all(
    `select id from dispatch where thread = ? and direction = 'theirs' and reply_to = ? and state <> 'erased'
      order by created_at, id limit 20`,
    [thread, id],
  );
  return rows.map((row) => text(row, "id"));
}
