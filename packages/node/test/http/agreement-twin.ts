import { done } from "@entente/contract";
import type { Exchange } from "../../src/exchange/door.ts";
import type { Officer } from "../../src/people/door.ts";

/** The exchange's twin where it amends an agreement: it notes what it was asked and changes nothing. */
export function agreementTwin(
  note: (method: string, officer: Officer, ...args: readonly unknown[]) => void,
): Pick<Exchange, "showAgreement" | "draftAgreement" | "applyAgreement"> {
  return {
    async showAgreement(officer) {
      note("showAgreement", officer);
      return done({ id: "invented-1", in_force: 1, items: [] });
    },
    async draftAgreement(officer, terms) {
      note("draftAgreement", officer, terms);
      return done({ type: "entente/agreement/v1", payload_base64: "e30=", version: 2 });
    },
    async applyAgreement(officer, signed) {
      note("applyAgreement", officer, signed);
      return done({ version: 2, state: "one_of_two" as const });
    },
  };
}
