import type { RouteName } from "@entente/contract";
import { type Json, parseStrict } from "@entente/protocol";
import type { Parsed } from "@entente/words";

/** Limits of one route's body (T30): bytes, and object members in the whole text. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxKeys: number;
}

const MEBIBYTE = 1_048_576;
const USUAL: BodyLimits = { maxBytes: MEBIBYTE, maxKeys: 10_000 };
/** 500 records of some forty members each. */
const OF_IMPORT: BodyLimits = { maxBytes: 4 * MEBIBYTE, maxKeys: 40_000 };

/** What a route takes at most. */
export function limitsOf(route: RouteName): BodyLimits {
  return route === "importHoldings" ? OF_IMPORT : USUAL;
}

/** The one parser of users' JSON: strict (design §5), so that no two readers see two things in one text (T31). */
export function parseBody(route: RouteName, bytes: Uint8Array): Parsed<Json> {
  return parseStrict(bytes, limitsOf(route));
}
