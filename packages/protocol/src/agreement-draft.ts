import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { agreementPayload } from "./agreement.ts";
import { agreementValidator } from "./agreement-schema.ts";
import { type ParsedCard, parseCard } from "./card.ts";
import { AGREEMENT_TYPE } from "./document.ts";
import { unsignedDocument } from "./document-signing.ts";
import { schemaFaults } from "./schema-faults.ts";

/**
 * The agreement that both roots are to sign: the terms as the parties wrote them, with both cards put in, ascending by
 * party. It is canonical, so two parties that draft it apart from each other hold the same bytes.
 * @param terms all members of an agreement but `parties`, as they were parsed
 * @param cards the files of the cards
 * @returns the document without signatures, or every fault: of a card under `/cards/N`, of the terms at their place
 */
export async function draftAgreement(
  terms: unknown,
  cards: readonly Uint8Array[],
): Promise<Parsed<Uint8Array>> {
  const parsed = await Promise.all(cards.map(parseCard));
  const members = parsed.flatMap((card) => (card.ok ? [card.value] : []));
  const faults = [...parsed.flatMap(faultsOfCard), ...faultsOfTerms(terms)];
  const written = typeof terms === "object" ? terms : {};
  const agreement: unknown = { ...written, parties: partiesOf(members) };
  if (members.length === cards.length && faults.length === 0) faults.push(...faultsOfAgreement(agreement));
  if (faults.length > 0 || !agreementValidator.Check(agreement)) return refused(...faults);
  const payload = agreementPayload(agreement);
  return payload.ok ? passed(unsignedDocument(AGREEMENT_TYPE, payload.value)) : payload;
}

function faultsOfCard(card: Parsed<ParsedCard>, at: number): readonly Fault[] {
  if (card.ok) return [];
  return card.faults.map((fault) => ({ ...fault, where: `/cards/${at}${fault.where}` }));
}

/** The parties stand in the cards: terms that bring their own would be written over in silence. */
function faultsOfTerms(terms: unknown): readonly Fault[] {
  if (typeof terms !== "object" || terms === null || Array.isArray(terms))
    return [{ code: "schema", where: "", detail: "the terms are one object" }];
  return "parties" in terms
    ? [{ code: "schema", where: "/parties", detail: "the parties are given by their cards" }]
    : [];
}

function faultsOfAgreement(agreement: unknown): readonly Fault[] {
  if (!agreementValidator.Check(agreement)) return schemaFaults(agreementValidator, agreement);
  const payload = agreementPayload(agreement);
  return payload.ok ? [] : payload.faults;
}

function partiesOf(members: readonly ParsedCard[]) {
  return members
    .map(({ card }) => ({ party: card.party, card }))
    .toSorted((a, b) => (a.party < b.party ? -1 : 1));
}
