import { tombstoneName } from "../erasing.ts";
import type { NodeKeys } from "../keys.ts";
import type { ExchangeParts } from "../parts.ts";
import { destroyedSteps } from "./apply-keys.ts";
import { itemOf, moveOwnKey, type OwnKey, ownKeys } from "./own-key-store.ts";

/**
 * So long an opening key outlives the one that replaced it (design §5): whatever was under way has come by then. What
 * comes later is refused as sealed to an unknown key, and its sender seals it again: nothing is lost by it, nor by a clock
 * that jumps.
 */
export const OPENING_KEPT = 60 * 86_400_000;

/**
 * Erases the opening keys whose time is over: seeds and the key they lay under, with a tombstone on our exchange log, so
 * that a backup from before brings none of them back (T25). How many.
 */
export async function eraseDueKeys(
  parts: ExchangeParts & { readonly reload: () => Promise<NodeKeys> },
): Promise<number> {
  const { store, clock } = parts;
  const earlier = (await ownKeys(store)).filter(({ use, state }) => use === "seal" && state === "earlier");
  let erased = 0;
  for (const key of earlier) {
    const over = clock.now() - key.since >= OPENING_KEPT;
    if (!over && !(await store.tombstones.stands(nameOf(key)))) continue;
    await eraseKey(parts, key);
    erased += 1;
  }
  if (erased > 0) await parts.reload();
  return erased;
}

async function eraseKey({ store, clock }: ExchangeParts, key: OwnKey): Promise<void> {
  const tombstone = await store.tombstones.make(nameOf(key));
  await store.commit({
    appends: [tombstone.append],
    steps: [tombstone.step, moveOwnKey(key, "erased", clock.now()), ...destroyedSteps(store, key)],
  });
}

function nameOf(key: OwnKey): string {
  return tombstoneName(itemOf(key));
}
