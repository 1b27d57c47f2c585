import { type Step, type Store, text } from "../store/door.ts";

/** Takes the sealed columns of a dispatch out and says that it was erased; its key goes by the vault's own steps. */
export function emptied(id: string, at: number): readonly Step[] {
  return [
    {
      sql: `update dispatch set state = 'erased', sealed_draft = null, sealed_body = null, sealed_plan = null,
        sealed_statement = null, sealed_salt = null, sealed_receipt = null, ground = null, sealed_ground = null,
        release_at = null,
        due_at = null, changed_at = ?, version = version + 1 where id = ? and state <> 'erased'`,
      params: [at, id],
    },
    { sql: "delete from attachment where dispatch = ?", params: [id] },
    { sql: "delete from outbox where dispatch = ?", params: [id] },
  ];
}

/** The next ids of all dispatches, in order. */
export async function dispatchIds(store: Store, after: string, limit: number): Promise<readonly string[]> {
  const rows = await store.all("select id from dispatch where id > ? order by id limit ?", [after, limit]);
  return rows.map((row) => text(row, "id"));
}
