import { decodeReceipts, type ReceiptItem } from "@entente/protocol";
import type { FoundNode } from "../nodes/found.ts";
import { type PeerClient, peerClient } from "../the-node.ts";

/** What the other node answered to the partner: a status, the code of a refusal, receipts where it gave them. */
export interface PeerSaid {
  readonly status: number;
  readonly code: string | null;
  readonly receipts: readonly ReceiptItem[];
}

/** The hostile partner's line: real mutual TLS with his real key, and any bytes he likes. */
export interface PartnersDoor {
  /** `known` = the size of the receiver's log he says he knows; sealed dispatches follow as they are */
  dispatches(sealed: readonly Uint8Array[], known?: number): Promise<PeerSaid>;
  /** a body of that door as it is */
  raw(path: PeerPath, body: Uint8Array, count?: number): Promise<PeerSaid>;
  close(): void;
}

export type PeerPath = "/peer/v1/dispatches" | "/peer/v1/events" | "/peer/v1/witness/add-checkpoint";

const TIMEOUT_MS = 30_000;

/** Opens the line of `from`, who owns his TLS key, to the door of `to`. */
export function partnersDoor(from: FoundNode, to: FoundNode): PartnersDoor {
  const partner = { party: to.party, url: to.peerUrl, spkiSha256: to.tls.spkiSha256 };
  const client: PeerClient = peerClient({ tls: from.tls, partner });
  async function raw(path: PeerPath, body: Uint8Array, count = 0): Promise<PeerSaid> {
    const answer = await client.post(path, body, { timeoutMs: TIMEOUT_MS });
    return readSaid(path, answer.status, answer.body, count);
  }
  return {
    raw,
    dispatches: (sealed, known = 0) => raw("/peer/v1/dispatches", framed(known, sealed), sealed.length),
    close: () => client.close(),
  };
}

/** Body of POST /peer/v1/dispatches (spec/receipts.md): u64 size, then sealed dispatches one after the other. */
export function framed(known: number, sealed: readonly Uint8Array[]): Uint8Array {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(known));
  return new Uint8Array(Buffer.concat([size, ...sealed]));
}

function readSaid(path: PeerPath, status: number, body: Uint8Array, count: number): PeerSaid {
  const text = Buffer.from(body).toString("utf8");
  if (status === 200 && path === "/peer/v1/dispatches") {
    const receipts = decodeReceipts(body, count);
    if (!receipts.ok) return { status, code: null, receipts: [] };
    const [item] = receipts.value.items;
    const code = item?.event === "refused" ? item.code : null;
    return { status, code, receipts: receipts.value.items };
  }
  return { status, code: status === 200 ? null : codeIn(text), receipts: [] };
}

/** A refusal's code: a JSON `code`, or the one word of a plain line. */
function codeIn(text: string): string | null {
  const json = /"code":"([a-z0-9_]+)"/.exec(text)?.[1];
  const line = /^([a-z0-9_ ]+)\n$/.exec(text)?.[1];
  return json ?? line ?? null;
}
