import { no, type PostView, type Result } from "@entente/contract";
import type { Officer } from "../../people/door.ts";
import { arrivalFor } from "../access.ts";
import type { ExchangeParts } from "../parts.ts";

/**
 * Names a guest's post for the thread of an arrival. Only what his own state sent can be named: a thread with a third
 * state is none of his. The officer must see the arrival himself; nothing of ours in the thread is shown by this.
 */
export async function nameGuest(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  post: string,
): Promise<Result<PostView>> {
  const found = await arrivalFor(parts, officer, id);
  if (!found.ok) return found;
  const { thread, fromParty, state } = found.value;
  if (state === "quarantined") return no("state_conflict", { detail: "its content did not verify" });
  return parts.people.posts.name(officer, post, thread, fromParty);
}
