import { faultsOfNextVersion, type ParsedAgreement, parseAgreement } from "@entente/protocol";
import { type Fault, type Parsed, refused } from "@entente/words";
import type { Treaty } from "../../agreement/door.ts";

/** What keeps a version that its roots have signed from following the one in force. */
export function faultsOfNext({ document, digest }: Treaty, { agreement }: ParsedAgreement): readonly Fault[] {
  return faultsOfNextVersion({ agreement: document, digest }, agreement);
}

/**
 * Reads a version, whoever brings it: both roots have signed it, and it follows the one in force. The roots are those of
 * the ceremony, since the parties with their cards are held against the version before.
 * @returns every fault
 */
export async function readNextVersion(treaty: Treaty, file: Uint8Array): Promise<Parsed<ParsedAgreement>> {
  const parsed = await parseAgreement(file);
  if (!parsed.ok) return parsed;
  const faults = faultsOfNext(treaty, parsed.value);
  return faults.length === 0 ? parsed : refused(...faults);
}
