import { no, type Refusal } from "@entente/contract";
import { timeOrderedId } from "@entente/words";
import type { Step } from "../store/door.ts";
import type { ExchangeParts } from "./parts.ts";
import { blockOf, forgetPrompts, insertPrompt, throttledUntil } from "./prompt-store.ts";
import type { DispatchRecord } from "./record.ts";

/** So many proposals of one author are read in an hour; more only wear down whoever must read them (T20). */
const MOST_IN_AN_HOUR = 30;

/**
 * Why an author may not put another proposal before those who release at his desk; null where he may. Whoever asks often
 * enough is waved through in the end (T20, Uber 2022): one author cannot ask without end, and nobody else waits for him.
 */
export async function promptRefusal(
  parts: Pick<ExchangeParts, "store" | "clock" | "promptsPerHour">,
  author: string,
  { fromDesk }: Pick<DispatchRecord, "fromDesk">,
): Promise<Refusal | null> {
  if ((await blockOf(parts.store, author, fromDesk)) !== null) return no("author_blocked").refusal;
  const most = parts.promptsPerHour?.() ?? MOST_IN_AN_HOUR;
  const until = await throttledUntil(parts.store, author, fromDesk, parts.clock.now(), most);
  if (until === null) return null;
  const from = new Date(until).toISOString();
  return no("throttled", { detail: `${most} in an hour; the next from ${from} on` }).refusal;
}

/** The steps that count a proposal; the first undoes the commit where it is one too many. */
export function promptSteps(
  parts: Pick<ExchangeParts, "random" | "promptsPerHour">,
  author: string,
  { id: dispatch, fromDesk: desk }: Pick<DispatchRecord, "id" | "fromDesk">,
  at: number,
): readonly Step[] {
  const id = timeOrderedId(at, parts.random(10));
  const most = parts.promptsPerHour?.() ?? MOST_IN_AN_HOUR;
  return [insertPrompt({ id, author, desk, dispatch, at }, most), forgetPrompts(author, desk, at)];
}
