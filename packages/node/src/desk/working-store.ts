import { bytes, int, type Row, type Step, type Store, text } from "../store/door.ts";

/** A form as it is kept; its content is sealed under its own key. */
export interface StoredForm {
  readonly id: string;
  readonly version: number;
  readonly sealed: Uint8Array;
  /** Unix milliseconds */
  readonly changedAt: number;
}

const COLUMNS = "id, version, sealed_form, changed_at";

/** The officer's forms, the last changed first. */
export async function formsOf(store: Store, officer: string, limit: number): Promise<readonly StoredForm[]> {
  const rows = await store.all(
    `select ${COLUMNS} from working_copy where officer = ? order by changed_at desc, id desc limit ?`,
    [officer, limit],
  );
  return rows.map(formOf);
}

/** Null where there is none, or it is another officer's. */
export async function formById(store: Store, officer: string, id: string): Promise<StoredForm | null> {
  const [row] = await store.all(`select ${COLUMNS} from working_copy where id = ? and officer = ? limit 1`, [
    id,
    officer,
  ]);
  return row === undefined ? null : formOf(row);
}

export function insertForm(officer: string, form: StoredForm): Step {
  return {
    sql: "insert into working_copy (id, officer, version, sealed_form, changed_at) values (?, ?, ?, ?, ?)",
    params: [form.id, officer, form.version, form.sealed, form.changedAt],
    changes: 1,
  };
}

/** Changes nothing unless the stored version is the one before. */
export function replaceForm(officer: string, form: StoredForm): Step {
  return {
    sql: `update working_copy set version = ?, sealed_form = ?, changed_at = ?
      where id = ? and officer = ? and version = ?`,
    params: [form.version, form.sealed, form.changedAt, form.id, officer, form.version - 1],
    changes: 1,
  };
}

export function deleteForm(officer: string, id: string): Step {
  return { sql: "delete from working_copy where id = ? and officer = ?", params: [id, officer], changes: 1 };
}

function formOf(row: Row): StoredForm {
  return {
    id: text(row, "id"),
    version: int(row, "version"),
    sealed: bytes(row, "sealed_form"),
    changedAt: int(row, "changed_at"),
  };
}

/** Takes every form out that was typed and not sent: what was thrown away since a backup must not come back (T25). */
export function forgetForms(): readonly Step[] {
  return [
    { sql: "delete from item_key where item in (select id from working_copy)", params: [] },
    { sql: "delete from working_copy", params: [] },
  ];
}
