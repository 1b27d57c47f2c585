import { dispatchIdBytes, dispatchIdOf } from "@entente/words";
import { type CellEvent, encodeCell, MOST_CELL_EVENTS } from "./cell-codec.ts";
import { type Told, takeTold } from "./events.ts";
import { eventLater, eventTold, type WaitingEvent, waitingEvents } from "./events-store.ts";
import { sha256 } from "./proposal.ts";
import type { ReceivingParts } from "./receive.ts";
import { recordRejection } from "./rejection.ts";

/** An event as it waits here and as it travels. */
export interface SentEvent {
  readonly row: WaitingEvent;
  readonly wire: CellEvent;
}

/** An event the partner finds unproven waits so long, so that those behind it are told. */
const REFUSED_WAIT = 60_000;
const EMPTY = encodeCell({ known: 0, cosigned: null, head: null, events: [] }).length;

/**
 * The oldest events that fit, proven in the tree of `size`, a head the partner has taken by then. What does not fit,
 * or has its leaf beyond, waits for the next cell.
 * @param room bytes that are left in the cell
 */
export async function eventsThatFit(
  parts: ReceivingParts,
  size: number,
  room: number,
): Promise<readonly SentEvent[]> {
  const rows = await waitingEvents(parts.store, parts.treaty.partner.party, parts.clock.now());
  const sent: SentEvent[] = [];
  let left = room;
  for (const row of rows) {
    const id = dispatchIdBytes(row.dispatch);
    if (row.leaf >= size || !id.ok) continue;
    const inclusion = [...(await parts.store.logs.inclusionProof("exchange", row.leaf, size))];
    const { event, leaf, salt } = row;
    const wire = { id: id.value, event, index: leaf, size, salt, inclusion };
    left -= encodeCell({ known: 0, cosigned: null, head: null, events: [wire] }).length - EMPTY;
    if (left < 0 || sent.length === MOST_CELL_EVENTS) break;
    sent.push({ row, wire });
  }
  return sent;
}

/** Keeps what the partner said of each event, in their order. */
export async function settleSent(
  parts: ReceivingParts,
  sent: readonly SentEvent[],
  said: readonly string[],
): Promise<void> {
  const partner = parts.treaty.partner.party;
  const later = parts.clock.now() + REFUSED_WAIT;
  const steps = sent.flatMap(({ row }, nth) => {
    if (said[nth] === "taken") return [eventTold(partner, row)];
    return said[nth] === "event_unproven" ? [eventLater(partner, row, later)] : [];
  });
  if (steps.length > 0) await parts.store.commit({ steps });
}

/** Takes the partner's word of one event: `taken`, `event_checkpoint` or `event_unproven`. */
export async function takeCellEvent(parts: ReceivingParts, event: CellEvent): Promise<string> {
  const root = await parts.partnerLog.rootAt(event.size);
  if (root === null) return "event_checkpoint";
  const dispatch = dispatchIdOf(event.id);
  const told: Told | null = dispatch.ok ? { ...event, dispatch: dispatch.value } : null;
  if (told !== null && (await takeTold(parts, told, { size: event.size, root }))) return "taken";
  const digest = sha256(encodeCell({ known: 0, cosigned: null, head: null, events: [event] }));
  await recordRejection(parts, { door: "peer", code: "event_unproven", where: "cell", digest });
  return "event_unproven";
}
