import { PostView, readerOf } from "@entente/contract";
import type { Store } from "../../store/door.ts";
import { PeopleFault } from "../faults.ts";
import { type StoredPost, threadsOf } from "./post-store.ts";

const readView = readerOf(PostView);

/** A post as officers see it, as of now. Throws PeopleFault `broken_row` for a row this program would not have written. */
export async function presentPost(store: Store, post: StoredPost, now: number): Promise<PostView> {
  const { id, sending, host, officer, agency, reference, version, endedAt } = post;
  const iso = (at: number) => new Date(at).toISOString();
  const view = readView({
    post: id,
    sending,
    host,
    officer,
    agency,
    desks: parsed(post.desks),
    from: iso(post.from),
    to: iso(post.to),
    reference,
    accredited_on: post.accreditedOn,
    languages: parsed(post.languages),
    hours: parsed(post.hours),
    deputies: parsed(post.deputies),
    state: endedAt !== null || post.to <= now ? "over" : post.from <= now ? "standing" : "coming",
    version,
    ended_at: endedAt === null ? null : iso(endedAt),
    end: post.endWord,
    threads: [...(await threadsOf(store, id))],
  });
  if (view.ok) return view.value;
  throw new PeopleFault("broken_row", "a stored post is not as it was written");
}

function parsed(json: string): unknown {
  return JSON.parse(json);
}
