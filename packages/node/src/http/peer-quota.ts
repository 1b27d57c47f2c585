import type { PartyCode } from "@entente/words";
import { type Rejection, type Rejections, sha256 } from "./rejections.ts";

/** What one partner may bring to his door in a minute. */
export interface QuotaLimits {
  readonly requests: number;
  /** of frames, as they are announced */
  readonly bytes: number;
  /** heartbeats, counted apart: one node sends a cell in ten seconds */
  readonly cells: number;
}

/** Ours: far above what two honest nodes say to each other, below what one machine can answer. */
export const OUR_QUOTA: QuotaLimits = { requests: 60_000, bytes: 4 * 1024 ** 3, cells: 60 };
/** So much of it again for single dispatches alone: a partner's flood keeps none of his life-threat ones out. */
const RESERVED_SHARE = 0.1;
const CELL_BYTES = 3_584;

type Filled = Pick<QuotaLimits, "requests" | "bytes">;

/** What a request is, as far as its share goes: seals hide what is urgent from the door, too. */
export type Share = "common" | "reserved" | "cell";

/**
 * Bounds what each partner asks in a minute, partner by partner, so that one who floods harms himself alone (T25, T34).
 * Every share is a bucket of one minute's worth that fills evenly.
 */
export interface Quota {
  /** Takes one request of so many bytes from a share. Null = it may pass; else seconds after which it might. */
  take(partner: PartyCode, share: Share, bytes: number): number | null;
  /** Records that a partner was turned away, at most once a minute for each: the record must not be the flood. */
  refused(partner: PartyCode): Promise<void>;
}

interface Bucket {
  requests: number;
  bytes: number;
  /** Unix milliseconds */
  at: number;
}

const MINUTE = 60_000;

/** @param clock Unix milliseconds; one that is set back fills nothing and empties nothing */
export function openQuota(limits: QuotaLimits, clock: () => number, rejections: Rejections): Quota {
  const buckets = new Map<string, Bucket>();
  const recorded = new Map<PartyCode, number>();
  const limitsOf: Readonly<Record<Share, Filled>> = {
    common: limits,
    reserved: {
      requests: Math.ceil(limits.requests * RESERVED_SHARE),
      bytes: Math.ceil(limits.bytes * RESERVED_SHARE),
    },
    cell: { requests: limits.cells, bytes: limits.cells * CELL_BYTES },
  };
  return {
    take(partner, share, bytes) {
      const [most, now, name] = [limitsOf[share], clock(), `${partner} ${share}`];
      const bucket = filled(buckets.get(name) ?? { ...most, at: now }, most, now);
      buckets.set(name, bucket);
      if (bucket.requests >= 1 && bucket.bytes >= bytes) {
        bucket.requests -= 1;
        bucket.bytes -= bytes;
        return null;
      }
      return secondsUntil(bucket, most, bytes);
    },
    async refused(partner) {
      const [now, last] = [clock(), recorded.get(partner)];
      if (last !== undefined && now >= last && now < last + MINUTE) return;
      recorded.set(partner, now);
      await rejections(OVER_QUOTA);
    },
  };
}

const OVER_QUOTA: Rejection = {
  door: "peer",
  code: "over_quota",
  place: "line",
  // Nothing of what is over it is read.
  digest: sha256(new Uint8Array()),
};

function filled(bucket: Bucket, most: Filled, now: number): Bucket {
  const share = Math.max(0, now - bucket.at) / MINUTE;
  return {
    requests: Math.min(most.requests, bucket.requests + share * most.requests),
    bytes: Math.min(most.bytes, bucket.bytes + share * most.bytes),
    at: now,
  };
}

/** Until there is enough of both; never more than the minute in which any bucket fills. */
function secondsUntil(bucket: Bucket, most: Filled, bytes: number): number {
  const missing = Math.max((1 - bucket.requests) / most.requests, (bytes - bucket.bytes) / most.bytes);
  return Math.min(60, Math.max(1, Math.ceil(missing * 60)));
}
