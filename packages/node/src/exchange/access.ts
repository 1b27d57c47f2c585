import { done, no, type Result } from "@entente/contract";
import type { Sight } from "@entente/words";
import { maySee, type Officer } from "../people/door.ts";
import type { Store } from "../store/door.ts";
import { decidedBy } from "./decided.ts";
import type { ExchangeParts } from "./parts.ts";
import type { DispatchRecord } from "./record.ts";
import { forgetful } from "./standstill.ts";
import { dispatchById } from "./store.ts";
import { type Belonging, tiesOf } from "./ties.ts";

/**
 * A dispatch that an officer may see so much of, by the table of `@entente/words` (`sights.ts`). Every other one is as
 * absent as one that does not exist (T35).
 */
export async function dispatchFor(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  sight: Sight = "content",
): Promise<Result<DispatchRecord>> {
  if (await forgetful(parts)) return no("rolled_back");
  const record = await dispatchById(parts.store, id);
  const known = record === null ? [] : await knownTo(parts, officer, [record], sight);
  return record === null || known.length === 0 ? no("not_found") : done(record);
}

/** Whether a dispatch with this id is kept here, whoever may know of it. */
export async function isKept(store: Store, id: string): Promise<boolean> {
  return (await dispatchById(store, id)) !== null;
}

/** As `dispatchFor`, only what this node's officers write. */
export async function oursFor(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<DispatchRecord>> {
  const found = await dispatchFor(parts, officer, id);
  return found.ok && found.value.direction !== "ours" ? no("not_found") : found;
}

/** As `dispatchFor`, only what arrived from the partner. */
export async function arrivalFor(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<DispatchRecord>> {
  const found = await dispatchFor(parts, officer, id);
  return found.ok && found.value.direction !== "theirs" ? no("not_found") : found;
}

/** Those of these dispatches (at most 201) that an officer may see so much of, in their order. */
export async function knownTo<One extends Belonging>(
  parts: Pick<ExchangeParts, "store">,
  officer: Officer,
  ones: readonly One[],
  sight: Sight = "content",
): Promise<readonly One[]> {
  const byRow = new Set(ones.filter((one) => maySee(officer, tiesOf(officer, one), sight)));
  // Only who sees what he decided is looked up among those who did: to all others it makes no difference.
  const asks = maySee(officer, ["decided"], sight);
  const rest = asks ? ones.filter((one) => !byRow.has(one) && couldHaveDecided(officer, one)) : [];
  const decided = await decidedBy(
    parts,
    officer,
    rest.map(({ id }) => id),
  );
  return ones.filter((one) => byRow.has(one) || decided.has(one.id));
}

/** Whether an officer sees so much of everything at his desks that came, or that is ours and no draft. */
export function seesAll(officer: Officer, direction: "ours" | "theirs"): boolean {
  return maySee(officer, [direction === "ours" ? "desk_ours" : "desk_arrival"], "content");
}

/** He decides at his desks and on no draft; one who moved to another desk has left what he decided behind. */
function couldHaveDecided(officer: Officer, one: Belonging): boolean {
  return tiesOf(officer, one).includes("desk_ours");
}
