import { done, no } from "@entente/contract";
import type { Exchange } from "../../src/exchange/door.ts";
import type { Officer } from "../../src/people/door.ts";

type Note = (method: string, officer: Officer, ...args: readonly unknown[]) => void;

/** What a second person does beside approving one, on a twin of the exchange. */
export function decidingTwin(note: Note): Pick<Exchange, "approveBatch" | "blocks" | "liftBlock"> {
  return {
    async approveBatch(officer, items) {
      note("approveBatch", officer, items);
      return done({ items: [] });
    },
    async blocks(officer) {
      note("blocks", officer);
      return done({ items: [] });
    },
    async liftBlock(officer, block) {
      note("liftBlock", officer, block);
      return no("not_found");
    },
  };
}
