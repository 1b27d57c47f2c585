import { done, no, type ReadsWish, type ReadView, type Result } from "@entente/contract";
import type { Store } from "../store/door.ts";
import { type About, type FoundRead, readsFrom } from "./reads-store.ts";

const PAGE = 50;

/** Who read what, a page at a time, newest first. Refused where not exactly one of officer and dispatch is named. */
export async function readsBy(
  store: Store,
  wish: ReadsWish,
): Promise<Result<{ items: ReadView[]; next: string | null }>> {
  const about = aboutOf(wish);
  if (about === null)
    return no("malformed", { faults: [{ code: "one_of", where: "", detail: "officer, or dispatch" }] });
  const after = wish.cursor === undefined || wish.cursor === null ? null : placeAt(wish.cursor);
  if (after === undefined) return no("malformed", { faults: [{ code: "bad_cursor", where: "/cursor" }] });
  const limit = wish.limit ?? PAGE;
  const window = { from: momentOf(wish.from), to: momentOf(wish.to), after };
  const found = await readsFrom(store, about, window, limit + 1);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return done({ items: page.map(({ view }) => view), next: last === undefined ? null : cursorOf(last) });
}

function aboutOf({ officer, dispatch }: ReadsWish): About | null {
  if (officer !== undefined) return dispatch === undefined ? { officer } : null;
  return dispatch === undefined ? null : { dispatch };
}

function momentOf(instant: string | undefined): number | null {
  return instant === undefined ? null : Date.parse(instant);
}

function cursorOf({ at, id }: FoundRead): string {
  return `${String(at)}.${id}`;
}

/** Undefined where it is no cursor of ours. */
function placeAt(cursor: string): { readonly at: number; readonly id: string } | undefined {
  const [, at, id] = /^(\d{1,16})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id };
}
