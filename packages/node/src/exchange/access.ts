import { done, no, type Result } from "@entente/contract";
import { handlesArrivals, type Officer } from "../people/door.ts";
import type { Store } from "../store/door.ts";
import type { ExchangeParts } from "./parts.ts";
import type { DispatchRecord } from "./record.ts";
import { forgetful } from "./standstill.ts";
import { dispatchById } from "./store.ts";

/**
 * A dispatch of one of the officer's desks. Another desk's is as absent as one that does not exist (T35); an
 * officer who only releases sees what is ours, never an arrival (users' page A4b).
 */
export async function dispatchFor(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<DispatchRecord>> {
  if (await forgetful(parts)) return no("rolled_back");
  const record = await dispatchById(parts.store, id);
  if (record === null || !isAtDesk(officer, record)) return no("not_found");
  return done(record);
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

/** Whether a dispatch is one of the officer's desks that he may know of. */
export function isAtDesk(officer: Officer, record: DispatchRecord): boolean {
  if (record.direction === "ours") return officer.desks.includes(record.fromDesk);
  return officer.desks.includes(record.toDesk) && handlesArrivals(officer);
}
