import { RIGHTS } from "@entente/words";
import { type Static, Type } from "typebox";
import { CLOSED, Instant, Line } from "./fields.ts";
import { Signature } from "./people-order.ts";

/** A program that keeps a token longer than this is one that nobody looks after. */
export const TOKEN_DAYS = 90;

/** What a program may do in an officer's name: never more than he may, and never a release. */
export const Scope = Type.Array(Type.Enum(RIGHTS), {
  minItems: 1,
  maxItems: RIGHTS.length,
  uniqueItems: true,
});

/** A token for a program, as its officer's device signs it: an open browser alone makes none that outlives it (T36). */
export const NewToken = Type.Object({ name: Line, rights: Scope, expires_at: Instant, ...Signature }, CLOSED);
export type NewToken = Static<typeof NewToken>;

/** The text that is signed; fields in alphabetical order, no white space, a domain of its own. */
export function tokenText(
  token: Pick<NewToken, "name" | "rights" | "expires_at"> & { readonly officer: string },
): string {
  const { name, rights, expires_at, officer } = token;
  return JSON.stringify({ domain: "entente/program-token/v1", expires_at, name, officer, rights });
}

export const TokenView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  rights: Type.Array(Type.Enum(RIGHTS)),
  made_at: Type.String(),
  expires_at: Type.String(),
  state: Type.Enum(["active", "expired", "ended"]),
});
export type TokenView = Static<typeof TokenView>;
