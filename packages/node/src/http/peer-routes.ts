import type { PartyCode } from "@entente/words";
import type { PeerAnswer, PeerDoor } from "../exchange/door.ts";

/** One thing the partner's node may ask. */
export interface PeerRoute {
  readonly name:
    | "dispatches"
    | "events"
    | "agreement"
    | "relation_state"
    | "witness"
    | "log"
    | "mirror"
    | "gaps"
    | "attachments"
    | "keys"
    | "endings"
    | "recovery"
    | "stream";
  /** most bytes of its body; 0 = it has none */
  readonly maxBytes: number;
  readonly run: (partner: PartyCode, body: Uint8Array) => Promise<PeerAnswer>;
}

const MEBIBYTE = 1_048_576;
/** The largest body of any route. */
export const MOST_BODY = 2 * MEBIBYTE;

/** The route of what a frame asks; null where there is none. */
export function peerRouteOf(peer: PeerDoor, method: string, url: string): PeerRoute | null {
  switch (`${method} ${url}`) {
    case "POST /peer/v1/dispatches":
      return { name: "dispatches", maxBytes: MOST_BODY, run: (by, body) => peer.takeDispatches(by, body) };
    case "POST /peer/v1/events":
      return { name: "events", maxBytes: MEBIBYTE, run: (by, body) => peer.takeEvents(by, body) };
    case "POST /peer/v1/witness/add-checkpoint":
      return { name: "witness", maxBytes: 65_536, run: (by, body) => peer.addCheckpoint(by, body) };
    case "POST /peer/v1/attachments":
      return {
        name: "attachments",
        maxBytes: 524_288 + 72,
        run: (by, body) => peer.takeAttachment(by, body),
      };
    case "POST /peer/v1/gaps":
      return { name: "gaps", maxBytes: 65_536, run: (by, body) => peer.answerGaps(by, body) };
    case "POST /peer/v1/recovery":
      return { name: "recovery", maxBytes: 4_096, run: (by, body) => peer.tellHeld(by, body) };
    case "POST /peer/v1/stream":
      return { name: "stream", maxBytes: 65_536, run: (by, body) => peer.takeStream(by, body) };
    case "POST /peer/v1/keys":
      return { name: "keys", maxBytes: 65_536, run: (by, body) => peer.takeKeys(by, body) };
    case "POST /peer/v1/agreement":
      return { name: "agreement", maxBytes: MEBIBYTE, run: (by, body) => peer.takeAgreement(by, body) };
    case "POST /peer/v1/relation-state":
      return { name: "relation_state", maxBytes: 65_536, run: (by, body) => peer.takeState(by, body) };
    case "POST /peer/v1/endings":
      return { name: "endings", maxBytes: 65_536, run: (by, body) => peer.takeEnding(by, body) };
    default:
      return method === "GET" ? readingRouteOf(peer, url) : null;
  }
}

/** As C2SP tlog-tiles spells its paths; a segment of dots climbs and is none of them. */
const MIRROR_PATH = /^\/peer\/v1\/mirror\/(checkpoint|0|[1-9][0-9]{0,9})$/;
const LOG_PATH = /^\/peer\/v1\/log\/((?:[a-z0-9]+(?:\.p)?\/){0,8}[a-z0-9]+)$/;

const AGREEMENT_PATH = /^\/peer\/v1\/agreement\/([1-9][0-9]{0,4})$/;

function readingRouteOf(peer: PeerDoor, url: string): PeerRoute | null {
  const version = AGREEMENT_PATH.exec(url)?.[1];
  if (version !== undefined)
    return { name: "agreement", maxBytes: 0, run: (by) => peer.readAgreement(by, version) };
  const mirrored = url.length <= 200 ? MIRROR_PATH.exec(url)?.[1] : undefined;
  if (mirrored !== undefined)
    return { name: "mirror", maxBytes: 0, run: (by) => peer.readMirror(by, mirrored) };
  const path = url.length <= 200 ? LOG_PATH.exec(url)?.[1] : undefined;
  return path === undefined ? null : { name: "log", maxBytes: 0, run: (by) => peer.readLog(by, path) };
}
