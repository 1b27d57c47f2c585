import { DECLINE_CODES, type DeclineCode } from "@entente/words";
import { bytes, int, type Step, type Store, text } from "../store/door.ts";

/** What the receiver of a dispatch tells its sender, each with a leaf of its own; a cell holds the word's number. */
export const EVENT_WORDS = [
  "opened",
  "answered",
  "declined_unstated",
  "declined_wrong_desk",
  "declined_form_not_met",
  "declined_duplicate",
  "declined_out_of_scope",
] as const;
export type EventWord = (typeof EVENT_WORDS)[number];

/** The event that says a decline with its code. */
export function declinedWord(code: DeclineCode): EventWord {
  return `declined_${code}`;
}

/** The code of a decline; null for any other event. */
export function declineCodeOf(word: EventWord): DeclineCode | null {
  return DECLINE_CODES.find((code) => declinedWord(code) === word) ?? null;
}

/** An event of an arrival that its sender is still to be told, with the leaf that proves it. */
export interface WaitingEvent {
  readonly dispatch: string;
  readonly event: EventWord;
  readonly leaf: number;
  /** 32 bytes */
  readonly salt: Uint8Array;
}

/** The step that queues an event; `leafOf` is its leaf's place among the appends of the same commit. Once each. */
export function queueEvent(
  partner: string,
  told: {
    readonly dispatch: string;
    readonly event: EventWord;
    readonly salt: Uint8Array;
    readonly leafOf: number;
  },
  at: number,
): Step {
  return {
    sql: `insert into event_out (partner, dispatch, event, leaf, salt, queued_at, attempts, next_at)
      values (?, ?, ?, ?, ?, ?, 0, ?)`,
    params: [partner, told.dispatch, told.event, { leafOf: told.leafOf }, told.salt, at, at],
    changes: 1,
  };
}

/** Longer than any wait here: a due time further away was set under another clock and counts as over (T07). */
const FURTHEST = 60_000;

/** What waits to be told, oldest first, at most 64. */
export async function waitingEvents(
  store: Store,
  partner: string,
  now: number,
): Promise<readonly WaitingEvent[]> {
  const rows = await store.all(
    `select dispatch, event, leaf, salt from event_out where partner = ? and (next_at <= ? or next_at > ?)
      order by queued_at, dispatch limit 64`,
    [partner, now, now + FURTHEST],
  );
  return rows.map((row) => ({
    dispatch: text(row, "dispatch"),
    event: eventOf(text(row, "event")),
    leaf: int(row, "leaf"),
    salt: bytes(row, "salt"),
  }));
}

/** The partner knows. */
export function eventTold(partner: string, { dispatch, event }: WaitingEvent): Step {
  return {
    sql: "delete from event_out where partner = ? and dispatch = ? and event = ?",
    params: [partner, dispatch, event],
  };
}

/** Not yet. */
export function eventLater(partner: string, { dispatch, event }: WaitingEvent, until: number): Step {
  return {
    sql: "update event_out set attempts = attempts + 1, next_at = ? where partner = ? and dispatch = ? and event = ?",
    params: [until, partner, dispatch, event],
  };
}

function eventOf(word: string): EventWord {
  const known = EVENT_WORDS.find((one) => one === word);
  if (known === undefined) throw new TypeError("a stored event is no word of ours");
  return known;
}
