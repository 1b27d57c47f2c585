import type { PostEndWord } from "@entente/contract";
import type { Append, Step } from "../../store/door.ts";
import type { EnrolContext } from "../commands/enrol-officer.ts";
import { endingStep } from "./ending-store.ts";
import { postEntry } from "./post-leaf.ts";
import {
  accessOfAway,
  awayWithout,
  backUnder,
  postEnded,
  postsBegun,
  postsOver,
  type StoredPost,
} from "./post-store.ts";

const AT_ONCE = 64;

/** What ends a post, in one commit: its row, its officer's access unless another post of his stands, the leaf. */
export interface PostEnd {
  readonly appends: readonly Append[];
  readonly steps: readonly Step[];
}

/** The end of a post that stands; a commit of it is undone where somebody ended it first. */
export async function endOfPost(
  context: EnrolContext,
  post: StoredPost,
  { word, reason }: { readonly word: PostEndWord; readonly reason: string },
): Promise<PostEnd> {
  const at = context.clock();
  const entry = await postEntry(context, `${post.id} over`, [word, reason, at]);
  const { officer } = post;
  const off = officer === null ? [] : [awayWithout(officer, at), ...accessOfAway(officer, at)];
  return {
    appends: [{ log: "domestic", entry }],
    // What the other state said is not told back to it.
    steps: [
      postEnded(post.id, word, at),
      ...off,
      ...(word === "told" ? [] : [endingStep(context, post, word, at)]),
    ],
  };
}

/**
 * Ends what is over and begins what has begun. A node that was off at that moment does it when it starts; a clock that
 * goes back revives nothing, because an end is on the row.
 */
export async function keepTerms(context: EnrolContext): Promise<void> {
  const { store, clock } = context;
  for (const post of await postsOver(store, clock(), AT_ONCE))
    await store.commit(await endOfPost(context, post, { word: "term", reason: "" }));
  for (const { id, officer } of await postsBegun(store, clock(), AT_ONCE)) {
    if (officer === null) continue;
    const entry = await postEntry(context, `${id} begun`, [officer, clock()]);
    await store.commit({ appends: [{ log: "domestic", entry }], steps: [backUnder(officer)] });
  }
}
