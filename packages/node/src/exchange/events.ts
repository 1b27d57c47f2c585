import { ENTRY_KIND, type EntryKind, entry, leafHash, saltedDigest, verifyInclusion } from "@entente/ledger";
import { canonicalJson, parseStrict, readSignedStatement, statementDigest } from "@entente/protocol";
import type { DeclineCode } from "@entente/words";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Step } from "../store/door.ts";
import type { Marked } from "./domestic.ts";
import {
  declineCodeOf,
  declinedWord,
  EVENT_WORDS,
  type EventWord,
  eventLater,
  eventTold,
  queueEvent,
  waitingEvents,
} from "./events-store.ts";
import { exchangeLeaf } from "./leaves.ts";
import type { ExchangeParts } from "./parts.ts";
import type { PeerAnswer } from "./port.ts";
import { sha256 } from "./proposal.ts";
import type { ReceivingParts } from "./receive.ts";
import { type DispatchRecord, placeOf } from "./record.ts";
import { recordRejection } from "./rejection.ts";
import { declinedSteps, dispatchById, markOnce, openedSteps } from "./store.ts";

const Base64 = Type.String({ maxLength: 100 });
const EventsSchema = Type.Object(
  {
    /** a size of the sender's log that the receiver has cosigned */
    size: Type.Integer({ minimum: 1 }),
    items: Type.Array(
      Type.Object(
        {
          dispatch: Type.String({ maxLength: 36 }),
          event: Type.Enum([...EVENT_WORDS]),
          inclusion: Type.Array(Base64, { maxItems: 64 }),
          index: Type.Integer({ minimum: 0 }),
          salt: Base64,
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 64 },
    ),
  },
  { additionalProperties: false },
);
type Events = Static<typeof EventsSchema>;
const eventsShape = Compile(EventsSchema);

/** Marks an arrival as opened, once: a leaf in our exchange log, and word to its sender. */
export async function markOpened(parts: ExchangeParts, record: DispatchRecord): Promise<void> {
  const at = parts.clock.now();
  const event = await eventOf(parts, record, "opened", { leafOf: 0, at });
  if (event === null) return;
  const mark: Step = { ...markOnce(record.id, "opened_at", at), changes: 1 };
  // A second look at the same moment loses the race and changes nothing: opened is opened.
  await parts.store.commit({ appends: [event.append], steps: [mark, event.step] });
}

/**
 * What must stand in the commit that lets a full answer out: a leaf in our log that says so of the question's statement,
 * and word of it to the asker. Null where there is no question of the partner's, or it was told before.
 * @param place the leaf's among the commit's appends
 */
export async function answeredEvent(
  parts: ExchangeParts,
  record: DispatchRecord | null,
  place: number,
  at: number,
): Promise<Marked | null> {
  if (record === null || record.direction !== "theirs" || record.answeredAt !== null) return null;
  return eventOf(parts, record, "answered", { leafOf: place, at });
}

/** What must stand in the commit that declines an arrival: as {@link answeredEvent}. Null where its key is gone. */
export function declinedEvent(
  parts: ExchangeParts,
  record: DispatchRecord,
  code: DeclineCode,
  place: { readonly leafOf: number; readonly at: number },
): Promise<Marked | null> {
  return eventOf(parts, record, declinedWord(code), place);
}

async function eventOf(
  parts: ExchangeParts,
  record: DispatchRecord,
  event: EventWord,
  { leafOf: place, at }: { readonly leafOf: number; readonly at: number },
): Promise<Marked | null> {
  const key = await parts.store.vault.key(record.id);
  if (key === null || record.sealed.statement === null) return null;
  const digest = statementDigest(key.open(placeOf("statement"), record.sealed.statement));
  const { kind, said } = leafOf(event);
  const leaf = exchangeLeaf(kind, parts.random(32), digest, ...said);
  const told = { dispatch: record.id, event, salt: leaf.salt, leafOf: place };
  return { append: leaf.append, step: queueEvent(parts.treaty.partner.party, told, at) };
}

/**
 * Sends what waits to be told, each with its leaf in a head the partner has cosigned already, so that he needs
 * no further checkpoint. How many he took; never throws for an absent partner.
 */
export async function sendEvents(parts: ReceivingParts): Promise<number> {
  const now = parts.clock.now();
  const partner = parts.treaty.partner.party;
  const rows = await waitingEvents(parts.store, partner, now);
  if (rows.length === 0) return 0;
  const head = await parts.ownLog.witnessed();
  const due = rows.filter((row) => head !== null && row.leaf < head.size);
  if (head === null || due.length === 0) return 0;
  const items = await Promise.all(
    due.map(async (row) => ({
      dispatch: row.dispatch,
      event: row.event,
      index: row.leaf,
      salt: base64(row.salt),
      inclusion: (await parts.store.logs.inclusionProof("exchange", row.leaf, head.size)).map(base64),
    })),
  );
  const taken = await post(parts, { items, size: head.size });
  const steps = due.map((row) => (taken ? eventTold(partner, row) : eventLater(partner, row, now + 2_000)));
  await parts.store.commit({ steps });
  return taken ? due.length : 0;
}

async function post(parts: ReceivingParts, events: Events): Promise<boolean> {
  try {
    return (await parts.line.post("/peer/v1/events", canonicalJson(events))).status === 200;
  } catch {
    return false;
  }
}

/** Takes the partner's word that he opened what we sent: only with the leaf in his log that says so. */
export async function takeEvents(parts: ReceivingParts, body: Uint8Array): Promise<PeerAnswer> {
  const parsed = parseStrict(body);
  if (!parsed.ok || !eventsShape.Check(parsed.value)) return refuse(parts, "event_malformed", body, 400);
  const events: Events = parsed.value;
  const root = await parts.partnerLog.rootAt(events.size);
  if (root === null) return refuse(parts, "event_checkpoint", body, 409);
  for (const item of events.items) {
    const { salt, inclusion, ...rest } = item;
    const told = { ...rest, salt: unbase64(salt), inclusion: inclusion.map(unbase64) };
    const stands = await takeTold(parts, told, { size: events.size, root });
    if (!stands) return refuse(parts, "event_unproven", body, 422);
  }
  return answer(200, "{}");
}

/** The partner's word of an event, with the leaf that proves it. */
export interface Told {
  readonly dispatch: string;
  readonly event: EventWord;
  readonly index: number;
  readonly salt: Uint8Array;
  readonly inclusion: readonly Uint8Array[];
}

/** Takes one event where its leaf stands in the partner's log; whether it does. */
export async function takeTold(
  parts: ReceivingParts,
  item: Told,
  head: { readonly size: number; readonly root: Uint8Array },
): Promise<boolean> {
  const record = await dispatchById(parts.store, item.dispatch);
  if (record === null || record.direction !== "ours") return false;
  // Erased here: nothing of it is kept, and he need not say it again.
  if (record.state === "erased") return true;
  if (record.sealed.statement === null) return false;
  const key = await parts.store.vault.key(record.id);
  if (key === null) return false;
  const signed = key.open(placeOf("statement"), record.sealed.statement);
  if (!readSignedStatement(signed).ok) return false;
  const digest = statementDigest(signed);
  const { salt, inclusion: proof } = item;
  if (salt.length !== 32) return false;
  const { kind, said } = leafOf(item.event);
  const hash = leafHash(entry(kind, saltedDigest(kind, salt, digest, ...said)));
  if (!verifyInclusion({ leafHash: hash, index: item.index, size: head.size, proof, root: head.root }).ok)
    return false;
  const at = parts.clock.now();
  await parts.store.commit({ steps: stepsOf(item.event, record.id, at) });
  return true;
}

function stepsOf(event: EventWord, id: string, at: number): readonly Step[] {
  if (event === "opened") return openedSteps(id, at);
  const code = declineCodeOf(event);
  // Answered is a time on the trail; the question closes by the answer itself, when that is here (decisions/0006).
  return code === null ? [markOnce(id, "answered_at", at)] : declinedSteps(id, code, at);
}

/** The kind of an event's leaf and what it binds beside the statement's digest: of a decline its code. */
function leafOf(event: EventWord): { readonly kind: EntryKind; readonly said: readonly Uint8Array[] } {
  const code = declineCodeOf(event);
  if (code !== null) return { kind: ENTRY_KIND.declined, said: [new TextEncoder().encode(code)] };
  return { kind: event === "opened" ? ENTRY_KIND.opened : ENTRY_KIND.answered, said: [] };
}

async function refuse(
  parts: ReceivingParts,
  code: string,
  body: Uint8Array,
  status: number,
): Promise<PeerAnswer> {
  await recordRejection(parts, { door: "peer", code, where: "events", digest: sha256(body) });
  return answer(status, JSON.stringify({ code }));
}

function answer(status: number, body: string): PeerAnswer {
  return { status, type: "application/json", body: new TextEncoder().encode(body) };
}

function base64(value: Uint8Array): string {
  return Buffer.from(value).toString("base64");
}

function unbase64(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, "base64"));
}
