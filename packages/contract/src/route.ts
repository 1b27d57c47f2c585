import type { Right } from "@entente/words";
import type { TSchema } from "typebox";

/** One door of the node's API. `right` null = no sign-in; "signed_in" = any officer. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly summary: string;
  readonly right: Right | "signed_in" | null;
  /** only for the officer himself: what a program asks with a token of its own is refused here, whatever its scope */
  readonly inPerson?: true;
  /** an officer of another state, seconded to this node, may ask it too; every other door is shut to him */
  readonly guest?: true;
  readonly body: TSchema | null;
  readonly answer: TSchema;
  /** the answer's media type; JSON where absent */
  readonly type?: "application/octet-stream";
  /** whether it is about one agreement's line or log: a node with several asks for AGREEMENT_HEADER then */
  readonly ofAgreement?: true;
}

/** Where a request says which agreement it is about, by the agreement's id. */
export const AGREEMENT_HEADER = "entente-agreement";
