import { AGREEMENT_HEADER, no, type Result } from "@entente/contract";
import type { Treaty } from "../agreement/door.ts";
import type { DeskLists, DeskRoom } from "../desk/door.ts";
import type { Exchange } from "../exchange/door.ts";
import type { Ledger } from "../oversight/door.ts";

/** One agreement as this node lives it: rooms over a store, a log, keys and a line that no other agreement has. */
export interface Relation {
  readonly treaty: Treaty;
  readonly exchange: Exchange;
  readonly ledger: Ledger;
  readonly desk: DeskRoom;
  readonly lists: DeskLists;
  /** whether it keeps a dispatch with this id, whoever may know of it */
  readonly holds: (id: string) => Promise<boolean>;
}

/** Every relation of a node, in the order of their start; the first shares its store with officers and holdings. */
export type Relations = readonly [Relation, ...Relation[]];

/** The agreement a request is about: by its id, or by the partner's code; null = the request does not say. */
export interface Wish {
  readonly agreement: string | null;
  readonly partner: string | null;
}

/**
 * The relation that keeps a dispatch. For an id that none keeps it is the first, whose "not found" is that of every
 * relation. All are asked whatever the first says: what is hidden takes no other time than what is absent.
 */
export async function keeperOf(relations: Relations, id: string): Promise<Relation> {
  const [first, ...others] = relations;
  const held = await Promise.all(others.map((relation) => relation.holds(id)));
  return others[held.indexOf(true)] ?? first;
}

/** The relation a request is about. Refused where it names one that is not, or names none and there are several. */
export function chosen(relations: Relations, { agreement, partner }: Wish): Result<Relation> {
  const fitting = relations.filter(
    ({ treaty }) =>
      (agreement === null || treaty.document.id === agreement) &&
      (partner === null || treaty.partner.party === partner),
  );
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return { ok: true, value: only };
  const where = agreement === null && partner !== null ? "/partner" : AGREEMENT_HEADER;
  const code = only === undefined ? "unknown_agreement" : "agreement_needed";
  const detail = `one of: ${relations.map(({ treaty }) => treaty.document.id).join(", ")}`;
  return no("malformed", { faults: [{ code, where, detail }] });
}
