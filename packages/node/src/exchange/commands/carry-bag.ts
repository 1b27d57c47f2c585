import { type Bag, type BagReport, done, no, type Result } from "@entente/contract";
import { parseCheckpoint, parseNote } from "@entente/ledger";
import { bytesOfBase64, decodeReceipts, parseStrict } from "@entente/protocol";
import { timeOrderedId } from "@entente/words";
import { inTurns, LIFE_THREAT } from "../lanes.ts";
import { withinBytes } from "../next-post.ts";
import {
  dueInLane,
  keepReceipts,
  lanesOf,
  type Queued,
  queuedByDigest,
  receiptsPacked,
  waitingReceipts,
} from "../outbox-store.ts";
import { settle } from "../post.ts";
import { type Outcome, type ReceivingParts, receiptsFor, takeOne } from "../receive.ts";
import type { SealingParts } from "../seal.ts";

/** Both ways of the exchange meet here: a bag brings dispatches and takes receipts with it. */
export type CarryingParts = SealingParts & ReceivingParts;

const MOST_AT_ONCE = 64;
/** An entry of a log, in bytes (spec/logs-and-proofs.md §3). */
const ENTRY = 34;
/** A bag takes what waits, also what the line puts off. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

type Item = BagReport["items"][number];

/** Packs what waits for the partner. It stays queued: only a receipt that proves itself takes it out. */
export async function exportBag(parts: CarryingParts, to: string): Promise<Result<Bag>> {
  const { us, partner } = parts.treaty;
  if (to !== partner.party) return no("malformed", { faults: [{ code: "not_a_partner", where: "/to" }] });
  const [queued, receipts, known] = await Promise.all([
    packed(parts, to),
    waitingReceipts(parts.store, to),
    parts.partnerLog.newest(),
  ]);
  await parts.store.commit({ steps: receipts.map(({ id }) => receiptsPacked(id)) });
  return done({
    format: "entente/bag/v1",
    from: us.party,
    to,
    known_size: known.size,
    dispatches: queued.map(({ sealed }) => base64(sealed)),
    receipts: receipts.map((one) => base64(one.receipts)),
    entries: await Promise.all(receipts.map((one) => entriesUnder(parts, one.receipts))),
  });
}

/** What waits: life-threat first, the other lanes in turns; as many as fit stand in stream order. */
async function packed(parts: CarryingParts, to: string): Promise<readonly Queued[]> {
  const at = { now: ANY_TIME, limit: MOST_AT_ONCE };
  const names = await lanesOf(parts.store, to);
  const lanes = await Promise.all(names.map((lane) => dueInLane(parts.store, to, lane, at)));
  const first = lanes[names.indexOf(LIFE_THREAT)] ?? [];
  const rest = inTurns(lanes.filter((lane) => lane !== first));
  const chosen = withinBytes([...first, ...rest].slice(0, MOST_AT_ONCE));
  return chosen.toSorted((a, b) => a.sequence - b.sequence);
}

/** Takes a bag piece by piece: one that is refused keeps none of the others out. */
export async function importBag(parts: CarryingParts, bag: Bag): Promise<Result<BagReport>> {
  const { us, partner } = parts.treaty;
  const faults = [];
  if (bag.from !== partner.party) faults.push({ code: "not_a_partner", where: "/from" });
  if (bag.to !== us.party) faults.push({ code: "not_recipient", where: "/to" });
  const head = await parts.store.logs.head("exchange");
  if (bag.known_size > head.size) faults.push({ code: "log_behind", where: "/known_size" });
  if (faults.length > 0) return no("malformed", { faults });
  const taken = await Promise.all(bag.dispatches.map((piece) => takePiece(parts, piece)));
  await keepReceiptsFor(parts, bag.known_size, taken);
  const receipts: Item[] = [];
  // One after the other: each moves the head that the next one's proof starts from.
  for (const [number, piece] of bag.receipts.entries())
    receipts.push(await takeReceipts(parts, { piece, entries: bag.entries?.[number] ?? "" }, number));
  return done({ items: [...taken.map(itemOf), ...receipts] });
}

