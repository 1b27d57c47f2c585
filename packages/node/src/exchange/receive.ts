import type { DispatchBody } from "@entente/contract";
import { ENTRY_KIND } from "@entente/ledger";
import {
  encodeReceipts,
  hexOf,
  type Invalid,
  type KnownAgreement,
  type OpenContext,
  type Opened,
  open,
  type ReceiptItem,
  type RefusalCode,
  SUITE,
  sameBytes,
  type VerifyingKeys,
} from "@entente/protocol";
import { clockDue, gateUrgency } from "@entente/words";
import type { Commit, Step } from "../store/door.ts";
import { type Arrival, arrivalAt, insertArrival } from "./arrival-store.ts";
import { awaitedSteps } from "./attachments/awaited.ts";
import { closesByKind, earlierSteps, effectSteps, effectsOf, effectsOn, targetOf } from "./effects.ts";
import { madeAfterItsPost } from "./endings/after-end.ts";
import { tombstoneName } from "./erasing.ts";
import { unframed } from "./framing.ts";
import { type Reading, readArrival } from "./intake.ts";
import { openingKeysOf } from "./keys.ts";
import { exchangeLeaf } from "./leaves.ts";
import type { OwnLog } from "./own-log.ts";
import type { PartnerKeys } from "./partner-keys.ts";
import type { PartnerLog } from "./partner-log.ts";
import type { ExchangeParts } from "./parts.ts";
import type { PeerAnswer } from "./port.ts";
import { sha256 } from "./proposal.ts";
import { type DispatchRecord, placeOf } from "./record.ts";
import { recordRejection } from "./rejection.ts";
import { crosses } from "./relation-state/suspended.ts";
import { dispatchById, insertDispatch, threadIsOurs } from "./store.ts";
import { followStream, followsStream, streamsIn } from "./streams-store.ts";

/** What receiving needs beside the exchange's parts. */
export interface ReceivingParts extends ExchangeParts {
  readonly ownLog: OwnLog;
  readonly partnerLog: PartnerLog;
  readonly partnerKeys: PartnerKeys;
  /** what the partner says does not fit our own log: whoever watches over it looks */
  readonly doubt: () => void;
}

/** A leaf in our exchange log that answers one dispatch, or why there is none. */
type Stored = {
  readonly event: "stored";
  readonly statement: Uint8Array;
  readonly index: number;
  readonly salt: Uint8Array;
};
export type Outcome = Stored | { readonly event: "refused"; readonly code: RefusalCode };

/**
 * Takes up to 64 sealed dispatches (stages 10 and 11). Phases: (1) the body is cut; a broken frame refuses all.
 * (2) Each is opened and verified on its own, side by side. (3) Each is filed in a commit of its own: leaf, id
 * store, row and key together. A repeat gets the receipt of the first time. (4) One signed head, taken after
 * every commit is durable, covers all receipts.
 */
export async function takeDispatches(parts: ReceivingParts, body: Uint8Array): Promise<PeerAnswer> {
  const frame = unframed(body);
  if (!frame.ok) {
    await reject(parts, frame.faults[0]?.code ?? "malformed_cover", frame.faults[0]?.where ?? "", body);
    return problem(400, frame.faults[0]?.code ?? "malformed_cover");
  }
  const { knownSize, sealed } = frame.value;
  const head = await parts.store.logs.head("exchange");
  if (knownSize > head.size) {
    parts.doubt();
    await reject(parts, "log_behind", `@${knownSize}`, body);
    return problem(409, "log_behind");
  }
  const outcomes = await Promise.all(sealed.map((bytes) => takeOne(parts, bytes)));
  return receiptsFor(parts, knownSize, outcomes);
}

/** Takes one sealed dispatch, whichever way it came: opened, verified and filed while none of the sender's keys changes. */
export function takeOne(parts: ReceivingParts, bytes: Uint8Array): Promise<Outcome> {
  return parts.partnerKeys.standing(() => takeStanding(parts, bytes));
}

