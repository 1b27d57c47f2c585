import { done, LONGEST_UNCONFIRMED, no, type PostView, type Result } from "@entente/contract";
import { guestOf } from "@entente/words";
import type { EnrolContext } from "../commands/enrol-officer.ts";
import { ordersIn } from "../order-store.ts";
import type { Officer } from "../port.ts";
import { may } from "../rules.ts";
import { stillInService } from "../store.ts";
import { type Ending, endingsAfter } from "./ending-store.ts";
import { endOfPost, keepTerms } from "./post-end.ts";
import { postEntry } from "./post-leaf.ts";
import { allPosts, postById, postsOf, type StoredPost, threadNamed } from "./post-store.ts";
import { presentPost } from "./post-view.ts";

/** More posts than one state has. */
const MOST_POSTS = 500;
const MOST_ENDINGS = 64;

/** Posts of this node's state abroad, and of other states here. */
export interface Posts {
  /** What this officer may know of: a guest his own, operators and auditors all, everybody else ours that are not over. */
  list(officer: Officer): Promise<Result<{ items: PostView[] }>>;
  /** Posts of ours that stand or are coming: the directory's. */
  ours(party: string): Promise<readonly PostView[]>;
  /** Ends what is over, begins what has begun. */
  keepTerms(): Promise<void>;
  /** The officer names a guest post for a thread. `sending` is the state whose thread it is. */
  name(by: Officer, post: string, thread: string, sending: string): Promise<Result<PostView>>;
  /** The post under which an officer of ours works towards a host at this moment; null where he has none. */
  under(officer: string, host: string): Promise<string | null>;
  /** Since when a post stands no more, Unix milliseconds; null while it does, or where nobody here knows of it. */
  over(post: string): Promise<number | null>;
  /** What a partner must be told of, after an id; oldest first. */
  endings(after: string): Promise<readonly Ending[]>;
  /** The other state of a post told that it is over; whether that ended anything here. */
  told(post: string, by: string, word: string): Promise<boolean>;
  /** Whether an end that one person ordered waits for the second longer than 72 hours. */
  unconfirmed(): Promise<boolean>;
}

/** Opens the posts over the store where officers are. */
export function openPosts(context: EnrolContext): Posts {
  const { store, clock } = context;
  const view = (post: StoredPost) => presentPost(store, post, clock());
  return {
    async list(officer) {
      const own = guestOf(officer.id) !== null ? await postsOf(store, officer.id) : null;
      const known = own ?? (await allPosts(store, MOST_POSTS));
      const all = own !== null || may(officer, "see_officers");
      const items = await Promise.all(known.filter((post) => all || post.endedAt === null).map(view));
      return done({ items });
    },
    async ours(party) {
      const posts = await allPosts(store, MOST_POSTS);
      return Promise.all(posts.filter((one) => one.sending === party && one.endedAt === null).map(view));
    },
    keepTerms: () => keepTerms(context),
    name: (by, post, thread, sending) => name(context, by, { post, thread, sending }),
    async under(officer, host) {
      const now = clock();
      const found = (await postsOf(store, officer)).find(
        (post) => post.host === host && post.endedAt === null && post.from <= now && now < post.to,
      );
      return found?.id ?? null;
    },
    over: async (post) => (await postById(store, post))?.endedAt ?? null,
    endings: (after) => endingsAfter(store, after, MOST_ENDINGS),
    told: (post, by, word) => told(context, post, by, word),
    async unconfirmed() {
      const acting = await ordersIn(store, ["acting"], MOST_POSTS);
      return acting.some(({ at }) => clock() - at > LONGEST_UNCONFIRMED);
    },
  };
}

async function name(
  context: EnrolContext,
  by: Officer,
  { post, thread, sending }: { readonly post: string; readonly thread: string; readonly sending: string },
): Promise<Result<PostView>> {
  const { store, clock } = context;
  const found = await postById(store, post);
  const guest = found?.officer ?? null;
  if (found === null || found.endedAt !== null || found.sending !== sending || guest === null)
    return no("malformed", { faults: [{ code: "no_such_guest", where: "/post" }] });
  const at = clock();
  const entry = await postEntry(context, `${post} named ${thread}`, [by.id, at]);
  const committed = await store.commit({
    appends: [{ log: "domestic", entry }],
    steps: [stillInService(by.id), threadNamed(post, thread, by.id, at)],
  });
  return committed.committed ? done(await presentPost(store, found, at)) : no("changed_meanwhile");
}

/**
 * What the other state of a post says ends it here: the sending state whatever it says, because it no longer answers for
 * him; the host only where it sent him away, because what it keeps of him for its own sake is not ours to lose.
 */
async function told(context: EnrolContext, post: string, by: string, word: string): Promise<boolean> {
  const found = await postById(context.store, post);
  if (found === null || found.endedAt !== null) return false;
  const ends = found.sending === by || (found.host === by && word === "unwelcome");
  if (!ends) return false;
  const end = await endOfPost(context, found, { word: "told", reason: word });
  return (await context.store.commit(end)).committed;
}
