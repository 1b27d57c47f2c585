import type { Step } from "../store/door.ts";

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
