import { draftAgreement, parseCard, parseStrict } from "@entente/protocol";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { exampleTerms } from "./agreement-example.ts";
import { bytesOf, bytesOfAll, notValid, unusable, writeOut } from "./documents.ts";

/** `agreement draft TERMS --card A --card B --out F`, offline: whoever writes it gets the same bytes. */
export async function agreementDraft(call: Call): Promise<Ending> {
  const [file = ""] = call.words;
  const cards = call.every("card");
  if (cards.length !== 2)
    return misused("an agreement is between two parties: --card A --card B", call.usage);
  const read = bytesOfAll(call, cards);
  const terms = bytesOf(call, file);
  if (!read.ok) return unusable(read.faults);
  if (!terms.ok) return unusable(terms.faults);
  const json = parseStrict(terms.value);
  if (!json.ok) return unusable(json.faults);
  const draft = await draftAgreement(json.value, read.value);
  if (!draft.ok) {
    // A card that does not verify weighs more than terms that are not well formed: nothing may be agreed on it.
    const ofCards = draft.faults.filter(({ where }) => where.startsWith("/cards/"));
    return ofCards.length > 0 ? notValid(ofCards) : unusable(draft.faults);
  }
  const out = writeOut(call, draft.value, "document");
  if (!out.ok) return unusable(out.faults);
  return finished(
    { out: out.value, state: "unsigned" },
    `for both roots to sign: ${out.value}\nread it first: entente agreement show`,
  );
}

/** `agreement example --card A --card B`: terms that pass, every word of them invented. */
export async function agreementExample(call: Call): Promise<Ending> {
  const cards = call.every("card");
  if (cards.length !== 2)
    return misused("an agreement is between two parties: --card A --card B", call.usage);
  const read = bytesOfAll(call, cards);
  if (!read.ok) return unusable(read.faults);
  const parsed = await Promise.all(read.value.map(parseCard));
  const faults = parsed.flatMap((card, at) =>
    card.ok ? [] : card.faults.map((fault) => ({ ...fault, where: `/cards/${at}${fault.where}` })),
  );
  if (faults.length > 0) return notValid(faults);
  const terms = exampleTerms(parsed.flatMap((card) => (card.ok ? [card.value.card] : [])));
  return finished(terms, JSON.stringify(terms, null, 2));
}
