import type { Category } from "@entente/words";

const DAYS_AND_IDS = /\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const MAIL = /[^\s@<>]+@[^\s@<>]+\.\p{L}{2,}/u;
/** Seven digits or more, with what is written between the digits of a number; in any script's digits. */
const NUMBER = /\p{Nd}(?:[ \u00a0().\-/]{0,2}\p{Nd}){6,}/u;

/**
 * What a text shows to reveal by its form alone, whatever its officer ticked: an address of mail, or a number long enough
 * to be of a telephone, an account or a document. It adds to what he says and takes nothing from it: free text must not
 * be let out as impersonal because a box was left empty (T23).
 */
export function recognised(content: unknown): readonly Category[] {
  return textsIn(content).some(hasContact) ? ["contact"] : [];
}

function hasContact(text: string): boolean {
  const rest = text.normalize("NFKC").replaceAll(DAYS_AND_IDS, " ");
  return MAIL.test(rest) || NUMBER.test(rest);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
