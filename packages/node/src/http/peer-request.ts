import type { IncomingMessage } from "node:http";
import { type Parsed, type PartyCode, refused } from "@entente/words";
import type { PeerAnswer, PeerDoor } from "../exchange/door.ts";
import {
  type Asked,
  CELL_HOLDS,
  CELL_PATH,
  COLLECT_PATH,
  encodeAnswered,
  type FrameSize,
  frame,
  LINE_PATH,
  type LineSizes,
  MOST_HEAD,
  readAsked,
  unframe,
} from "../exchange/line/door.ts";
import type { Quota } from "./peer-quota.ts";
import { MOST_BODY, peerRouteOf } from "./peer-routes.ts";
import { readBody } from "./read-body.ts";
import { DOOR_CODES, type DoorCode, digestUnread, sha256 } from "./rejections.ts";

/** What a partner's frames travel in: the one path for everything, and the cell's. */
export interface Carrier {
  readonly name: "line" | "cell";
  readonly askSize: FrameSize;
  readonly answerSize: FrameSize;
}

/** Records a refused input, at a route or at the carrier itself. */
export type Refuse = (code: DoorCode, place: string, digest: Uint8Array) => Promise<void>;

const DISPATCHES_PATH = "/peer/v1/dispatches";

/** What carries a request; null for any other: a partner's node asks for nothing outside of frames. */
export function carrierOf({ method, url }: IncomingMessage, sizes: LineSizes): Carrier | null {
  if (method !== "POST") return null;
  if (url === LINE_PATH) return { name: "line", askSize: sizes.line, answerSize: sizes.line };
  if (url === CELL_PATH) return { name: "cell", askSize: sizes.cellAsk, answerSize: sizes.cellAnswer };
  return null;
}

/** An answer in a frame of its carrier: to the line every frame of one size is the same, whatever it says. */
export function framedAnswer(carrier: Carrier, answered: PeerAnswer): PeerAnswer {
  const body = frame(encodeAnswered(answered), carrier.answerSize);
  return { status: 200, type: "application/octet-stream", body };
}

/** One word, for a refusal. */
export function plain(status: number, code: string): PeerAnswer {
  return { status, type: "text/plain; charset=utf-8", body: new TextEncoder().encode(`${code}\n`) };
}

/** Takes the collecting request of a partner who cannot be called (spec/pull.md); null for a body that is none. */
export type Collect = (body: Uint8Array) => Promise<Uint8Array | null>;

/** Who asks, whom, and where a refusal is recorded: the same whichever side opened the line. */
export interface Asking {
  readonly peer: PeerDoor;
  readonly partner: PartyCode;
  readonly refuse: Refuse;
}

interface Serving extends Asking {
  /** null where the partner can be called */
  readonly collect: Collect | null;
  readonly carrier: Carrier;
  readonly quota: Quota;
}

/** A frame that holds one dispatch of the life-threat lane, 8 KiB of text: the next size holds more than one. */
const SINGLE_FRAME = 24_576;

/** Reads a request, and answers it in a frame, whatever came: an answer's size must not tell that it was a refusal. */
export async function served(serving: Serving, request: IncomingMessage): Promise<PeerAnswer> {
  return framedAnswer(serving.carrier, await answered(serving, request));
}

async function answered(serving: Serving, request: IncomingMessage): Promise<PeerAnswer> {
  const { carrier, refuse } = serving;
  const most = carrier.askSize(4 + MOST_HEAD + MOST_BODY);
  const fault = faultOfHead(request, most);
  if (fault !== null) {
    await refuse(fault, carrier.name, await digestUnread(request));
    return plain(STATUS[fault] ?? 400, fault);
  }
  const bytes = announcedBytes(request, most);
  const wait = quotaOf(serving, bytes);
  // Nothing is read of what could not pass in any share.
  if (wait !== null && (carrier.name === "cell" || bytes > SINGLE_FRAME)) return overQuota(serving, wait);
  const body = await readBody(request, most);
  if (body.end === "broken") return plain(400, "missing_body");
  const content: Parsed<Uint8Array> =
    body.end === "too_large"
      ? refused({ code: "oversized", where: "" })
      : unframe(body.bytes, carrier.askSize);
  if (content.ok)
    return wait === null ? answerTo(serving, content.value) : reserved(serving, content.value, wait);
  const code = DOOR_CODES.find((known) => known === content.faults[0]?.code) ?? "frame_size";
  await refuse(code, carrier.name, sha256(body.bytes));
  return plain(STATUS[code] ?? 400, code);
}

