import type { Step } from "../store/door.ts";
import { dispatchIds, emptied } from "./erasure-store.ts";
import type { ExchangeParts } from "./parts.ts";

/** The name a dispatch's tombstone stands for. */
export function tombstoneName(id: string): string {
  return `dispatch:${id}`;
}

/**
 * The steps that make a dispatch unreadable for good, whatever its state: its key and search tokens go, and every sealed
 * column with them; the row stays as the place in its stream, and says that it was erased.
 */
export function erasingSteps(parts: Pick<ExchangeParts, "store">, id: string, at: number): readonly Step[] {
  return [...parts.store.vault.destroy(id), ...emptied(id, at)];
}

const SLICE = 500;

/** Erases again whatever a tombstone stands for and is readable: after a restore from before its erasure. How many. */
export async function eraseAgain(parts: Pick<ExchangeParts, "store" | "clock">): Promise<number> {
  let [after, erased] = ["", 0];
  for (;;) {
    const ids = await dispatchIds(parts.store, after, SLICE);
    for (const id of ids) {
      if ((await parts.store.vault.key(id)) === null) continue;
      if (!(await parts.store.tombstones.stands(tombstoneName(id)))) continue;
      await parts.store.commit({ steps: erasingSteps(parts, id, parts.clock.now()) });
      erased += 1;
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < SLICE) return erased;
    after = last;
  }
}
