import {
  AGREEMENT_TYPE,
  type Agreement,
  base64Of,
  parseAgreement,
  signDocument,
  signingKeys,
} from "@entente/protocol";
import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { bytesOf } from "../partner/hand.ts";
import { SMALL_ORDER } from "./points.ts";
import type { Forged } from "./stage.ts";

/**
 * An agreement both real roots have signed, with a card in it that names a key for which anybody can sign. It must
 * not be read: a node that took it would take forgeries of anybody. In this process, by the same reader the node
 * starts with: an agreement comes by the ceremony and through no door.
 */
async function notAgreed(
  { ground }: Forged,
  spoil: (card: Agreement["parties"][number]["card"]) => Agreement["parties"][number]["card"],
): Promise<string> {
  const { ca, india } = ground.founded;
  const { document } = india.treaty;
  const parties = document.parties.map((member) =>
    member.party === "CA" ? { ...member, card: spoil(member.card) } : member,
  );
  const payload = bytesOf(sortedJson({ ...document, parties }));
  const signers = [ca, india].map(({ party, rootSeeds }) => ({
    party,
    keys: signingKeys({ ed25519Seed: rootSeeds.ed25519, mldsa65Seed: rootSeeds.mldsa65 }),
  }));
  const read = await parseAgreement(await signDocument(AGREEMENT_TYPE, payload, signers));
  if (read.ok) return "the agreement was read";
  const codes = read.faults.map((fault) => fault.code);
  return codes.includes("bad_key") ? "" : `refused as ${codes.join()}, not as bad_key`;
}

/** The one spelling the payload of an agreement has (RFC 8785). */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(",")}}`;
}

const point = (chance: Chance) => base64Of(chance.pick(SMALL_ORDER));

export const KEYS: readonly Kind<Forged>[] = [
  {
    name: "key.small_order_signing",
    run: (stage, chance) =>
      notAgreed(stage, (card) => ({ ...card, sign: { ...card.sign, ed25519: point(chance) } })),
  },
  {
    name: "key.small_order_log",
    run: (stage, chance) =>
      notAgreed(stage, (card) => ({ ...card, log: { ...card.log, ed25519: point(chance) } })),
  },
  {
    name: "key.small_order_witness",
    run: (stage, chance) =>
      notAgreed(stage, (card) => ({ ...card, witness: { ...card.witness, ed25519: point(chance) } })),
  },
  {
    name: "key.low_order_sealing",
    run: (stage, chance) =>
      notAgreed(stage, (card) => {
        const key = Buffer.from(card.seal.xwing, "base64");
        key.set(chance.pick(LOW_ORDER), 1_184);
        return { ...card, seal: { xwing: key.toString("base64") } };
      }),
  },
  {
    name: "key.sealing_out_of_range",
    run: (stage, chance) =>
      notAgreed(stage, (card) => {
        const key = Buffer.from(card.seal.xwing, "base64");
        key.fill(255, 0, chance.between(3, 1_152));
        return { ...card, seal: { xwing: key.toString("base64") } };
      }),
  },
];

/** Points of Curve25519 whose shared secret is zero (RFC 7748 §6.1). */
const LOW_ORDER: readonly Uint8Array[] = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((hex) => new Uint8Array(Buffer.from(hex, "hex")));