async function takeStanding(parts: ReceivingParts, bytes: Uint8Array): Promise<Outcome> {
  const result = await open(bytes, openContext(parts, await parts.partnerKeys.verifying()));
  if (result.kind === "invalid" && UNSIGNED.includes(result.code)) return underRevoked(parts, bytes, result);
  if (result.kind === "not_mine") return refuse(parts, "not_recipient", "@76", bytes);
  if (result.kind === "invalid") return refuse(parts, result.code, result.faults[0]?.where ?? "", bytes);
  const place = {
    stream: hexBytes(result.statement.stream),
    sequence: result.statement.sequence,
    dispatch: result.statement.dispatch,
  };
  const seen = await arrivalAt(parts.store, parts.treaty.partner.party, place);
  if (seen !== null) return repeat(parts, result, seen, bytes);
  if (!(await mayFollow(parts, place.stream))) return refuse(parts, "unknown_stream", "stream", bytes);
  const own = await dispatchById(parts.store, place.dispatch);
  if (own?.direction === "ours") return refuse(parts, "replayed", place.dispatch, bytes);
  if (!(await viewsAgree(parts, result))) return refuse(parts, "statement_mismatch", "log view", bytes);
  const reading = readArrival(result, parts.treaty);
  if (reading.kind === "refused") return refuse(parts, reading.code, reading.where, bytes);
  if (reading.kind === "filed" && !(await threadFits(parts, reading.body))) {
    return refuse(parts, "statement_mismatch", "/thread", bytes);
  }
  // After everything that would make it another refusal: nobody learns the state of an area from what he cannot send.
  if (!mayCross(parts, reading)) return refuse(parts, "area_suspended", "/area", bytes);
  if (reading.kind === "filed" && (await madeAfterItsPost(parts, reading.body, result.statement)))
    return refuse(parts, "post_ended", "/post", bytes);
  return file(parts, result, reading, place, bytes);
}

/** Whether the relation's state lets it in: a partner who has not heard yet, or will not, files nothing (T16). */
function mayCross({ treaty }: ReceivingParts, reading: Exclude<Reading, { kind: "refused" }>): boolean {
  if (reading.kind === "quarantined") return crosses(treaty, reading.shell);
  const { kind, area, urgency, reply_to: replyTo } = reading.body;
  return crosses(treaty, { kind, area, urgency: urgency.class, replyTo });
}

const UNSIGNED: readonly RefusalCode[] = ["signature_ed25519", "signature_mldsa65"];

/**
 * A signature that no key in force made may be of a revoked one. What was stored before the revocation stands and gets
 * its receipt; anything else is refused by a name of its own, so that its honest sender signs anew: nobody else can.
 */
async function underRevoked(parts: ReceivingParts, bytes: Uint8Array, invalid: Invalid): Promise<Outcome> {
  const revoked = await parts.partnerKeys.revoked();
  const result = revoked.length === 0 ? null : await open(bytes, openContext(parts, revoked));
  if (result?.kind !== "opened") return refuse(parts, invalid.code, invalid.faults[0]?.where ?? "", bytes);
  const { stream, sequence, dispatch } = result.statement;
  const place = { stream: hexBytes(stream), sequence, dispatch };
  const seen = await arrivalAt(parts.store, parts.treaty.partner.party, place);
  return seen !== null && sameBytes(seen.digest, result.digest)
    ? repeat(parts, result, seen, bytes)
    : refuse(parts, "revoked_key", dispatch, bytes);
}

/**
 * A partner has one stream; another one begins only by a statement of his root (design §5), or whoever held his
 * signing key could number everything anew and no gap would ever show.
 */
async function mayFollow(parts: ReceivingParts, stream: Uint8Array): Promise<boolean> {
  const party = parts.treaty.partner.party;
  if (await followsStream(parts.store, party, stream)) return true;
  return (await streamsIn(parts.store, party)).length === 0;
}

/** An answer stands in the thread of its question; anything else begins a thread of its own. */
async function threadFits(parts: ReceivingParts, body: DispatchBody): Promise<boolean> {
  if (body.reply_to === null) return body.thread === body.id;
  const question = await dispatchById(parts.store, body.reply_to);
  if (question !== null) return question.thread === body.thread;
  // A question we lost, after a restore: its answer may come, but not into a thread we began.
  return !(await threadIsOurs(parts.store, body.thread));
}

