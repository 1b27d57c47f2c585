import {
  attachmentFaults,
  type DraftReading,
  done,
  type HoldingRecord,
  type KindDeclaration,
  kindNamed,
  no,
  type Result,
  readDispatchBody,
} from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { AREAS, type Area, isWordOf, type Purpose } from "@entente/words";
import type { Desk } from "../agreement/door.ts";
import type { ItemKey } from "../store/door.ts";
import { type AttachedFile, attachedFile } from "./attachments/record.ts";
import { openedAttachments } from "./attachments/rows.ts";
import { strayFaults } from "./attachments/standing-under.ts";
import type { Matter, QuestionMark, RecordedApproval } from "./facts.ts";
import type { ExchangeParts } from "./parts.ts";
import { type DispatchRecord, placeOf } from "./record.ts";
import { openJson } from "./sealed-json.ts";
import { dispatchById, threadOpened } from "./store.ts";

/** A draft of ours, opened and read again: nothing that a column says is believed. */
export interface OpenedDraft {
  readonly record: DispatchRecord;
  readonly key: ItemKey;
  readonly declaration: KindDeclaration;
  readonly reading: DraftReading;
  readonly draft: unknown;
}

/** Opens the draft of a stored dispatch of ours. */
export async function openDraft(parts: ExchangeParts, record: DispatchRecord): Promise<OpenedDraft | null> {
  const key = await parts.store.vault.key(record.id);
  const declaration = kindNamed(record.kind);
  if (key === null || declaration === null || record.sealed.draft === null) return null;
  const draft = openJson(key, placeOf("draft"), record.sealed.draft);
  const reading = declaration.readDraft(draft);
  return reading.ok ? { record, key, declaration, reading: reading.value, draft } : null;
}

/** Gathers from the record everything the gate asks about an opened draft. */
export async function matterOf(
  parts: ExchangeParts,
  opened: OpenedDraft,
  approvals: readonly RecordedApproval[],
): Promise<Result<Matter>> {
  const { record, reading, declaration } = opened;
  const ends = { from: parts.treaty.desk(record.fromDesk), to: parts.treaty.desk(record.toDesk) };
  if (ends.from === null || ends.to === null) return no("unknown_desk");
  const question = await questionOf(parts, record);
  const purpose = reading.fixedPurpose ?? reading.purpose ?? question?.purpose ?? null;
  const area = areaOf(record.area);
  if (purpose === null || area === null) return no("nothing_to_answer");
  const records = await recordsOf(parts, reading, ends.from);
  if (!records.ok) return records;
  const attachments = await filesOf(parts, opened);
  if (!attachments.ok) return attachments;
  const caveatsAccepted = await threadOpened(parts.store, record.thread);
  return done({
    declaration,
    reading,
    author: record.author ?? "",
    post: record.author === null ? null : await parts.people.posts.under(record.author, ends.to.party),
    fromDesk: ends.from,
    toDesk: ends.to,
    area,
    purpose,
    records: records.value,
    approvals,
    caveatsAccepted,
    question,
    attachments: attachments.value,
  });
}

/** The files of a draft, all of them whole, each under a record the draft still uses. */
async function filesOf(
  parts: ExchangeParts,
  { record, reading }: OpenedDraft,
): Promise<Result<readonly AttachedFile[]>> {
  const found = await openedAttachments(parts.store, record.id);
  const records = found?.records ?? [];
  if (records.some(({ state }) => state === "uploading"))
    return no("state_conflict", { detail: "a file of it is not whole yet: finish it or take it off" });
  const files = records.map(attachedFile);
  const ids = files.map(({ attachment }) => attachment);
  const faults = [...attachmentFaults(ids, reading.urgency.class), ...strayFaults(files, reading.parts)];
  return faults.length > 0 ? no("malformed", { faults }) : done(files);
}

/** The record of every part. One of another agency is as absent as one that does not exist. */
async function recordsOf(
  parts: ExchangeParts,
  reading: DraftReading,
  from: Desk,
): Promise<Result<readonly (HoldingRecord | null)[]>> {
  const records = await Promise.all(
    reading.parts.map(async ({ holding }) => (holding === null ? null : parts.holdings.record(holding))),
  );
  const faults = reading.parts.flatMap((part, index) => {
    const record = records[index] ?? null;
    const ours =
      record !== null && record.holder.agency === from.agency && record.holder.state === from.party;
    return part.holding === null || ours
      ? []
      : [{ code: "unknown_holding", where: `/content${part.where}/holding` }];
  });
  return faults.length > 0 ? no("malformed", { faults }) : done(records);
}

interface Question extends QuestionMark {
  readonly purpose: Purpose;
}

/** What the question says, read from its own verified bytes. */
async function questionOf(parts: ExchangeParts, record: DispatchRecord): Promise<Question | null> {
  if (record.replyTo === null) return null;
  const question = await dispatchById(parts.store, record.replyTo);
  const key = question === null ? null : await parts.store.vault.key(question.id);
  if (question === null || key === null || question.sealed.body === null) return null;
  const parsed = parseStrict(key.open(placeOf("body"), question.sealed.body));
  const body = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  return body.ok ? { purpose: body.value.purpose, marking: body.value.marking } : null;
}

function areaOf(area: string): Area | null {
  return isWordOf(AREAS, area) ? area : null;
}
