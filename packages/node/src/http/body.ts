import type { RouteName } from "@entente/contract";
import { type Json, parseStrict } from "@entente/protocol";
import type { Parsed } from "@entente/words";

/** Limits of one route's body (T30): bytes, and object members in the whole text. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxKeys: number;
  /** bytes of one string; the parser's own limit where absent */
  readonly maxString?: number;
}

const MEBIBYTE = 1_048_576;
const USUAL: BodyLimits = { maxBytes: MEBIBYTE, maxKeys: 10_000 };
/** 500 records of some forty members each. */
const OF_IMPORT: BodyLimits = { maxBytes: 4 * MEBIBYTE, maxKeys: 40_000 };

/** 64 sealed dispatches, at most a MiB together, in base64. */
const OF_BAG: BodyLimits = { maxBytes: 4 * MEBIBYTE, maxKeys: 100, maxString: 1_500_000 };
/** A signed document of a MiB in base64. */
const OF_AGREEMENT: BodyLimits = { maxBytes: 2 * MEBIBYTE, maxKeys: 10, maxString: 1_398_104 };
/** A thousand desks with three names each, five hundred instruments. */
const OF_TERMS: BodyLimits = { maxBytes: MEBIBYTE, maxKeys: 20_000 };
const LIMITS: Partial<Record<RouteName, BodyLimits>> = {
  importHoldings: OF_IMPORT,
  importBag: OF_BAG,
  applyAgreement: OF_AGREEMENT,
  draftAgreement: OF_TERMS,
};

/** What a route takes at most. */
export function limitsOf(route: RouteName): BodyLimits {
  return LIMITS[route] ?? USUAL;
}

/** The one parser of users' JSON: strict (design §5), so that no two readers see two things in one text (T31). */
export function parseBody(route: RouteName, bytes: Uint8Array): Parsed<Json> {
  return parseStrict(bytes, limitsOf(route));
}
