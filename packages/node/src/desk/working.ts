import { done, no, type Result, type WorkingCopy } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { timeOrderedId } from "@entente/words";
import type { ExchangeParts } from "../exchange/door.ts";
import type { Officer } from "../people/door.ts";
import type { ItemKey } from "../store/door.ts";
import type { WorkingCopies } from "./port.ts";
import { deleteForm, formById, formsOf, insertForm, replaceForm, type StoredForm } from "./working-store.ts";

type Parts = Pick<ExchangeParts, "store" | "clock" | "random">;

/** More open forms than an officer works on; the next one is refused until he ends one. */
const MOST_FORMS = 50;
const MOST_BYTES = 256 * 1024;
const PLACE = "working_copy.sealed_form";

export function openWorkingCopies(parts: Parts): WorkingCopies {
  const { store, clock } = parts;
  return {
    async list(officer) {
      const forms = await formsOf(store, officer.id, MOST_FORMS);
      const views = await Promise.all(forms.map((form) => viewOf(parts, form)));
      return done({ items: views.flatMap((view) => view ?? []) });
    },
    async show(officer, id) {
      const form = await formById(store, officer.id, id);
      const view = form === null ? null : await viewOf(parts, form);
      return view === null ? no("not_found") : done(view);
    },
    create: (officer, form) => create(parts, officer, form),
    save: (officer, id, form, version) => save(parts, officer, id, form, version),
    async drop(officer, id) {
      if ((await formById(store, officer.id, id)) === null) return no("not_found");
      await store.commit({ steps: [deleteForm(officer.id, id), ...store.vault.destroy(id)] });
      return done({ id });
    },
  };

  async function save(parts: Parts, officer: Officer, id: string, form: unknown, version: number) {
    const found = await formById(store, officer.id, id);
    const key = found === null ? null : await store.vault.key(id);
    if (key === null) return no("not_found");
    const stored = sealed(key, id, version + 1, form, clock.now());
    if (stored === null) return no("too_large");
    const committed = await parts.store.commit({ steps: [replaceForm(officer.id, stored)] });
    return committed.committed ? done(present(stored, form)) : no("changed_meanwhile");
  }
}

async function create(parts: Parts, officer: Officer, form: unknown): Promise<Result<WorkingCopy>> {
  const { store, clock, random } = parts;
  if ((await formsOf(store, officer.id, MOST_FORMS)).length >= MOST_FORMS)
    return no("state_conflict", { detail: `${MOST_FORMS} forms are open already` });
  const id = timeOrderedId(clock.now(), random(10));
  const { key, step } = store.vault.create(id);
  const stored = sealed(key, id, 1, form, clock.now());
  if (stored === null) return no("too_large");
  const committed = await store.commit({ steps: [step, insertForm(officer.id, stored)] });
  if (!committed.committed) throw new Error("a fresh id was taken");
  return done(present(stored, form));
}

/** Null where the form is larger than any form of ours. */
function sealed(key: ItemKey, id: string, version: number, form: unknown, at: number): StoredForm | null {
  const bytes = new TextEncoder().encode(JSON.stringify(form));
  return bytes.length > MOST_BYTES ? null : { id, version, sealed: key.seal(PLACE, bytes), changedAt: at };
}

async function viewOf(parts: Parts, form: StoredForm): Promise<WorkingCopy | null> {
  const key = await parts.store.vault.key(form.id);
  if (key === null) return null;
  const parsed = parseStrict(key.open(PLACE, form.sealed), { numbers: "round-trip", maxBytes: MOST_BYTES });
  if (!parsed.ok) throw new TypeError("a stored form is not the JSON we wrote");
  return present(form, parsed.value);
}

function present({ id, version, changedAt }: StoredForm, form: unknown): WorkingCopy {
  return { id, version, changed_at: new Date(changedAt).toISOString(), form };
}