/** The same statement again gets the identical receipt; anything else at its place or id is a replay (T02). */
async function repeat(
  parts: ReceivingParts,
  opened: Opened,
  seen: Arrival,
  bytes: Uint8Array,
): Promise<Outcome> {
  if (!sameBytes(seen.digest, opened.digest)) {
    const code = seen.dispatch === opened.statement.dispatch ? "replayed" : "sequence_reused";
    return refuse(parts, code, opened.statement.dispatch, bytes);
  }
  const key = await parts.store.vault.key(seen.dispatch);
  // Erased: the salt that ties our leaf to it went with its key, so that the receipt can be made by nobody any more. The
  // sender who never had it is told, or he would send it for ever.
  if (key === null) return refuse(parts, "erased", opened.statement.dispatch, bytes);
  return {
    event: "stored",
    statement: seen.digest,
    index: seen.leaf,
    salt: key.open("arrival.sealed_salt", seen.sealedSalt),
  };
}

/** What the sender says of both logs must be what we know: a second history shows here (T10). */
async function viewsAgree(parts: ReceivingParts, opened: Opened): Promise<boolean> {
  const { senderLog, partnerLog } = opened.statement;
  const head = await parts.store.logs.head("exchange");
  if (partnerLog.size > head.size) {
    parts.doubt();
    return false;
  }
  if (!sameBytes(await parts.ownLog.rootAt(partnerLog.size), partnerLog.root)) return false;
  const taken = await parts.partnerLog.rootAt(senderLog.size);
  return taken === null || sameBytes(taken, senderLog.root);
}

async function file(
  parts: ReceivingParts,
  opened: Opened,
  reading: Exclude<Reading, { kind: "refused" }>,
  place: { readonly stream: Uint8Array; readonly sequence: number; readonly dispatch: string },
  bytes: Uint8Array,
): Promise<Outcome> {
  const at = parts.clock.now();
  const id = opened.statement.dispatch;
  const { key, step } = parts.store.vault.create(id);
  const leaf = exchangeLeaf(ENTRY_KIND.stored, parts.random(32), opened.digest);
  // Sent again after a restore, and erased here before it: it has its place and its receipt, and nobody reads it.
  const erased = await parts.store.tombstones.stands(tombstoneName(id));
  const whole = rowOf(parts, reading, at, id);
  const target = await targetOf(parts.store, whole);
  const row = closesByKind(target, whole.kind) ? { ...whole, dueAt: null } : whole;
  const content = {
    asked_by: target?.direction === "ours" ? target.author : null,
    sealed_body: key.seal(placeOf("body"), opened.body),
    sealed_statement: key.seal(placeOf("statement"), opened.signed),
    sealed_salt: key.seal(placeOf("salt"), leaf.salt),
  };
  const filed = insertDispatch(erased ? { ...row, state: "erased", dueAt: null } : row, {
    ...(erased ? {} : content),
    leaf: { leafOf: 0 },
    stream: place.stream,
    sequence: place.sequence,
    stored_at: at,
  });
  const arrival = insertArrival(parts.treaty.partner.party, place, {
    digest: opened.digest,
    sealedSalt: key.seal("arrival.sealed_salt", leaf.salt),
    at,
  });
  const announced = reading.kind === "filed" && !erased ? (reading.body.attachments ?? []) : [];
  const before = await earlierSteps(parts, whole, at);
  const more =
    reading.kind === "filed" && !erased ? [...filedSteps(parts, opened, reading, target, at), ...before] : [];
  const commit: Commit = {
    appends: [leaf.append],
    steps: [
      ...(erased ? [] : [step]),
      followStream(parts.treaty.partner.party, place.stream),
      filed,
      arrival,
      ...more,
      ...awaitedSteps(parts, key, id, announced, at),
    ],
  };
  const committed = await commitOrRepeat(parts, commit, opened, place, bytes);
  if (typeof committed !== "number") return committed;
  return { event: "stored", statement: opened.digest, index: committed, salt: leaf.salt };
}

