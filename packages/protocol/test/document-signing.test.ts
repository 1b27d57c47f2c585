import {
  AGREEMENT_TYPE,
  CARD_TYPE,
  canonicalJson,
  countersign,
  hexOf,
  KEYS_TYPE,
  openDocument,
  payloadSigners,
  readUnsigned,
  STATE_TYPE,
  STREAM_TYPE,
  unsignedDocument,
  verifyingKeys,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { bytesOf, CA, faultsOf, IN, must, sha256, testAgreement, textOf } from "./fixtures.ts";
import { FIRST_STATE } from "./making/state-vectors.ts";

const TYPE = "entente/example/v1";
const payload = bytesOf('{"a":1}');
const file = unsignedDocument(TYPE, payload);
const signers = new Map(
  [CA, IN].map((node) => [node.party, must(verifyingKeys(node.root.publics))] as const),
);
const ca = { party: "CA", keys: CA.root };
const india = { party: "IN", keys: IN.root };

describe("a document that waits for its signatures", () => {
  it("is read in its one spelling", () => {
    expect(must(readUnsigned(file))).toEqual({ type: TYPE, payload, signatures: [] });
  });

  it.each([[ca, india] as const, [india, ca] as const])("takes them in any order", async (first, second) => {
    const once = await countersign(must(readUnsigned(file)), first);
    const twice = await countersign(must(readUnsigned(once)), second);
    expect(must(await openDocument(twice, { type: TYPE, signers })).payload).toEqual(payload);
  });

  it("holds one signature of each party, however often it signs", async () => {
    const once = await countersign(must(readUnsigned(file)), ca);
    const again = must(readUnsigned(await countersign(must(readUnsigned(once)), ca)));
    expect(again.signatures.map((one) => one.party)).toEqual(["CA"]);
  });
});

describe("refused", () => {
  const text = textOf(file);
  it.each([
    ["white space", text.replace(":", ": "), ["not_canonical "]],
    ["no line feed", text.trim(), ["not_canonical "]],
    ["stray bits", text.replace("fQ==", "fR=="), ["not_canonical /payload"]],
    ["an unknown member", text.replace("{", '{"alg":"none",'), ["schema "]],
    ["a signature list with nothing in it", text.replace("}", ',"signatures":[]}'), ["schema /signatures"]],
    ["a type of another shape", text.replace("entente/example", "Entente"), ["schema /type"]],
  ])("%s", (_name, wrong, faults) => {
    expect(faultsOf(readUnsigned(bytesOf(wrong)))).toEqual(faults);
  });
});

describe("who must sign a payload", () => {
  const stream = {
    party: "CA",
    node: "ca-1",
    serial: 1,
    previous: "0".repeat(64),
    ends: null,
    last_sequence: 0,
    stream: "b".repeat(32),
  };
  const keys = {
    party: "CA",
    node: "ca-1",
    serial: 1,
    previous: hexOf(sha256(canonicalJson(CA.card))),
    reason: "rotation",
    card: CA.card,
    revoked: [],
  };
  it.each([
    ["a card", CARD_TYPE, CA.card, ["CA"]],
    ["an agreement", AGREEMENT_TYPE, testAgreement(), ["CA", "IN"]],
    ["a key statement", KEYS_TYPE, keys, ["CA"]],
    ["a stream statement", STREAM_TYPE, stream, ["CA"]],
    ["a state of the relation", STATE_TYPE, FIRST_STATE, ["IN"]],
  ] as const)("%s", (_name, type, value, parties) => {
    const signers = must(payloadSigners(type, canonicalJson(value)));
    expect(signers.map(({ party }) => party)).toEqual(parties);
  });

  it.each([
    ["a type nobody knows", "entente/loan/v1", {}, ["wrong_type /type"]],
    ["a card with a member more", CARD_TYPE, { ...CA.card, admin: true }, ["schema "]],
    [
      "an agreement that contradicts itself",
      AGREEMENT_TYPE,
      testAgreement({ suite_min: 2 }),
      ["bad_agreement /suite_min"],
    ],
    [
      "a key statement with another node's card",
      KEYS_TYPE,
      { ...keys, node: "ca-2" },
      ["bad_card /card/node"],
    ],
  ] as const)("nobody: %s", (_name, type, value, faults) => {
    expect(faultsOf(payloadSigners(type, canonicalJson(value)))).toEqual(faults);
  });
});
