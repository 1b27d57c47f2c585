import { ENTRY_KIND, entry, leafHash, saltedDigest, verifyInclusion } from "@entente/ledger";
import { type ReceiptItem, sameBytes } from "@entente/protocol";
import type { Commit } from "../store/door.ts";
import { type Breaker, type BreakerState, LONGEST_WAIT, openBreaker } from "./breaker.ts";
import { type Delivery, deliver, deliverAlone } from "./deliver.ts";
import { LIFE_THREAT } from "./lanes.ts";
import { exchangeLeaf } from "./leaves.ts";
import { MOST_AT_ONCE, nextPost, urgentDue } from "./next-post.ts";
import { dequeue, postpone, type Queued } from "./outbox-store.ts";
import type { SignedHead } from "./own-log.ts";
import { partnersDue } from "./partners-due.ts";
import { openPostTurn, openQuiet } from "./post-turn.ts";
import { sha256 } from "./proposal.ts";
import { resealed } from "./reseal.ts";
import type { SealingParts } from "./seal.ts";
import { sealJson } from "./sealed-json.ts";
import { signAnew } from "./signing-anew.ts";
import { dispatchById, erasedThereSteps, storedSteps } from "./store.ts";

/** A life-threat item that did not get through is tried again at least this often, whatever the line is like. */
const LIFE_THREAT_WAIT = 2_000;

/** How the line to the partner stands. */
export interface LineState {
  readonly reachable: boolean;
  readonly reason: string | null;
}

/**
 * Carries the outbox to the partner (stage 9). One instance a partner. Posts follow each other, and what is life-threat
 * stands first in the next one: whoever watches the line sees one POST after the other, and cannot see that one of them
 * was urgent (T26).
 */
export interface Poster {
  /** Posts what is due until nothing is; how many got a receipt. Never throws for an absent partner. */
  drain(): Promise<number>;
  /** Whether a post has been under way so long that life-threat waits for it no more. */
  overdue(): boolean;
  /** Whether any post is under way. */
  busy(): boolean;
  /** Posts the life-threat lane beside a post that is overdue: each alone. In sight, and only where the line fails. */
  drainLifeThreat(): Promise<number>;
  readonly state: () => LineState;
  readonly breaker: () => BreakerState;
}

/** Opens the poster of the one partner. */
export function openPoster(parts: SealingParts): Poster {
  let line: LineState = { reachable: true, reason: null };
  const partner = parts.treaty.partner.party;
  const breaker = openBreaker(parts.random);
  const turn = openPostTurn(parts.clock);
  const quiet = openQuiet(parts.clock);

  function learn(delivery: Delivery): void {
    line = delivery.ok ? { reachable: true, reason: null } : { reachable: false, reason: delivery.reason };
    if (delivery.ok) breaker.succeeded();
    else if (delivery.retryAfter !== undefined) quiet.ask(delivery.retryAfter);
  }

  const round = () =>
    turn.run(async (onLine) => {
      const still = quiet.lasts();
      const passage = still ? "none" : breaker.passage(parts.clock.now());
      const items = await nextPost(parts, partner, { passage, urgent: still ? 1 : MOST_AT_ONCE });
      if (items.length === 0) return 0;
      const delivery = await parts.partnerLog.exclusively(() => {
        onLine(items.map(({ dispatch }) => dispatch));
        return deliver(parts, items);
      });
      learn(delivery);
      if (delivery.ok) return settleAll(parts, partner, items, delivery);
      // Life-threat alone is tried whatever the breaker says, and its failures tell the breaker nothing new.
      if (items.some(({ lane }) => lane !== LIFE_THREAT)) breaker.failed(parts.clock.now());
      await putOff(parts, partner, items, delivery.reason, breaker);
      return 0;
    });

  async function alone(item: Queued): Promise<number> {
    const delivery = await deliverAlone(parts, item);
    learn(delivery);
    if (delivery.ok) return settleAll(parts, partner, [item], delivery);
    await putOff(parts, partner, [item], delivery.reason, breaker);
    return 0;
  }

  return {
    async drain() {
      let total = 0;
      for (let stored = await round(); stored > 0; stored = await round()) total += stored;
      return total;
    },
    overdue: turn.overdue,
    busy: turn.busy,
    async drainLifeThreat() {
      if (!turn.overdue()) return 0;
      const waiting = (await urgentDue(parts, partner)).filter(({ dispatch }) => !turn.carries(dispatch));
      const settled = await Promise.all(waiting.map(alone));
      return settled.reduce((sum, one) => sum + one, 0);
    },
    state: () => line,
    breaker: () => breaker.state(parts.clock.now()),
  };
}

/** Takes the receipts of a post, each on its own; how many stood. */
async function settleAll(
  parts: SealingParts,
  partner: string,
  items: readonly Queued[],
  { items: receipts, head }: Extract<Delivery, { ok: true }>,
): Promise<number> {
  const settled = await Promise.all(
    items.map((item, nth) => settle(parts, partner, item, receipts[nth], head)),
  );
  return settled.filter(Boolean).length;
}

/** What was under way is due again with the line's own next try, life-threat within two seconds, and says why it waits. */
async function putOff(
  parts: SealingParts,
  partner: string,
  items: readonly Queued[],
  reason: string,
  breaker: Breaker,
): Promise<void> {
  const now = parts.clock.now();
  const next = breaker.state(now).nextTry ?? now;
  const until = ({ lane }: Queued) => (lane === LIFE_THREAT ? now + LIFE_THREAT_WAIT : next);
  await parts.store.commit({ steps: items.map((item) => postpone(partner, item, until(item), reason)) });
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
    if (receipt?.code === "erased") return ended(parts, partner, item, now);
    if (receipt?.code === "revoked_key" && (await signAnew(parts, partner, item, now))) return false;
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

/**
 * The partner took it, his receipt was lost, and he has erased it since: nobody can prove that it arrived any more, and
 * it would be sent for ever. It is over, and its desk sees why; a receipt of an earlier time stands.
 */
async function ended(parts: SealingParts, partner: string, item: Queued, at: number): Promise<false> {
  await parts.store.commit({ steps: [dequeue(partner, item), ...erasedThereSteps(item.dispatch, at)] });
  return false;
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
  const due = record === null ? null : await partnersDue(parts, record, at);
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
