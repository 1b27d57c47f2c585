import type { Store } from "../store/door.ts";
import type { Place } from "./place.ts";
import { CHANGES, type Changed, changedSince } from "./views-store.ts";

/** So often a look reads on where everything changed at once. */
const LOOKS = 5;

/** What changed behind a place, whoever may know of it, and the moment from which on the next look begins. */
export interface ChangesRead {
  readonly changed: readonly Changed[];
  readonly next: number;
}

/**
 * Reads what changed up to `until`. The next look begins at a moment and never at a dispatch: the place is told to whoever
 * listens, and the id of the last change would be that of one he may not know of (T35). Where more changed than a look
 * reads, the moment it broke off in is read again.
 */
export async function changesBehind(store: Store, place: Place, until: number): Promise<ChangesRead> {
  const changed: Changed[] = [];
  let after = { at: place.key, id: place.id };
  for (let look = 0; look < LOOKS; look += 1) {
    const more = await changedSince(store, after, until);
    changed.push(...more);
    const last = more.at(-1);
    // `until` itself was looked at.
    if (last === undefined || more.length < CHANGES) return { changed, next: Math.max(place.key, until + 1) };
    after = { at: last.at, id: last.id };
  }
  // One moment that fills a whole look is passed over in part: what is told is only that something changed.
  return { changed, next: after.at > place.key ? after.at : after.at + 1 };
}
