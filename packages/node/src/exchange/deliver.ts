import { decodeReceipts, parseStrict, type ReceiptItem } from "@entente/protocol";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { framed } from "./framing.ts";
import type { Queued } from "./outbox-store.ts";
import type { SignedHead } from "./own-log.ts";
import type { SealingParts } from "./seal.ts";

/** What became of one POST of dispatches: receipts whose head stands, or why there are none. */
export type Delivery =
  | { readonly ok: true; readonly items: readonly ReceiptItem[]; readonly head: SignedHead }
  /** `retryAfter`: his quota is used up, milliseconds; null = anything else */
  | { readonly ok: false; readonly reason: string; readonly retryAfter?: number };

/** The partner's door takes no more of us for so many milliseconds. */
interface Quiet {
  readonly quiet: number;
}

const QUOTA_USED = "the partner's door takes no more of us for a while";
const quietShape = Compile(
  Type.Object({ code: Type.String(), retry_after: Type.Integer({ minimum: 1, maximum: 60 }) }),
);
/** One POST and everything its answer must prove. Another taker of heads may move the newest head meanwhile. */
export async function deliver(parts: SealingParts, items: readonly Queued[]): Promise<Delivery> {
  const known = await parts.partnerLog.newest();
  const sealed = items.map((item) => item.sealed);
  const answer = await postOrReason(parts, framed(known.size, sealed));
  if (typeof answer === "string") return { ok: false, reason: answer };
  if ("quiet" in answer) return { ok: false, reason: QUOTA_USED, retryAfter: answer.quiet };
  const receipts = decodeReceipts(answer, items.length);
  if (!receipts.ok) return { ok: false, reason: receipts.faults[0]?.code ?? "receipt_malformed" };
  const { checkpoint, from, consistency } = receipts.value;
  const taken = await parts.partnerLog.take(checkpoint, from, consistency);
  return taken.ok
    ? { ok: true, items: receipts.value.items, head: taken.head }
    : { ok: false, reason: taken.code };
}

/** A line that moved its head while an item was under way answers the same item again, with a newer proof. */
const TRIES_AGAINST_A_MOVING_HEAD = 3;

/** The same for one dispatch beside another post, which may move the head meanwhile. */
export async function deliverAlone(parts: SealingParts, item: Queued): Promise<Delivery> {
  let delivery = await deliver(parts, [item]);
  for (let turn = 1; turn < TRIES_AGAINST_A_MOVING_HEAD; turn += 1) {
    if (delivery.ok || delivery.reason !== "conflict") return delivery;
    delivery = await deliver(parts, [item]);
  }
  return delivery;
}

async function postOrReason(parts: SealingParts, body: Uint8Array): Promise<Uint8Array | string | Quiet> {
  try {
    const answer = await parts.line.post("/peer/v1/dispatches", body);
    if (answer.status === 429) return { quiet: quietIn(answer.body) };
    return answer.status === 200 ? answer.body : `the partner answered ${answer.status}`;
  } catch {
    return "the partner cannot be reached";
  }
}

/** The milliseconds an answer asks us to wait; a few seconds where it says nothing that can be. */
function quietIn(body: Uint8Array): number {
  const said = parseStrict(body, { maxBytes: 1_024 });
  const seconds = said.ok && quietShape.Check(said.value) ? said.value.retry_after : 5;
  return seconds * 1_000;
}
