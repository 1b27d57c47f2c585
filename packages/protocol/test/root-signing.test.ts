import {
  AGREEMENT_TYPE,
  CARD_TYPE,
  canonicalJson,
  cardPayload,
  draftAgreement,
  parseAgreement,
  readDocument,
  readPending,
  STREAM_TYPE,
  signDocument,
  signingKeys,
  signWithRoot,
  unsignedDocument,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { bytesOf, CA, faultsOf, IN, must, seedOf, testAgreement, textOf } from "./fixtures.ts";

const cardFile = async (node: typeof CA) =>
  signDocument(CARD_TYPE, must(cardPayload(node.card)), [{ party: node.party, keys: node.root }]);
const cards = { CA: await cardFile(CA), IN: await cardFile(IN) };
const { parties: _, ...terms } = testAgreement();
const ca = { party: "CA", keys: CA.root };
const india = { party: "IN", keys: IN.root };
const stranger = {
  party: "CA",
  keys: signingKeys({ ed25519Seed: seedOf("stranger 1"), mldsa65Seed: seedOf("stranger 2") }),
};
const draft = must(await draftAgreement(terms, [cards.CA, cards.IN]));

describe("an agreement on its way", () => {
  it("is the same draft whoever writes it, in whatever order he has the cards", async () => {
    expect(must(await draftAgreement(terms, [cards.IN, cards.CA]))).toEqual(draft);
  });

  it("is signed by one root after the other, and the first one's signature is not touched", async () => {
    const once = must(await signWithRoot(draft, india));
    expect(once.pending).toMatchObject({ wanted: ["CA", "IN"], signed: [] });
    const twice = must(await signWithRoot(once.file, ca));
    expect(twice.pending).toMatchObject({ wanted: ["CA", "IN"], signed: ["IN"] });
    const [, kept] = must(readDocument(twice.file)).signatures;
    expect(kept).toEqual(must(readDocument(once.file)).signatures[0]);
    expect(must(await parseAgreement(twice.file)).agreement.id).toBe(terms.id);
  });

  it("says who has signed and who has not", async () => {
    expect(must(await readPending(draft, null))).toMatchObject({ wanted: ["CA", "IN"], signed: [] });
    const once = must(await signWithRoot(draft, ca)).file;
    expect(must(await readPending(once, null))).toMatchObject({ signed: ["CA"] });
  });
});

describe("a root does not sign", () => {
  const stream = canonicalJson({
    party: "CA",
    node: "ca-1",
    serial: 1,
    previous: "0".repeat(64),
    ends: null,
    last_sequence: 0,
    stream: "b".repeat(32),
  });
  const once = signWithRoot(draft, india).then(must);
  const spoilt = async (member: "ed25519" | "mldsa65") => {
    const { file } = await once;
    const text = textOf(file);
    const at = text.indexOf(`"${member}":"`) + member.length + 10;
    return bytesOf(text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
  };

  it.each<readonly [string, () => Uint8Array | Promise<Uint8Array>, typeof ca, readonly string[]]>([
    ["what is no document", () => bytesOf("{}"), ca, ["schema "]],
    [
      "a type it cannot read",
      () => unsignedDocument("entente/loan/v1", bytesOf("{}")),
      ca,
      ["wrong_type /type"],
    ],
    [
      "terms that contradict themselves",
      () => unsignedDocument(AGREEMENT_TYPE, canonicalJson(testAgreement({ suite_min: 9 }))),
      ca,
      ["bad_agreement /suite_min"],
    ],
    [
      "another party's card",
      () => unsignedDocument(CARD_TYPE, canonicalJson(IN.card)),
      ca,
      ["unknown_signer /party"],
    ],
    ["an agreement with another root of its party in it", () => draft, stranger, ["another_root /root"]],
    [
      "where the other's Ed25519 signature is spoilt",
      () => spoilt("ed25519"),
      ca,
      ["signature_ed25519 /signatures/0/ed25519"],
    ],
    [
      "where the other's ML-DSA signature is spoilt",
      () => spoilt("mldsa65"),
      ca,
      ["signature_mldsa65 /signatures/0/mldsa65"],
    ],
    [
      "where somebody signed whom nobody asked",
      () =>
        signDocument(AGREEMENT_TYPE, canonicalJson(testAgreement()), [{ party: "GB", keys: stranger.keys }]),
      ca,
      ["unknown_signer /signatures/0/party"],
    ],
    [
      "a stream statement that another root has signed before",
      () => signDocument(STREAM_TYPE, stream, [stranger]),
      ca,
      ["signature_ed25519 /signatures/0/ed25519", "signature_mldsa65 /signatures/0/mldsa65"],
    ],
  ])("%s", async (_name, file, root, faults) => {
    expect(faultsOf(await signWithRoot(await file(), root))).toEqual(faults);
  });
});

describe("a draft is refused with every fault at once", () => {
  const both = [cards.CA, cards.IN];
  it.each<readonly [string, unknown, readonly Uint8Array[], readonly string[]]>([
    ["no object", [], both, ["schema "]],
    ["terms that bring their own parties", { ...terms, parties: [] }, both, ["schema /parties"]],
    [
      "a field nobody knows, a day that is none, a word that is none",
      { ...terms, colour: "red", valid_from: "soon", realm: "dream" },
      both,
      ["schema ", "schema /realm", "schema /valid_from"],
    ],
    [
      "terms that contradict themselves twice",
      { ...terms, suite_min: 9, valid_to: "1999-01-01" },
      both,
      ["bad_agreement /suite_min", "bad_agreement /valid_to"],
    ],
    [
      "two cards that are none",
      terms,
      [bytesOf("{}"), bytesOf("")],
      ["schema /cards/0", "not_json /cards/1@0"],
    ],
    ["one card only", terms, [cards.CA], ["schema /parties"]],
  ])("%s", async (_name, given, files, faults) => {
    expect(faultsOf(await draftAgreement(given, files)).toSorted()).toEqual(faults.toSorted());
  });

  it("one card for both parties", async () => {
    const faults = faultsOf(await draftAgreement(terms, [cards.CA, cards.CA]));
    expect(faults).toContain("bad_agreement /parties/1/party");
  });
});