/** Two copies of one dispatch in flight at once: the id store lets one in, the other gets its receipt. */
async function commitOrRepeat(
  parts: ReceivingParts,
  commit: Commit,
  opened: Opened,
  place: { readonly stream: Uint8Array; readonly sequence: number; readonly dispatch: string },
  bytes: Uint8Array,
): Promise<number | Outcome> {
  try {
    const result = await parts.store.commit(commit);
    if (result.committed) return result.leaves[0] ?? 0;
  } catch (fault) {
    const seen = await arrivalAt(parts.store, parts.treaty.partner.party, place);
    if (seen !== null) return repeat(parts, opened, seen, bytes);
    throw fault;
  }
  return refuse(parts, "busy", opened.statement.dispatch, bytes);
}

function rowOf(
  parts: ReceivingParts,
  reading: Exclude<Reading, { kind: "refused" }>,
  at: number,
  id: string,
) {
  const { us, partner } = parts.treaty;
  const base = { id, direction: "theirs", author: null, at } as const;
  if (reading.kind === "quarantined") {
    const { shell } = reading;
    const ends = {
      from: { party: partner.party, desk: shell.from },
      to: { party: us.party, desk: shell.to },
    };
    return { ...base, ...shell, ...ends, thread: reading.thread, state: "quarantined", dueAt: null };
  }
  const { body, declaration } = reading;
  const urgency = body.urgency.class;
  return {
    ...base,
    kind: body.kind,
    thread: body.thread,
    replyTo: body.reply_to,
    area: body.area,
    urgency,
    from: body.from,
    to: body.to,
    state: "filed",
    // The clock starts at receipt, never at sending (Directive (EU) 2023/977 article 5).
    dueAt:
      declaration.asks === null
        ? null
        : clockDue(declaration.asks.clock, at, gateUrgency(urgency), parts.treaty.document.clocks),
  };
}

/** Search tokens, and what the arrival does to the dispatch it replies to. */
function filedSteps(
  parts: ReceivingParts,
  opened: Opened,
  reading: Extract<Reading, { kind: "filed" }>,
  target: DispatchRecord | null,
  at: number,
): readonly Step[] {
  const { body, declaration } = reading;
  const tokens = parts.store.vault.index(body.id, { words: [body.title], names: [] });
  if (target === null) return tokens;
  const effects = effectsOn(target, effectsOf(opened.body, declaration), declaration, "theirs");
  return [...tokens, ...effectSteps(target, effects, body.id, at)];
}

export async function receiptsFor(
  parts: ReceivingParts,
  knownSize: number,
  outcomes: readonly Outcome[],
): Promise<PeerAnswer> {
  const head = await parts.ownLog.signed();
  const { logs } = parts.store;
  const indexes = outcomes.flatMap((outcome) => (outcome.event === "stored" ? [outcome.index] : []));
  const proofs = [...(await logs.inclusionProofs("exchange", indexes, head.size))];
  const items = outcomes.map((outcome): ReceiptItem => {
    return outcome.event === "refused" ? outcome : { ...outcome, inclusion: proofs.shift() ?? [] };
  });
  const consistency = knownSize === 0 ? [] : await logs.consistencyProof("exchange", knownSize, head.size);
  const body = encodeReceipts({ checkpoint: head.note, from: knownSize, consistency, items });
  return { status: 200, type: "application/json", body };
}

function openContext(
  { treaty, keys, clock }: ReceivingParts,
  signers: readonly VerifyingKeys[],
): OpenContext {
  const agreement: KnownAgreement = {
    suite: SUITE,
    senders: new Map([[hexOf(treaty.partner.digest), signers]]),
  };
  return {
    self: treaty.us.digest,
    realm: treaty.realm,
    openingKeys: openingKeysOf(keys),
    agreements: new Map(treaty.taken(clock.now()).map((digest) => [digest, agreement])),
  };
}

async function refuse(
  parts: ReceivingParts,
  code: RefusalCode,
  where: string,
  bytes: Uint8Array,
): Promise<Outcome> {
  await reject(parts, code, where, bytes);
  return { event: "refused", code };
}

async function reject(parts: ReceivingParts, code: string, where: string, bytes: Uint8Array): Promise<void> {
  await recordRejection(parts, { door: "peer", code, where, digest: sha256(bytes) });
}

function problem(status: number, code: string): PeerAnswer {
  return { status, type: "application/json", body: new TextEncoder().encode(JSON.stringify({ code })) };
}

function hexBytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}
