import type { DispatchBody } from "@entente/contract";
import type { Statement } from "@entente/protocol";
import type { ExchangeParts } from "../parts.ts";
import { heardOf } from "./ending-store.ts";

/**
 * Whether a dispatch names a post that was over when it was made: by the time it states, or by what its statement shows
 * of its sender's log. Whoever dates it back has signed that his log already held the notice of the end.
 */
export async function madeAfterItsPost(
  { store, people }: Pick<ExchangeParts, "store" | "people">,
  { post, made_at }: Pick<DispatchBody, "post" | "made_at">,
  { senderLog }: Pick<Statement, "senderLog">,
): Promise<boolean> {
  if (post === undefined) return false;
  const made = Date.parse(made_at);
  const heard = await heardOf(store, post);
  if (heard.some(({ since, leaf }) => made >= since || senderLog.size > leaf)) return true;
  // Where we ended it ourselves: a host needs nobody's notice.
  const over = await people.posts.over(post);
  return over !== null && made >= over;
}
