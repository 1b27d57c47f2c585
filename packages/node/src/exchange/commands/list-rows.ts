import { type DeskRow, type DispatchBody, done, no, type Result, readDispatchBody } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import type { Officer } from "../../people/door.ts";
import { knownTo } from "../access.ts";
import { readsOf } from "../marks-store.ts";
import { openDraft } from "../matter.ts";
import type { ExchangeParts } from "../parts.ts";
import { summaryOf, timeOf } from "../present.ts";
import { recordRead } from "../read-mark.ts";
import { type DispatchRecord, placeOf } from "../record.ts";
import { forgetful } from "../standstill.ts";
import { stillOpen } from "../still-open.ts";
import { dispatchesById } from "../store.ts";

/** A row of the desk without the officer's own marks. */
export type RowContent = Omit<DeskRow, "unread" | "accepted" | "done" | "snoozed_until">;

type Shown = Pick<RowContent, "title" | "language" | "marking" | "caveats">;
const NOTHING: Shown = { title: null, language: null, marking: null, caveats: [] };

/**
 * Rows for a list, in the order of `ids`; what the officer may not know is left out. A title is content: the first
 * time an officer is shown it, that read is on the domestic log before it is served (T11).
 */
export async function rowsFor(
  parts: ExchangeParts,
  officer: Officer,
  ids: readonly string[],
): Promise<Result<readonly RowContent[]>> {
  if (await forgetful(parts)) return no("rolled_back");
  const records = await knownTo(parts, officer, await dispatchesById(parts.store, ids));
  const known = new Set(await readsOf(parts.store, officer.id, "list", ids));
  const fresh = records.filter(({ id }) => !known.has(id));
  await Promise.all(fresh.map(({ id }) => recordRead(parts, officer, id, "list")));
  const rows = await Promise.all(records.map((record) => rowOf(parts, officer, record)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return done(ids.flatMap((id) => byId.get(id) ?? []));
}

async function rowOf(parts: ExchangeParts, officer: Officer, record: DispatchRecord): Promise<RowContent> {
  return {
    ...summaryOf(record, parts.treaty),
    version: record.version,
    author: record.author,
    ...(await shownOf(parts, officer, record)),
    open_roles: [...(await stillOpen(parts, record)).roles],
    release_at: timeOf(record.releaseAt),
    sent_at: timeOf(record.sentAt),
    stored_at: timeOf(record.storedAt),
    opened_at: timeOf(record.openedAt),
    answered_at: timeOf(record.answeredAt),
  };
}

/** Of what did not verify, or was asked back, nothing is shown; of a draft only its author's own. */
async function shownOf(parts: ExchangeParts, officer: Officer, record: DispatchRecord): Promise<Shown> {
  if (record.state === "quarantined" || (record.state === "recalled" && record.direction === "theirs"))
    return NOTHING;
  if (record.sealed.body === null || record.state === "draft") {
    const opened = record.author === officer.id ? await openDraft(parts, record) : null;
    if (opened === null) return NOTHING;
    const { title, language, marking } = opened.reading;
    return { title, language, marking, caveats: [] };
  }
  const key = await parts.store.vault.key(record.id);
  if (key === null) return NOTHING;
  const parsed = parseStrict(key.open(placeOf("body"), record.sealed.body));
  const body = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  return body.ok ? shown(body.value) : NOTHING;
}

function shown({ title, language, marking, caveats }: DispatchBody): Shown {
  return { title, language, marking, caveats };
}
