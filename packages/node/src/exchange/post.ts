import { ENTRY_KIND, entry, leafHash, saltedDigest, verifyInclusion } from "@entente/ledger";
import { decodeReceipts, type ReceiptItem, sameBytes } from "@entente/protocol";
import type { Commit } from "../store/door.ts";
import { type Breaker, type BreakerState, LONGEST_WAIT, openBreaker } from "./breaker.ts";
import { framed } from "./framing.ts";
import { inTurns, LIFE_THREAT } from "./lanes.ts";
import { exchangeLeaf } from "./leaves.ts";
import { dequeue, dueInLane, lanesOf, postpone, type Queued } from "./outbox-store.ts";
import type { SignedHead } from "./own-log.ts";
import { partnersDue } from "./partners-due.ts";
import { sha256 } from "./proposal.ts";
import { resealed } from "./reseal.ts";
import type { SealingParts } from "./seal.ts";
import { sealJson } from "./sealed-json.ts";
import { dispatchById, storedSteps } from "./store.ts";

const MOST_AT_ONCE = 64;
const MOST_BYTES = 1024 * 1024;
/** A life-threat item that did not get through is tried again at least this often, whatever the line is like. */
const LIFE_THREAT_WAIT = 2_000;
/** A line that moved its head while an item was under way answers the same item again, with a newer proof. */
const TRIES_AGAINST_A_MOVING_HEAD = 3;

/** How the line to the partner stands. */
export interface LineState {
  readonly reachable: boolean;
  readonly reason: string | null;
}

/** Carries the outbox to the partner (stage 9). One instance a partner: posts of a batch follow each other. */
export interface Poster {
  /** Posts what is due until nothing is; how many got a receipt. Never throws for an absent partner. */
  drain(): Promise<number>;
  /** Posts the life-threat lane: each alone, side by side with any batch, past the breaker. */
  drainLifeThreat(): Promise<number>;
  readonly state: () => LineState;
  readonly breaker: () => BreakerState;
}

type Delivery =
  | { readonly ok: true; readonly items: readonly ReceiptItem[]; readonly head: SignedHead }
  | { readonly ok: false; readonly reason: string };

/** Opens the poster of the one partner. */
export function openPoster(parts: SealingParts): Poster {
  let line: LineState = { reachable: true, reason: null };
  const partner = parts.treaty.partner.party;
  const breaker = openBreaker(parts.random);

  function learn(delivery: Delivery): void {
    line = delivery.ok ? { reachable: true, reason: null } : { reachable: false, reason: delivery.reason };
    if (delivery.ok) breaker.succeeded();
  }

  async function round(): Promise<number> {
    const passage = breaker.passage(parts.clock.now());
    if (passage === "none") return 0;
    const items = await nextBatch(parts, partner, passage === "probe" ? 1 : MOST_AT_ONCE);
    if (items.length === 0) return 0;
    const delivery = await parts.partnerLog.exclusively(() => deliver(parts, items));
    learn(delivery);
    if (!delivery.ok) {
      breaker.failed(parts.clock.now());
      await putOff(parts, partner, items, delivery.reason, breaker);
      return 0;
    }
    const settled = await Promise.all(
      items.map((item, nth) => settle(parts, partner, item, delivery.items[nth], delivery.head)),
    );
    return settled.filter(Boolean).length;
  }

  async function alone(item: Queued): Promise<boolean> {
    let delivery: Delivery = { ok: false, reason: "" };
    for (let turn = 0; turn < TRIES_AGAINST_A_MOVING_HEAD; turn += 1) {
      delivery = await deliver(parts, [item]);
      if (delivery.ok || delivery.reason !== "conflict") break;
    }
    learn(delivery);
    if (delivery.ok) return settle(parts, partner, item, delivery.items[0], delivery.head);
    const until = parts.clock.now() + LIFE_THREAT_WAIT;
    await parts.store.commit({ steps: [postpone(partner, item, until, delivery.reason)] });
    return false;
  }

  return {
    async drain() {
      let total = 0;
      for (let stored = await round(); stored > 0; stored = await round()) total += stored;
      return total;
    },
    async drainLifeThreat() {
      const at = { now: parts.clock.now(), limit: MOST_AT_ONCE };
      const items = await dueInLane(parts.store, partner, LIFE_THREAT, at);
      const settled = await Promise.all(items.map(alone));
      return settled.filter(Boolean).length;
    },
    state: () => line,
    breaker: () => breaker.state(parts.clock.now()),
  };
}

