import type { Commit, Committed } from "../store/door.ts";
import type { AttachmentRecord } from "./attachments/record.ts";
import { openedAttachments } from "./attachments/rows.ts";
import type { Turns } from "./attachments/turns.ts";
import { dispatchIds, emptied } from "./erasure-store.ts";
import type { ExchangeParts } from "./parts.ts";

/** The name a dispatch's tombstone stands for. */
export function tombstoneName(id: string): string {
  return `dispatch:${id}`;
}

type Parts = Pick<ExchangeParts, "store"> & { readonly turns: Turns };

/**
 * Makes a dispatch unreadable for good, whatever its state: its key and search tokens go, every sealed column and its
 * attachments with them; the row stays as the place in its stream, and says that it was erased.
 * @param beside what must happen in the same commit
 */
export async function eraseNow(parts: Parts, id: string, at: number, beside: Commit): Promise<Committed> {
  const files = (await openedAttachments(parts.store, id))?.records ?? [];
  const names = files.map(({ meta }) => meta.id);
  return inTurnOf(parts.turns, names, () => eraseWith(parts, id, at, { beside, files }));
}

/** Nobody adds to any of these meanwhile: a part under way would leave a stream behind that nothing knows. */
function inTurnOf<T>(turns: Turns, [name, ...more]: readonly string[], work: () => Promise<T>): Promise<T> {
  return name === undefined ? work() : turns(name, () => inTurnOf(turns, more, work));
}

async function eraseWith(
  parts: Parts,
  id: string,
  at: number,
  { beside, files }: { readonly beside: Commit; readonly files: readonly AttachmentRecord[] },
): Promise<Committed> {
  // A stream as it came is sealed to the node and not to the item: it goes before the key, or a crash between would
  // leave it readable. Where the commit is not made after all, the partner sends it again.
  for (const { meta } of files) if (meta.wire !== null) await parts.store.blobs.remove(meta.wire);
  const erased = await parts.store.commit({
    ...(beside.appends === undefined ? {} : { appends: beside.appends }),
    steps: [...beside.steps, ...parts.store.vault.destroy(id), ...emptied(id, at)],
  });
  if (erased.committed) for (const { meta } of files) await parts.store.blobs.remove(meta.blob);
  return erased;
}

const SLICE = 500;

/** Erases again whatever a tombstone stands for and is readable: after a restore from before its erasure. How many. */
export async function eraseAgain(parts: Parts & Pick<ExchangeParts, "clock">): Promise<number> {
  let [after, erased] = ["", 0];
  for (;;) {
    const ids = await dispatchIds(parts.store, after, SLICE);
    for (const id of ids) {
      if ((await parts.store.vault.key(id)) === null) continue;
      if (!(await parts.store.tombstones.stands(tombstoneName(id)))) continue;
      await eraseNow(parts, id, parts.clock.now(), { steps: [] });
      erased += 1;
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < SLICE) return erased;
    after = last;
  }
}
