import { faultsOfGround, hexOf, placeOfState, type RelationState, type StatePlace } from "@entente/protocol";
import type { Fault } from "@entente/words";
import type { Side, Treaty } from "../../agreement/door.ts";
import type { Store } from "../../store/door.ts";
import { type KeptState, keptStates } from "./state-store.ts";

/** Where a statement of one side contradicts the agreement as it stands here: every fault. */
export function faultsHere(treaty: Treaty, side: Side, statement: RelationState): readonly Fault[] {
  const { document, versions, ahead } = treaty;
  return faultsOfGround(statement, {
    node: side.node,
    agreement: document.id,
    // Any that ever was: a suspension is not refused because an amendment came between.
    versions: [...versions.map(({ digest }) => hexOf(digest)), ...ahead],
    areas: document.areas.map(({ id }) => id),
  });
}

/** A statement's place in its party's chain, and the chain. */
export async function placeHere(
  store: Store,
  treaty: Treaty,
  side: Side,
  said: Parameters<typeof placeOfState>[2],
): Promise<{ readonly place: StatePlace; readonly chain: readonly KeptState[] }> {
  const chain = await keptStates(store, side.party);
  return { place: placeOfState(chain, treaty.firstDigest, said), chain };
}