async function takePiece(parts: CarryingParts, piece: string): Promise<Outcome> {
  return takeOne(parts, bytesOfBase64(piece) ?? new Uint8Array());
}

/** Receipts for what was stored wait for the next bag back. */
async function keepReceiptsFor(
  parts: CarryingParts,
  knownSize: number,
  taken: readonly Outcome[],
): Promise<void> {
  const stored = taken.filter((outcome) => outcome.event === "stored");
  if (stored.length === 0) return;
  const answer = await receiptsFor(parts, knownSize, stored);
  const id = timeOrderedId(parts.clock.now(), parts.random(10));
  await parts.store.commit({ steps: [keepReceipts(parts.treaty.partner.party, id, answer.body)] });
}

function itemOf(outcome: Outcome, number: number): Item {
  const refused = outcome.event === "refused";
  return {
    piece: "dispatch",
    number,
    outcome: refused ? "refused" : "stored",
    code: refused ? outcome.code : null,
  };
}

/** Our entries that the head of these receipts adds to what the receiver knew: no line will be asked for them. */
async function entriesUnder(parts: CarryingParts, bytes: Uint8Array): Promise<string> {
  const receipts = decodeReceipts(bytes, countOf(bytes));
  const note = receipts.ok ? parseNote(receipts.value.checkpoint) : null;
  const head = note?.ok === true ? parseCheckpoint(note.value.text) : null;
  if (!receipts.ok || head === null || !head.ok) throw new TypeError("receipts we made ourselves read");
  const entries: Uint8Array[] = [];
  let at = receipts.value.from;
  while (at < head.value.size) {
    const some = await parts.store.logs.entries("exchange", at, Math.min(4_096, head.value.size - at));
    entries.push(...some);
    at += some.length;
  }
  return base64(Buffer.concat(entries));
}

interface CarriedReceipts {
  readonly piece: string;
  /** base64 of the entries their head adds */
  readonly entries: string;
}

async function takeReceipts(parts: CarryingParts, carried: CarriedReceipts, number: number): Promise<Item> {
  const bytes = bytesOfBase64(carried.piece) ?? new Uint8Array();
  const code = await receiptsFault(parts, bytes, bytesOfBase64(carried.entries) ?? new Uint8Array());
  return { piece: "receipts", number, outcome: code === null ? "proven" : "refused", code };
}

/** Null when every receipt in it proved itself; what proved itself is settled either way. */
async function receiptsFault(
  parts: CarryingParts,
  bytes: Uint8Array,
  added: Uint8Array,
): Promise<string | null> {
  const receipts = decodeReceipts(bytes, countOf(bytes));
  if (!receipts.ok) return receipts.faults[0]?.code ?? "receipt_malformed";
  const { checkpoint, from, consistency, items } = receipts.value;
  return parts.partnerLog.exclusively(async () => {
    const brought = { from, entries: entriesIn(added) };
    const head = await parts.partnerLog.take(checkpoint, from, consistency, brought);
    if (!head.ok) return head.code;
    const partner = parts.treaty.partner.party;
    let unproven = false;
    for (const item of items) {
      const queued =
        item.event === "stored" ? await queuedByDigest(parts.store, partner, item.statement) : null;
      // No longer queued: the line was faster, and the receipt is known.
      if (queued !== null && !(await settle(parts, partner, queued, item, head.head))) unproven = true;
    }
    return unproven ? "receipt_unproven" : null;
  });
}

function entriesIn(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.floor(bytes.length / ENTRY) }, (_, nth) =>
    bytes.slice(nth * ENTRY, (nth + 1) * ENTRY),
  );
}

function countOf(bytes: Uint8Array): number {
  const parsed = parseStrict(bytes);
  const items: unknown =
    parsed.ok && typeof parsed.value === "object" && parsed.value !== null
      ? Reflect.get(parsed.value, "items")
      : null;
  return Array.isArray(items) ? items.length : 0;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
