import { done, type HandoverView, type NewHandover, no, type Result } from "@entente/contract";
import { timeOrderedId } from "@entente/words";
import type { EnrolContext } from "../commands/enrol-officer.ts";
import { recordEntry, SALTS } from "../leaf.ts";
import type { Officer } from "../port.ts";
import { stillInService } from "../store.ts";
import { insertNote, noteRead, notesOf, readersOf, type StoredNote } from "./handover-store.ts";

/** What one shift of a desk leaves to the next. */
export interface Handover {
  write(officer: Officer, note: NewHandover): Promise<Result<HandoverView>>;
  /** The newest of a desk; that he read them is on the domestic log before he gets them (T11). */
  read(officer: Officer, desk: string): Promise<Result<{ items: HandoverView[] }>>;
}

const MOST_NOTES = 20;
const PLACE = "handover_note.sealed_text";

/** Opens the notes. A note of a desk that is not the officer's is as absent as the desk. */
export function openHandover(context: EnrolContext): Handover {
  return {
    write: (officer, note) => write(context, officer, note),
    async read(officer, desk) {
      if (!officer.desks.some((own) => own === desk)) return no("unknown_desk");
      const notes = await notesOf(context.store, desk, MOST_NOTES);
      for (const note of notes) await markRead(context, officer, note);
      const items: HandoverView[] = [];
      for (const note of notes) items.push(...(await viewOf(context, note)));
      return done({ items });
    },
  };
}

async function write(context: EnrolContext, officer: Officer, note: NewHandover) {
  const { store, clock, random } = context;
  if (!officer.desks.some((own) => own === note.desk)) return no("unknown_desk");
  const at = clock();
  const id = timeOrderedId(at, random(10));
  const { key, step } = store.vault.create(id);
  const sealed = key.seal(PLACE, new TextEncoder().encode(note.text));
  const row = { id, desk: note.desk, shift: note.shift, author: officer.id, sealed, at };
  const committed = await store.commit({
    appends: [await leafOf(context, `${id}`, [row.desk, row.shift, row.author, at])],
    steps: [stillInService(officer.id), step, insertNote(row)],
  });
  if (!committed.committed) return no("changed_meanwhile");
  const [view] = await viewOf(context, row);
  return view === undefined ? no("record_broken") : done(view);
}

async function markRead(context: EnrolContext, officer: Officer, note: StoredNote): Promise<void> {
  const before = await readersOf(context.store, note.id);
  if (note.author === officer.id || before.some((one) => one.officer === officer.id)) return;
  const at = context.clock();
  await context.store.commit({
    appends: [await leafOf(context, `${note.id} read`, [officer.id, at])],
    steps: [noteRead(note.id, officer.id, at)],
  });
}

/** Nothing where its key is gone. */
async function viewOf({ store }: EnrolContext, note: StoredNote): Promise<readonly HandoverView[]> {
  const key = await store.vault.key(note.id);
  if (key === null) return [];
  const { id, desk, shift, author, at } = note;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(key.open(PLACE, note.sealed));
  const read_by = (await readersOf(store, id)).map((one) => ({
    officer: one.officer,
    at: new Date(one.at).toISOString(),
  }));
  return [{ note: id, desk, shift, author, at: new Date(at).toISOString(), text, read_by }];
}

async function leafOf({ store, random }: EnrolContext, name: string, values: readonly unknown[]) {
  const salts = await store.vault.secret(SALTS, () => random(32));
  return { log: "domestic" as const, entry: recordEntry(salts, `handover ${name}`, values) };
}
