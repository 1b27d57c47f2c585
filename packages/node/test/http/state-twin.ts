import { done } from "@entente/contract";
import type { Exchange } from "../../src/exchange/door.ts";
import type { Officer } from "../../src/people/door.ts";

type Note = (method: string, officer: Officer, ...args: readonly unknown[]) => void;

/** What operators do with the relation's state, on a twin of the exchange. */
export function stateTwin(note: Note): Pick<Exchange, "showStates" | "draftState" | "applyState"> {
  return {
    async showStates(officer) {
      note("showStates", officer);
      return done({ agreement: "invented-1", areas: [], always: { kinds: [], beside: [] }, items: [] });
    },
    async draftState(officer, wish) {
      note("draftState", officer, wish);
      return done({ type: "entente/relation-state/v1", payload_base64: "e30=", serial: 1 });
    },
    async applyState(officer, signed) {
      note("applyState", officer, signed);
      return done({ serial: 1, scope: "all", state: "suspended", stands: "in_force" });
    },
  };
}
