import { bytesOfHex, canonicalJson, hexOf, type Json, parseStrict } from "@entente/protocol";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Step } from "../store/door.ts";
import { askedAgain } from "./attachments/attachment-store.ts";
import { jittered, LONGEST_WAIT } from "./breaker.ts";
import { laneOf } from "./lanes.ts";
import { enqueue, hasten, queuedAt } from "./outbox-store.ts";
import type { PeerAnswer } from "./port.ts";
import { sha256 } from "./proposal.ts";
import type { ReceivingParts } from "./receive.ts";
import { recordRejection } from "./rejection.ts";
import { crosses } from "./relation-state/suspended.ts";
import { sealAgain } from "./reseal.ts";
import type { SealingParts } from "./seal.ts";
import { dispatchById } from "./store.ts";
import {
  insertHole,
  movedStream,
  numbersAfter,
  ourPlaces,
  type StreamIn,
  streamsIn,
} from "./streams-store.ts";

const MOST_RANGES = 64;
/** So many places are looked at for one request; whoever misses more asks again. */
const MOST_PLACES = 256;
const WINDOW = 4_096;
/** A gap younger than this is most often the order in which lanes were emptied. */
const FIRST_ASK = 2_000;

const Place = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Stream = Type.String({ pattern: "^[0-9a-f]{32}$" });
/** What a node asks for: places of the partner's stream, both ends included; `to` null = and everything after. */
const GapRequestSchema = Type.Object(
  {
    ranges: Type.Array(
      Type.Object({ from: Place, to: Type.Union([Place, Type.Null()]) }, { additionalProperties: false }),
      { minItems: 1, maxItems: MOST_RANGES },
    ),
    stream: Stream,
  },
  { additionalProperties: false },
);
/** Why a place of a stream stays empty: erased here, or taken back after a suspension before it had left. */
type Gone = "erased" | "withdrawn";
/** What will never come, and why; all else that was asked for is on its way or not used yet. */
const GapAnswerSchema = Type.Object(
  {
    gone: Type.Array(
      Type.Object(
        { reason: Type.Enum(["erased", "withdrawn"] as const), sequence: Place },
        { additionalProperties: false },
      ),
      { maxItems: MOST_PLACES },
    ),
    queued: Type.Integer({ minimum: 0 }),
    stream: Stream,
  },
  { additionalProperties: false },
);
export type GapRequest = Static<typeof GapRequestSchema>;
const requestShape = Compile(GapRequestSchema);
const answerShape = Compile(GapAnswerSchema);

/**
 * Asks the partner for what is missing in his streams. Nothing that came later waits for it: it is filed already.
 * Never throws for an absent partner. How many streams were asked about.
 */
export async function askForGaps(parts: ReceivingParts): Promise<number> {
  let asked = 0;
  for (const at of await streamsIn(parts.store, parts.treaty.partner.party)) {
    const { contiguous, ranges } = await missing(parts, at);
    const step = await followUp(parts, { ...at, contiguous }, ranges);
    if (step !== null) await parts.store.commit({ steps: step });
    if (step !== null && ranges.length > 0) asked += 1;
  }
  return asked;
}

/** How far the stream is whole now, and the ranges missing below the highest number that arrived. */
async function missing(
  parts: ReceivingParts,
  { stream, contiguous }: StreamIn,
): Promise<{ readonly contiguous: number; readonly ranges: GapRequest["ranges"] }> {
  const party = parts.treaty.partner.party;
  const numbers = await numbersAfter(parts.store, party, stream, contiguous, WINDOW);
  let whole = contiguous;
  const ranges: GapRequest["ranges"] = [];
  let last = contiguous;
  for (const number of numbers) {
    if (number === whole + 1) whole = number;
    else if (number > last + 1 && ranges.length < MOST_RANGES)
      ranges.push({ from: last + 1, to: number - 1 });
    last = number;
  }
  return { contiguous: whole, ranges };
}

