import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  hexOf,
  type ParsedAgreement,
  type ParsedCard,
  parseAgreement,
  parseCard,
  sameBytes,
} from "@entente/protocol";
import { loadConfig, type NodeConfig, replaceFile, SetupFault } from "../config.ts";
import { withStore } from "../setup.ts";
import { type Confirmation, confirmationOf } from "./confirmations.ts";
import { against, settled, unverified, type Verdict } from "./verdict.ts";

const FILE = "agreement.json";

/** What a node has joined. */
export interface Joined {
  readonly id: string;
  /** SHA-256 of the payload, lower-case hex: the first leaf of both exchange logs */
  readonly digest: string;
  readonly partner: string;
  readonly confirmed: Confirmation;
}

/**
 * Takes a signed agreement into a stopped node's data folder, once, if its partner's card is the one that two officers
 * of this side have confirmed. A postman who swapped the card, and had a root of his own sign for it, ends here.
 * @param input.unlock paths of unlock shares; none on a sandbox
 * @returns `already_joined`; every fault of an agreement that does not verify; `another_card` for ours or
 *   `card_not_confirmed` for the partner's, `another_realm`, `not_a_party`
 * @throws {SetupFault} where the node stays locked, or the record of confirmations was written past the program
 */
export async function joinAgreement(input: {
  readonly data: string;
  readonly agreement: Uint8Array;
  readonly unlock?: readonly string[];
}): Promise<Verdict<Joined>> {
  const { data, agreement, unlock } = input;
  const judged = await judgeAgreement(data, agreement);
  if (!judged.ok) return judged;
  const { parsed, partner, at } = judged.value;
  const confirmed = await withStore(data, unlock, (store) =>
    confirmationOf(data, store, hexOf(partner.digest)),
  );
  if (confirmed === null)
    return against(
      "unverified",
      "card_not_confirmed",
      `/parties/${at}/card`,
      "no two officers of this side have confirmed this card of the partner's",
    );
  await replaceFile(join(data, FILE), agreement, 0o644);
  const digest = hexOf(parsed.digest);
  return settled({ id: parsed.agreement.id, digest, partner: partner.card.party, confirmed });
}

/** An agreement of ours, and the partner in it. */
interface Judged {
  readonly parsed: ParsedAgreement;
  readonly partner: ParsedCard;
  /** the partner's place in the list of parties */
  readonly at: number;
}

/** Everything about an agreement that can be judged without knowing whose card the partner's is. */
export async function judgeAgreement(data: string, agreement: Uint8Array): Promise<Verdict<Judged>> {
  const config = await loadConfig(data);
  if (await readFile(join(data, FILE)).catch(() => null))
    return against("conflict", "already_joined", "", "this node has joined an agreement already");
  const parsed = await parseAgreement(agreement);
  if (!parsed.ok) return unverified(parsed.faults);
  const { agreement: terms, members } = parsed.value;
  const place = terms.parties.findIndex(({ party }) => party === config.party);
  const own = members.get(config.party);
  if (own === undefined || terms.parties.length !== 2)
    return against("unverified", "not_a_party", "/parties");
  if (!sameBytes(own.payload, (await ownCard(data)).payload))
    return against("unverified", "another_card", `/parties/${place}/card`, "it names another card as ours");
  return judgePartner(config, parsed.value, 1 - place);
}

function judgePartner(config: NodeConfig, parsed: ParsedAgreement, at: number): Verdict<Judged> {
  const { realm, parties } = parsed.agreement;
  if (realm !== config.realm)
    return against("unverified", "another_realm", "/realm", `this node is of the realm ${config.realm}`);
  const partner = parsed.members.get(parties[at]?.party ?? "");
  return partner === undefined
    ? against("unverified", "not_a_party", "/parties")
    : settled({ parsed, partner, at });
}

async function ownCard(data: string): Promise<ParsedCard> {
  const file = await readFile(join(data, "card.json")).catch(() => null);
  const card = file === null ? null : await parseCard(new Uint8Array(file));
  if (card?.ok === true) return card.value;
  throw new SetupFault("card.json of the data folder is missing or does not verify");
}

/**
 * Takes an agreement whose partner nobody confirmed: for nodes that only a test or a campaign knows. `entente` has no
 * way here.
 */
export async function takeAgreement(input: {
  readonly data: string;
  readonly agreement: Uint8Array;
}): Promise<void> {
  const judged = await judgeAgreement(input.data, input.agreement);
  if (!judged.ok)
    throw new SetupFault(judged.faults.map(({ code, where }) => `${code} at ${where}`).join(", "));
  await replaceFile(join(input.data, FILE), input.agreement, 0o644);
}
