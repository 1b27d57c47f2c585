import { cardFingerprint, hexOf, parseCard } from "@entente/protocol";
import { homeOf, loadConfig } from "../config.ts";
import { openPeople } from "../people/door.ts";
import { systemRandom } from "../ports.ts";
import { withStore } from "../setup.ts";
import { type Confirmation, keepConfirmation } from "./confirmations.ts";
import { against, settled, unverified, type Verdict } from "./verdict.ts";

/**
 * Two officers of this side record that they compared the partner's card with the partner, by voice on a line they know
 * and once in person. What they type is what they **heard**, not what the card says: a card swapped on its way differs.
 * @param input.data of the node, or the folder of one of its relations: its officers are the node's
 * @param input.fingerprint as it was heard; case, spaces and hyphens do not matter
 * @param input.unlock paths of unlock shares; none on a sandbox
 * @param input.now Unix milliseconds
 * @returns `fingerprint_differs` with the first group that does; `same_officer`, `unknown_officer`, `own_card`; or every
 *   fault of a card that does not verify
 * @throws {SetupFault} where the node stays locked
 */
export async function confirmCard(input: {
  readonly data: string;
  readonly card: Uint8Array;
  readonly officers: readonly string[];
  readonly fingerprint: string;
  readonly unlock?: readonly string[];
  readonly now: number;
}): Promise<Verdict<Confirmation & { readonly leaf: number }>> {
  const { data, officers, unlock, now } = input;
  const config = await loadConfig(data);
  const parsed = await parseCard(input.card);
  if (!parsed.ok) return unverified(parsed.faults);
  const { card, digest } = parsed.value;
  if (card.party === config.party) return against("malformed", "own_card", "/party");
  const fingerprint = cardFingerprint(parsed.value);
  const group = firstDifference(fingerprint, input.fingerprint);
  if (group !== null)
    return against(
      "unverified",
      "fingerprint_differs",
      `/fingerprint/${group}`,
      `group ${group} of 12 differs`,
    );
  const [first, second] = officers;
  if (first === undefined || second === undefined || officers.length !== 2 || first === second)
    return against(
      "malformed",
      "same_officer",
      "/officers",
      "two officers confirm, and they are two persons",
    );
  const unknown = await withStore(homeOf(data), unlock, async (store) => {
    const people = openPeople({ store, clock: () => now, random: systemRandom });
    const known = await Promise.all(officers.map((id) => people.officer(id)));
    return known.indexOf(null);
  });
  if (unknown !== -1) return against("malformed", "unknown_officer", `/officers/${unknown}`);
  const record: Confirmation = {
    version: 1,
    party: card.party,
    node: card.node,
    card: hexOf(digest),
    fingerprint,
    officers: [first, second],
    at: new Date(now).toISOString(),
  };
  const leaf = await withStore(data, unlock, (store) => keepConfirmation(data, store, record));
  return settled({ ...record, leaf });
}

/**
 * The first group of four letters, from 1, in which a fingerprint that was heard is not the card's; null where it is.
 * The right letters are never said: nobody shall copy them from here.
 */
export function firstDifference(fingerprint: string, heard: string): number | null {
  const letters = (text: string) => text.toUpperCase().replaceAll(/[\s-]/g, "");
  const [right, typed] = [letters(fingerprint), letters(heard)];
  if (right === typed) return null;
  const groups = right.length / 4;
  const at = Array.from({ length: groups }, (_, group) => group * 4);
  const differs = at.findIndex((from) => right.slice(from, from + 4) !== typed.slice(from, from + 4));
  return differs === -1 ? groups : differs + 1;
}
