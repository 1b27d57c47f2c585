import { encodeEntryBundle, parseLogPath } from "@entente/ledger";
import type { PeerAnswer } from "./port.ts";
import type { ReceivingParts } from "./receive.ts";

const TILE = 256;

/** Serves the exchange log to the partner in the C2SP tlog-tiles layout, up to the newest signed head. */
export async function readLog(parts: ReceivingParts, path: string): Promise<PeerAnswer> {
  if (path === "checkpoint") {
    const head = (await parts.ownLog.witnessed()) ?? (await parts.ownLog.signed());
    return { status: 200, type: "text/plain; charset=utf-8", body: head.note };
  }
  const place = parseLogPath(path);
  if (place === null || place.of === "checkpoint") return absent();
  const { logs } = parts.store;
  if (place.of === "entries") {
    const entries = await logs.entries("exchange", place.index * TILE, place.width);
    return entries.length === place.width ? octets(encodeEntryBundle(entries)) : absent();
  }
  const hashes = await logs.tile("exchange", place.level, place.index, place.width);
  return hashes === null ? absent() : octets(hashes);
}

function octets(body: Uint8Array): PeerAnswer {
  return { status: 200, type: "application/octet-stream", body };
}

function absent(): PeerAnswer {
  return { status: 404, type: "text/plain; charset=utf-8", body: new TextEncoder().encode("no such tile\n") };
}