function quotaOf({ quota, partner, carrier }: Serving, bytes: number): number | null {
  return quota.take(partner, carrier.name === "cell" ? "cell" : "common", bytes);
}

/** As its head says; one that does not say counts as the largest. */
function announcedBytes({ headersDistinct: headers }: IncomingMessage, most: number): number {
  const length = Number(headers["content-length"]?.[0] ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? Math.min(length, most) : most;
}

/** The common share is used up: a single dispatch may be a matter of life, and has a share of its own. */
async function reserved(serving: Serving, content: Uint8Array, wait: number): Promise<PeerAnswer> {
  const asked = readAsked(content);
  const single = asked.ok && asked.value.method === "POST" && asked.value.path === DISPATCHES_PATH;
  if (!single) return overQuota(serving, wait);
  const more = serving.quota.take(serving.partner, "reserved", content.length);
  return more === null ? answerTo(serving, content) : overQuota(serving, more);
}

/** Too many: said in the frame like every answer, since a status outside would show on the line. */
async function overQuota({ quota, partner }: Serving, seconds: number): Promise<PeerAnswer> {
  await quota.refused(partner);
  const body = new TextEncoder().encode(JSON.stringify({ code: "over_quota", retry_after: seconds }));
  return { status: 429, type: "application/json", body };
}

/**
 * Answers what was collected from the partner as his door would have: the same routes with the same limits, each refusal
 * recorded. Nothing that is collected collects in turn.
 */
export async function answerCollected(asking: Asking, asked: Asked): Promise<PeerAnswer> {
  if (asked.method !== "POST" || asked.path !== CELL_PATH) return answerAsked(asking, asked);
  const fault = faultOfBody(asked.body, CELL_HOLDS);
  return fault === null
    ? asking.peer.takeCell(asking.partner, asked.body)
    : refusedWith(asking, fault, "cell", asked.body);
}

async function answerTo(serving: Serving, content: Uint8Array): Promise<PeerAnswer> {
  const { peer, collect, carrier, partner } = serving;
  if (carrier.name === "cell") return peer.takeCell(partner, content);
  const asked = readAsked(content);
  if (!asked.ok) return plain(404, "not_found");
  const collects = asked.value.method === "POST" && asked.value.path === COLLECT_PATH;
  return collect !== null && collects
    ? collected(serving, collect, asked.value.body)
    : answerAsked(serving, asked.value);
}

async function answerAsked(asking: Asking, { method, path, body }: Asked): Promise<PeerAnswer> {
  const route = peerRouteOf(asking.peer, method, path);
  if (route === null) return plain(404, "not_found");
  const fault = faultOfBody(body, route.maxBytes);
  return fault === null ? route.run(asking.partner, body) : refusedWith(asking, fault, route.name, body);
}

async function collected(asking: Asking, collect: Collect, body: Uint8Array): Promise<PeerAnswer> {
  const fault = faultOfBody(body, MOST_BODY);
  const asked = fault === null ? await collect(body) : null;
  return asked === null
    ? refusedWith(asking, fault ?? "malformed_frame", "collect", body)
    : { status: 200, type: "application/octet-stream", body: asked };
}

async function refusedWith(
  { refuse }: Asking,
  code: DoorCode,
  place: string,
  body: Uint8Array,
): Promise<PeerAnswer> {
  await refuse(code, place, sha256(body));
  return plain(STATUS[code] ?? 400, code);
}

function faultOfBody(body: Uint8Array, most: number): DoorCode | null {
  if (most === 0) return body.length > 0 ? "unexpected_body" : null;
  if (body.length === 0) return "missing_body";
  return body.length > most ? "oversized" : null;
}

/** What is wrong with the head of the request that carries a frame; null where nothing is. */
function faultOfHead({ headersDistinct: headers }: IncomingMessage, most: number): DoorCode | null {
  const length = headers["content-length"]?.[0];
  const hasBody = headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
  if (!hasBody) return "missing_body";
  if (headers["content-encoding"] !== undefined) return "content_encoding";
  if (headers["content-type"]?.join() !== "application/octet-stream") return "content_type";
  return Number(length) > most ? "oversized" : null;
}

const STATUS: Partial<Record<DoorCode, number>> = {
  oversized: 413,
  content_type: 415,
  content_encoding: 415,
};
