import {
  base64Of,
  canonicalJson,
  cardPayload,
  hexOf,
  KEYS_TYPE,
  type KeyStatement,
  keyStatementPayload,
  parseKeyStatement,
  type SigningKeys,
  signDocument,
  verifyingKeys,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { CA, edited, faultsOf, GB, hybridKeys, IN, must, sha256 } from "./fixtures.ts";

const next = hybridKeys("CA sign next");
const card = {
  ...CA.card,
  sign: { ed25519: base64Of(next.publics.ed25519), mldsa65: base64Of(next.publics.mldsa65) },
};
const statement: KeyStatement = {
  party: "CA",
  node: "ca-1",
  serial: 1,
  previous: hexOf(sha256(must(cardPayload(CA.card)))),
  reason: "rotation",
  card,
  revoked: [{ use: "sign", digest: hexOf(sha256(CA.sign.publics.ed25519)) }],
};
const known = { party: "CA", root: must(verifyingKeys(CA.root.publics)) };

function signed(value: KeyStatement, keys: SigningKeys = CA.root, party = "CA"): Promise<Uint8Array> {
  return signDocument(KEYS_TYPE, canonicalJson(value), [{ party, keys }]);
}

describe("a key statement", () => {
  it("gives the new card, and the digest the next one names", async () => {
    const parsed = must(await parseKeyStatement(await signed(statement), known));
    expect(parsed.statement).toEqual(statement);
    expect(parsed.card.sign.publics).toEqual(next.publics);
    expect(parsed.digest).toEqual(sha256(must(keyStatementPayload(statement))));
  });

  it("is believed only under the root the agreement names, not under the one on its card", async () => {
    const thief = hybridKeys("thief");
    const root = { ed25519: base64Of(thief.publics.ed25519), mldsa65: base64Of(thief.publics.mldsa65) };
    const stolen = { ...statement, card: { ...card, root } };
    expect(faultsOf(await parseKeyStatement(await signed(stolen, thief), known))).toEqual([
      "signature_ed25519 /signatures/0/ed25519",
      "signature_mldsa65 /signatures/0/mldsa65",
    ]);
  });

  it("is not signed by the key it replaces", async () => {
    const faults = faultsOf(await parseKeyStatement(await signed(statement, CA.sign), known));
    expect(faults).toHaveLength(2);
  });

  it("is not signed by the partner", async () => {
    expect(faultsOf(await parseKeyStatement(await signed(statement, IN.root, "IN"), known))).toEqual([
      "missing_signature /signatures",
      "unknown_signer /signatures/0/party",
    ]);
  });
});

describe("refused", () => {
  const badKey = base64Of(edited(new Uint8Array(32), 0, 1));
  const cases: readonly (readonly [string, Partial<KeyStatement>, readonly string[]])[] = [
    ["a card of another party", { card: GB.card }, ["bad_card /card/party", "bad_card /card/node"]],
    ["a card of another node", { card: { ...card, node: "ca-2" } }, ["bad_card /card/node"]],
    [
      "a small-order key",
      { card: { ...card, sign: { ...card.sign, ed25519: badKey } } },
      ["bad_key /card/sign/ed25519"],
    ],
    ["serial 0", { serial: 0 }, ["schema /serial"]],
    ["a digest in capitals", { previous: "A".repeat(64) }, ["schema /previous"]],
  ];

  it.each(cases)("%s", async (_name, changes, faults) => {
    const wrong = { ...statement, ...changes };
    expect(faultsOf(keyStatementPayload(wrong))).toEqual(faults);
    expect(faultsOf(await parseKeyStatement(await signed(wrong), known))).toEqual(faults);
  });

  it("a statement of another party under a root that is known", async () => {
    const foreign = { ...statement, party: "GB", node: "gb-1", card: GB.card };
    expect(faultsOf(await parseKeyStatement(await signed(foreign), known))).toEqual(["bad_card /party"]);
  });
});
