import type { PeerAnswer } from "../../src/exchange/door.ts";
import type { Dials, TestNode } from "./two-nodes.ts";

/** The line of one of two nodes: it goes straight to the other's door, past what the test turns. */
export function lineOf(party: "CA" | "IN", dials: Dials, other: (party: string) => TestNode | undefined) {
  return {
    post: (path: string, body: Uint8Array) => carry(party, path, body, dials, other),
    get: (path: string) => carry(party, path, null, dials, other),
    cell: (body: Uint8Array) => carry(party, "/peer/v1/cell", body, dials, other),
  };
}

async function carry(
  from: "CA" | "IN",
  path: string,
  body: Uint8Array | null,
  dials: Dials,
  other: (party: string) => TestNode | undefined,
) {
  const to = other(from === "CA" ? "IN" : "CA");
  const bytes = dials.tap(from, path, body ?? new Uint8Array());
  if (!dials.line || to === undefined || bytes === null) throw new Error("the partner cannot be reached");
  const { peer } = to.exchange;
  const doors: Record<string, (partner: string, body: Uint8Array) => Promise<PeerAnswer>> = {
    "/peer/v1/dispatches": peer.takeDispatches,
    "/peer/v1/events": peer.takeEvents,
    "/peer/v1/cell": peer.takeCell,
    "/peer/v1/witness/add-checkpoint": peer.addCheckpoint,
    "/peer/v1/gaps": peer.answerGaps,
    "/peer/v1/keys": peer.takeKeys,
    "/peer/v1/agreement": peer.takeAgreement,
    "/peer/v1/relation-state": peer.takeState,
    "/peer/v1/endings": peer.takeEnding,
    "/peer/v1/recovery": peer.tellHeld,
    "/peer/v1/stream": peer.takeStream,
    "/peer/v1/attachments": peer.takeAttachment,
  };
  const door = body === null ? readingDoor(to, path) : doors[path];
  if (door === undefined) throw new Error(`no such door: ${path}`);
  const answer = await dials.back(from, path, await door(from, bytes));
  if (answer === null) throw new Error("the line broke before the answer came");
  return answer;
}

function readingDoor(to: TestNode, path: string) {
  const { peer } = to.exchange;
  const [, of, rest] = /^\/peer\/v1\/(log|mirror|agreement)\/(.+)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  if (of === "agreement") return (partner: string) => peer.readAgreement(partner, rest);
  return (partner: string) => (of === "log" ? peer.readLog(partner, rest) : peer.readMirror(partner, rest));
}