/** The next items of all lanes but life-threat, in turns: at most `limit`, at most 1 MiB, at least one. */
async function nextBatch(parts: SealingParts, partner: string, limit: number): Promise<readonly Queued[]> {
  const lanes = (await lanesOf(parts.store, partner)).filter((lane) => lane !== LIFE_THREAT);
  const at = { now: parts.clock.now(), limit };
  const due = await Promise.all(lanes.map((lane) => dueInLane(parts.store, partner, lane, at)));
  return withinBytes(inTurns(due).slice(0, limit));
}

/** As many from the front as fit one POST, at least one. */
export function withinBytes(items: readonly Queued[]): readonly Queued[] {
  let total = 0;
  const over = items.findIndex((item, nth) => {
    total += item.sealed.length;
    return nth > 0 && total > MOST_BYTES;
  });
  return over === -1 ? items : items.slice(0, over);
}

/** One POST and everything its answer must prove. Another taker of heads may move the newest head meanwhile. */
async function deliver(parts: SealingParts, items: readonly Queued[]): Promise<Delivery> {
  const known = await parts.partnerLog.newest();
  const sealed = items.map((item) => item.sealed);
  const answer = await postOrReason(parts, framed(known.size, sealed));
  if (typeof answer === "string") return { ok: false, reason: answer };
  const receipts = decodeReceipts(answer, items.length);
  if (!receipts.ok) return { ok: false, reason: receipts.faults[0]?.code ?? "receipt_malformed" };
  const { checkpoint, from, consistency } = receipts.value;
  const taken = await parts.partnerLog.take(checkpoint, from, consistency);
  return taken.ok
    ? { ok: true, items: receipts.value.items, head: taken.head }
    : { ok: false, reason: taken.code };
}

async function postOrReason(parts: SealingParts, body: Uint8Array): Promise<Uint8Array | string> {
  try {
    const answer = await parts.line.post("/peer/v1/dispatches", body);
    return answer.status === 200 ? answer.body : `the partner answered ${answer.status}`;
  } catch {
    return "the partner cannot be reached";
  }
}

/** What was under way is due again with the line's own next try, and says why it waits. */
async function putOff(
  parts: SealingParts,
  partner: string,
  items: readonly Queued[],
  reason: string,
  breaker: Breaker,
): Promise<void> {
  const now = parts.clock.now();
  const until = breaker.state(now).nextTry ?? now;
  await parts.store.commit({ steps: items.map((item) => postpone(partner, item, until, reason)) });
}

/** Takes a receipt that proves itself; anything else stays in the outbox with the reason. */
export async function settle(
  parts: SealingParts,
  partner: string,
  item: Queued,
  receipt: ReceiptItem | undefined,
  head: SignedHead,
): Promise<boolean> {
  const now = parts.clock.now();
  if (receipt === undefined || receipt.event === "refused") {
    const again = receipt?.code === "unknown_seal_key" ? await resealed(parts, partner, item, now) : null;
    const reason = receipt === undefined ? "no receipt" : `refused by the partner: ${receipt.code}`;
    const step = again ?? postpone(partner, item, now + LONGEST_WAIT, reason);
    await parts.store.commit({ steps: [step] });
    return false;
  }
  if (!proves(receipt, item, head)) {
    const reason = "the receipt does not verify";
    await parts.store.commit({ steps: [postpone(partner, item, now + LONGEST_WAIT, reason)] });
    return false;
  }
  return (await parts.store.commit(await storedCommit(parts, partner, item, receipt, head))).committed;
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
  const record = await dispatchById(parts.store, item.dispatch);
  // Sent again for a partner who had lost it: the first receipt stands, and with it its leaf.
  if (record !== null && record.storedAt !== null) return { steps: [dequeue(partner, item)] };
  const key = await parts.store.vault.key(item.dispatch);
  const at = parts.clock.now();
  const due = record === null ? null : partnersDue(parts.treaty, record, at);
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
    steps: [dequeue(partner, item), ...storedSteps(item.dispatch, at, due, sealed)],
  };
}
