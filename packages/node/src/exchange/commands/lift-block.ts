import { type BlockView, done, no, type Result } from "@entente/contract";
import { may, type Officer, stillInService } from "../../people/door.ts";
import { actMark } from "../domestic.ts";
import type { ExchangeParts } from "../parts.ts";
import { type Block, blockLifted, blockOf, blocks } from "../prompt-store.ts";

/** The blocks an officer may know of: every one for an operator, those of his desks for whoever releases there. */
export async function listBlocks(
  parts: Pick<ExchangeParts, "store">,
  officer: Officer,
): Promise<Result<{ items: BlockView[] }>> {
  const known = (await blocks(parts.store)).filter(({ desk }) => decidesAt(officer, desk));
  return done({ items: known.map(viewOf) });
}

/** Takes an author's proposals again. Nobody lifts what stands against himself; it is on the domestic log. */
export async function liftBlock(
  parts: ExchangeParts,
  officer: Officer,
  { author, desk }: { readonly author: string; readonly desk: string },
): Promise<Result<BlockView>> {
  if (!decidesAt(officer, desk) || officer.id === author)
    return no("not_permitted", {
      detail: "an operator lifts it, or who releases at that desk; never its author",
    });
  const block = await blockOf(parts.store, author, desk);
  if (block === null) return no("not_found");
  const mark = await actMark(parts, {
    act: "block_lifted",
    dispatch: "",
    officer: officer.id,
    word: `${author} ${desk}`,
  });
  const steps = [stillInService(officer.id), blockLifted(author, desk), mark.step];
  const committed = await parts.store.commit({ appends: [mark.append], steps });
  return committed.committed ? done(viewOf(block)) : no("changed_meanwhile");
}

function decidesAt(officer: Officer, desk: string): boolean {
  return may(officer, "operate") || (may(officer, "release") && officer.desks.includes(desk));
}

function viewOf({ author, desk, by, at }: Block): BlockView {
  return { author, desk, by, at: new Date(at).toISOString() };
}
