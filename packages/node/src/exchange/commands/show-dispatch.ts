import { type DispatchView, done, no, type Result, readDispatchBody } from "@entente/contract";
import { hexOf, parseStrict } from "@entente/protocol";
import { may, type Officer } from "../../people/door.ts";
import { readWords } from "../../store/door.ts";
import { dispatchFor } from "../access.ts";
import { readDecision } from "../decision-reading.ts";
import { markOpened } from "../events.ts";
import { approvalsOf, newestDecision } from "../log-store.ts";
import { openDraft } from "../matter.ts";
import { waitingReason } from "../outbox-store.ts";
import type { ExchangeParts } from "../parts.ts";
import { withheldOf } from "../plan-reading.ts";
import { approvalView, decisionView, summaryOf, trailOf, withheldView } from "../present.ts";
import { sha256 } from "../proposal.ts";
import { recordRead } from "../read-mark.ts";
import { type DispatchRecord, placeOf } from "../record.ts";

/**
 * One dispatch, whole. The read is on the domestic log before anything is answered; the first look of an
 * officer who may act on an arrival is also told to its sender (receipt "opened").
 */
export async function showDispatch(
  parts: ShowingParts,
  officer: Officer,
  id: string,
): Promise<Result<DispatchView>> {
  const found = await dispatchFor(parts, officer, id);
  if (!found.ok) return found;
  const record = found.value;
  await recordRead(parts, officer, id, "show");
  if (
    record.direction === "theirs" &&
    record.openedAt === null &&
    record.state !== "quarantined" &&
    may(officer, "contribute")
  )
    await markOpened(parts, record);
  return wholeOf(parts, record);
}

/** A dispatch opened; whoever calls this has put the read on record. Refused where stored bytes do not read. */
export async function wholeOf(parts: ShowingParts, record: DispatchRecord): Promise<Result<DispatchView>> {
  const body = await bodyOf(parts, record);
  return body === undefined ? no("record_broken") : done(await viewOf(parts, record, body));
}

/** What showing needs beside the exchange's parts. */
export interface ShowingParts extends ExchangeParts {
  /** why an approved dispatch waits although its hold is over */
  readonly waits: (record: DispatchRecord) => Promise<string | null>;
}

async function viewOf(
  parts: ShowingParts,
  record: DispatchRecord,
  body: OpenBody | null,
): Promise<DispatchView> {
  const decision = await newestDecision(parts.store, record.id);
  const drafted = record.direction === "ours" ? await openDraft(parts, record) : null;
  const approvals =
    body === null || record.direction === "theirs"
      ? []
      : await approvalsOf(parts.store, record.id, body.digest);
  const withheld = drafted === null ? [] : withheldOf(drafted.key, record);
  return {
    ...summaryOf(record, parts.treaty),
    version: record.version,
    author: record.author,
    ...(drafted === null || record.state !== "draft" ? {} : { draft: drafted.draft }),
    body: body?.value ?? null,
    body_sha256: body === null ? null : hexOf(body.digest),
    decision:
      decision === null
        ? null
        : decisionView(decision.id, decision.stage, decision.at, readDecision(decision.decision)),
    approvals: approvals.map(approvalView),
    withheld: withheldView(withheld),
    trail: trailOf(record, await reasonToWait(parts, record)),
    ground: record.ground ?? (await ownGround(parts, record)),
  };
}

/** Why an officer took it back or declined it, in his words; null where he did not, or it was erased. */
async function ownGround({ store }: ExchangeParts, { id, sealed }: DispatchRecord): Promise<string | null> {
  if (sealed.ground === null) return null;
  const key = await store.vault.key(id);
  return key === null ? null : readWords(key, placeOf("ground"), sealed.ground);
}

/** In the outbox the line says why; before it, whatever stops this class. */
async function reasonToWait(parts: ShowingParts, record: DispatchRecord): Promise<string | null> {
  return record.state === "approved" ? parts.waits(record) : waitingReason(parts.store, record.id);
}

interface OpenBody {
  readonly value: NonNullable<DispatchView["body"]>;
  readonly digest: Uint8Array;
}

/** What did not verify, and what its sender has asked back, is read by nobody: not by an auditor either (T25). */
function isShut({ state, direction }: DispatchRecord): boolean {
  return state === "quarantined" || (state === "recalled" && direction === "theirs");
}

/** Null before there are bytes, and for what is shut; undefined where stored bytes do not read. */
async function bodyOf(parts: ExchangeParts, record: DispatchRecord): Promise<OpenBody | null | undefined> {
  if (record.sealed.body === null || isShut(record)) return null;
  const key = await parts.store.vault.key(record.id);
  if (key === null) return null;
  const bytes = key.open(placeOf("body"), record.sealed.body);
  const parsed = parseStrict(bytes);
  const body = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  return body.ok ? { value: body.value, digest: sha256(bytes) } : undefined;
}
