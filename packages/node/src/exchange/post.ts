import { ENTRY_KIND, entry, leafHash, saltedDigest, verifyInclusion } from "@entente/ledger";
import { decodeReceipts, type ReceiptItem, sameBytes } from "@entente/protocol";
import type { Commit } from "../store/door.ts";
import { framed } from "./framing.ts";
import { exchangeLeaf } from "./leaves.ts";
import { dequeue, nextQueued, postpone, type Queued } from "./outbox-store.ts";
import type { SignedHead } from "./own-log.ts";
import { sha256 } from "./proposal.ts";
import type { SealingParts } from "./seal.ts";
import { sealJson } from "./sealed-json.ts";
import { storedSteps } from "./store.ts";

const MOST_AT_ONCE = 64;
const SHORTEST_WAIT = 500;
const LONGEST_WAIT = 60_000;

/** How the line to the partner stands. */
export interface LineState {
  readonly reachable: boolean;
  readonly reason: string | null;
}

/** Carries the outbox to the partner (stage 9). One instance a partner: posts follow each other. */
export interface Poster {
  /** Posts what is due until nothing is; how many got a receipt. Never throws for an absent partner. */
  drain(): Promise<number>;
  readonly state: () => LineState;
}

type Delivery =
  | { readonly ok: true; readonly items: readonly ReceiptItem[]; readonly head: SignedHead }
  | { readonly ok: false; readonly reason: string };

/** Opens the poster of the one partner. */
export function openPoster(parts: SealingParts): Poster {
  let line: LineState = { reachable: true, reason: null };
  const partner = parts.treaty.partner.party;

  async function round(): Promise<number> {
    const items = await nextQueued(parts.store, partner, parts.clock.now(), MOST_AT_ONCE);
    if (items.length === 0) return 0;
    const delivery = await deliver(parts, items);
    line = delivery.ok ? { reachable: true, reason: null } : { reachable: false, reason: delivery.reason };
    if (!delivery.ok) {
      await putOff(parts, partner, items, delivery.reason);
      return 0;
    }
    const settled = await Promise.all(
      items.map((item, nth) => settle(parts, partner, item, delivery.items[nth], delivery.head)),
    );
    return settled.filter(Boolean).length;
  }

  return {
    async drain() {
      let total = 0;
      for (let stored = await round(); stored > 0; stored = await round()) total += stored;
      return total;
    },
    state: () => line,
  };
}

/** One POST and everything its answer must prove. The partner's newest head stands still meanwhile. */
async function deliver(parts: SealingParts, items: readonly Queued[]): Promise<Delivery> {
  return parts.partnerLog.exclusively(async () => {
    const known = await parts.partnerLog.newest();
    const answer = await postOrReason(
      parts,
      framed(
        known.size,
        items.map((item) => item.sealed),
      ),
    );
    if (typeof answer === "string") return { ok: false, reason: answer };
    const receipts = decodeReceipts(answer, items.length);
    if (!receipts.ok) return { ok: false, reason: receipts.faults[0]?.code ?? "receipt_malformed" };
    const taken = await parts.partnerLog.take(
      receipts.value.checkpoint,
      receipts.value.from,
      receipts.value.consistency,
    );
    return taken.ok
      ? { ok: true, items: receipts.value.items, head: taken.head }
      : { ok: false, reason: taken.code };
  });
}

async function postOrReason(parts: SealingParts, body: Uint8Array): Promise<Uint8Array | string> {
  try {
    const answer = await parts.line.post("/peer/v1/dispatches", body);
    return answer.status === 200 ? answer.body : `the partner answered ${answer.status}`;
  } catch {
    return "the partner cannot be reached";
  }
}

async function putOff(
  parts: SealingParts,
  partner: string,
  items: readonly Queued[],
  reason: string,
): Promise<void> {
  const now = parts.clock.now();
  await parts.store.commit({
    steps: items.map((item) => postpone(partner, item, now + waitFor(parts, item), reason)),
  });
}

/** Exponential with full jitter, so that two nodes that met an outage together do not meet again together. */
function waitFor(parts: SealingParts, item: Queued): number {
  const ceiling = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** Math.min(item.attempts, 10));
  const [byte] = parts.random(1);
  return Math.ceil((ceiling * ((byte ?? 0) + 1)) / 256);
}

/** Takes a receipt that proves itself; anything else stays in the outbox with the reason. */
export async function settle(
  parts: SealingParts,
  partner: string,
  item: Queued,
  receipt: ReceiptItem | undefined,
  head: SignedHead,
): Promise<boolean> {
  if (receipt === undefined || receipt.event === "refused") {
    const reason = receipt === undefined ? "no receipt" : `refused by the partner: ${receipt.code}`;
    await parts.store.commit({ steps: [postpone(partner, item, parts.clock.now() + LONGEST_WAIT, reason)] });
    return false;
  }
  if (!proves(receipt, item, head)) {
    await parts.store.commit({
      steps: [postpone(partner, item, parts.clock.now() + LONGEST_WAIT, "the receipt does not verify")],
    });
    return false;
  }
  const commit = await storedCommit(parts, partner, item, receipt, head);
  return (await parts.store.commit(commit)).committed;
}

/** The receiver's leaf stands in the very tree whose head we have just verified and cosigned. */
function proves(receipt: Extract<ReceiptItem, { event: "stored" }>, item: Queued, head: SignedHead): boolean {
  if (!sameBytes(receipt.statement, item.digest)) return false;
  const hash = leafHash(
    entry(ENTRY_KIND.stored, saltedDigest(ENTRY_KIND.stored, receipt.salt, receipt.statement)),
  );
  return verifyInclusion({
    leafHash: hash,
    index: receipt.index,
    size: head.size,
    proof: receipt.inclusion,
    root: head.root,
  }).ok;
}

async function storedCommit(
  parts: SealingParts,
  partner: string,
  item: Queued,
  receipt: Extract<ReceiptItem, { event: "stored" }>,
  head: SignedHead,
): Promise<Commit> {
  const key = await parts.store.vault.key(item.dispatch);
  const at = parts.clock.now();
  const kept = {
    index: receipt.index,
    size: head.size,
    salt: Buffer.from(receipt.salt).toString("base64"),
    inclusion: receipt.inclusion.map((hash) => Buffer.from(hash).toString("base64")),
    note: Buffer.from(head.note).toString("base64"),
  };
  const leaf = exchangeLeaf(ENTRY_KIND.receipt, parts.random(32), item.digest, sha256(head.note));
  const salt = Buffer.from(leaf.salt).toString("base64");
  const sealed = key === null ? null : sealJson(key, "receipt", { ...kept, leafSalt: salt });
  return {
    appends: [leaf.append],
    steps: [dequeue(partner, item), ...storedSteps(item.dispatch, at, sealed)],
  };
}