/** Steps that keep what this round learned; null where nothing changed and it is not yet time to ask. */
async function followUp(
  parts: ReceivingParts,
  at: StreamIn,
  ranges: GapRequest["ranges"],
): Promise<readonly Step[] | null> {
  const party = parts.treaty.partner.party;
  const now = parts.clock.now();
  if (ranges.length === 0) {
    const settled = at.attempts === 0 && at.nextAsk === 0;
    return settled ? null : [movedStream(party, { ...at, nextAsk: 0, attempts: 0 })];
  }
  if (at.nextAsk === 0) return [movedStream(party, { ...at, nextAsk: now + FIRST_ASK })];
  // A due time further away than any wait of ours was set under another clock (T07).
  if (now < at.nextAsk && at.nextAsk <= now + LONGEST_WAIT) return null;
  const gone = await ask(parts, { stream: hexOf(at.stream), ranges });
  const wait = jittered(Math.min(LONGEST_WAIT, FIRST_ASK * 2 ** Math.min(at.attempts, 5)), parts.random);
  const moved = movedStream(party, { ...at, nextAsk: now + wait, attempts: at.attempts + 1 });
  return [moved, ...gone.map(({ sequence, reason }) => insertHole(party, at.stream, sequence, reason, now))];
}

async function ask(parts: ReceivingParts, request: GapRequest) {
  const answer = await parts.line.post("/peer/v1/gaps", canonicalJson(request)).catch(() => null);
  if (answer === null || answer.status !== 200) return [];
  const parsed = parseStrict(answer.body);
  if (!parsed.ok || !answerShape.Check(parsed.value) || parsed.value.stream !== request.stream) return [];
  const wanted = (place: number) =>
    request.ranges.some(({ from, to }) => place >= from && place <= (to ?? Number.MAX_SAFE_INTEGER));
  // Only what was asked for: else a partner could declare lost what is still to come.
  return parsed.value.gone.filter(({ sequence }) => wanted(sequence));
}

/**
 * Answers a partner who misses places of our stream: what is queued becomes due, what he once receipted is sealed
 * again from the signed statement and sent once more, what is erased is said to be gone.
 */
export async function answerGaps(parts: SealingParts, body: Uint8Array): Promise<PeerAnswer> {
  const parsed = parseStrict(body);
  if (!parsed.ok || !requestShape.Check(parsed.value)) {
    await recordRejection(parts, {
      door: "peer",
      code: "gap_request_malformed",
      where: "gaps",
      digest: sha256(body),
    });
    return answer(400, { code: "gap_request_malformed" });
  }
  const stream = bytesOfHex(parsed.value.stream) ?? new Uint8Array();
  const gone: { reason: Gone; sequence: number }[] = [];
  let queued = 0;
  for (const { id, sequence } of await places(parts, stream, parsed.value.ranges)) {
    const step = await sendOnceMore(parts, stream, id, sequence);
    if (typeof step === "string") gone.push({ reason: step, sequence });
    else {
      await parts.store.commit({ steps: [step, askedAgain(id)] });
      queued += 1;
    }
  }
  return answer(200, { gone, queued, stream: parsed.value.stream });
}

async function places(parts: SealingParts, stream: Uint8Array, ranges: GapRequest["ranges"]) {
  const found: { readonly id: string; readonly sequence: number }[] = [];
  for (const { from, to } of ranges) {
    const room = MOST_PLACES - found.length;
    if (room <= 0) break;
    found.push(...(await ourPlaces(parts.store, stream, from, to ?? Number.MAX_SAFE_INTEGER, room)));
  }
  return found;
}

async function sendOnceMore(
  parts: SealingParts,
  stream: Uint8Array,
  id: string,
  sequence: number,
): Promise<Step | Gone> {
  const partner = parts.treaty.partner.party;
  const now = parts.clock.now();
  const waiting = await queuedAt(parts.store, partner, stream, sequence);
  if (waiting !== null) return hasten(partner, waiting, now);
  const record = await dispatchById(parts.store, id);
  // Never sealed again, though its bytes are here: it was taken back before the partner had it.
  if (record?.state === "recalled") return "withdrawn";
  const fresh = record === null ? null : await sealAgain(parts, record);
  if (record === null || fresh === null) return "erased";
  const item = { dispatch: id, stream, sequence, lane: laneOf(record), ...fresh };
  return enqueue(partner, item, now, !crosses(parts.treaty, record));
}

function answer(status: number, value: Json): PeerAnswer {
  return { status, type: "application/json", body: canonicalJson(value) };
}
