import { type ParsedAgreement, parseNextVersion } from "@entente/protocol";
import type { Parsed } from "@entente/words";
import type { Treaty } from "../../agreement/door.ts";

/**
 * Reads a version, whoever brings it: the roots of the ceremony have signed it, and it follows the one in force.
 * @returns every fault at once
 */
export function readNextVersion(
  { document, digest }: Treaty,
  file: Uint8Array,
): Promise<Parsed<ParsedAgreement>> {
  return parseNextVersion({ agreement: document, digest }, file);
}
