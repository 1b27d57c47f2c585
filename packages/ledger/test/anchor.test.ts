import { describe, expect, it } from "vitest";
import { parseAnchor } from "../src/door.ts";
import { base64, bytesOf, digest, flipped, hex, join, seeded, text } from "./fixture/bytes.ts";
import {
  AGREEMENT,
  agreementFile,
  agreementOf,
  agreementPayload,
  CA,
  cardOf,
  IN,
  type TestNode,
  testNode,
} from "./fixture/parties.ts";

const BOTH = [CA, IN];
/** A fresh agreement whose payload was changed before both roots signed it. */
const signedWith = (change: (payload: Record<string, unknown>) => void, nodes: readonly TestNode[] = BOTH) =>
  agreementOf(agreementPayload(nodes, change), nodes).file;
const cardWith = (change: Record<string, unknown>) =>
  signedWith((payload) => {
    payload.parties = BOTH.map((node) => ({
      party: node.party,
      card: { ...cardOf(node), ...(node === CA ? change : {}) },
    }));
  });
const fault = (file: Uint8Array) => {
  const parsed = parseAnchor(file);
  return parsed.ok ? "taken" : `${parsed.faults[0].code} ${parsed.faults[0].where}`;
};

describe("an anchor", () => {
  it("gives digest, realm and both nodes once both roots' four signatures hold", () => {
    const parsed = parseAnchor(AGREEMENT.file);
    if (!parsed.ok) expect.fail("refused");
    expect(hex(parsed.value.digest)).toBe(hex(digest(AGREEMENT.payload)));
    expect(parsed.value.realm).toBe("live");
    expect(parsed.value.nodes.map(({ party, node }) => `${party}/${node}`)).toEqual(["CA/ca-1", "IN/in-1"]);
    expect(parsed.value.nodes.map((node) => hex(node.digest))).toEqual([hex(CA.digest), hex(IN.digest)]);
    expect(parsed.value.nodes[0]?.domesticLog.name).toBe("ca-1.example/domestic");
  });

  it("may be an exercise's, may name three parties, may list them in any order", () => {
    const third = testNode("ZZ", "zz-1");
    const file = signedWith(
      (payload) => {
        payload.realm = "exercise";
        payload.parties = [third, IN, CA].map((node) => ({ party: node.party, card: cardOf(node) }));
      },
      [CA, IN, third],
    );
    const parsed = parseAnchor(file);
    expect(parsed.ok && parsed.value.realm).toBe("exercise");
    expect(parsed.ok && parsed.value.nodes).toHaveLength(3);
  });
});

describe("an anchor is refused", () => {
  const impostor = { ...CA, root: testNode("CA", "ca-1", "impostor").root };
  const swap = (at: number, change: Record<string, string>) =>
    agreementFile(
      AGREEMENT.payload,
      AGREEMENT.signatures.map((one, i) => (i === at ? { ...one, ...change } : one)),
    );
  const other = agreementOf(AGREEMENT.payload, [impostor, IN]).signatures[0];

  it.each([
    [
      "Canada's Ed25519 signature is another's",
      swap(0, { ed25519: other?.ed25519 ?? "" }),
      "anchor_signature signatures/CA",
    ],
    [
      "Canada's ML-DSA-65 signature is another's",
      swap(0, { mldsa65: other?.mldsa65 ?? "" }),
      "anchor_signature signatures/CA",
    ],
    ["India's Ed25519 signature is empty", swap(1, { ed25519: "" }), "anchor_signature signatures/IN"],
    ["India's ML-DSA-65 signature is empty", swap(1, { mldsa65: "" }), "anchor_signature signatures/IN"],
    ["a signature is not base64", swap(1, { ed25519: "%%" }), "anchor_signature signatures/IN"],
    [
      "one root did not sign",
      agreementFile(AGREEMENT.payload, AGREEMENT.signatures.slice(0, 1)),
      "bad_anchor signatures",
    ],
    ["nobody signed", agreementFile(AGREEMENT.payload, []), "bad_anchor signatures"],
    [
      "one root signed twice",
      agreementFile(
        AGREEMENT.payload,
        [0, 0, 1].flatMap((at) => AGREEMENT.signatures[at] ?? []),
      ),
      "bad_anchor signatures",
    ],
    [
      "signatures are out of order",
      agreementFile(AGREEMENT.payload, [...AGREEMENT.signatures].reverse()),
      "bad_anchor signatures",
    ],
    [
      "a stranger signed as well",
      agreementFile(AGREEMENT.payload, [...AGREEMENT.signatures, { party: "ZZ", ed25519: "", mldsa65: "" }]),
      "bad_anchor signatures",
    ],
    [
      "the payload is another's",
      agreementFile(
        agreementPayload(BOTH, (p) => Object.assign(p, { id: "another" })),
        AGREEMENT.signatures,
      ),
      "anchor_signature signatures/CA",
    ],
  ])("when %s", (_, file, expected) => {
    expect(fault(file)).toBe(expected);
  });

  const file = text(AGREEMENT.file);
  const resigned = (payload: string) => agreementOf(join(payload), BOTH).file;
  const canonical = text(AGREEMENT.payload);
  it.each([
    ["empty", join(""), "not_canonical "],
    ["without its last newline", join(file.slice(0, -1)), "not_canonical "],
    ["with a second newline", join(`${file}\n`), "not_canonical "],
    ["with white space", join(file.replace(":", ": ")), "not_canonical "],
    ["with a byte order mark", join(Uint8Array.of(0xef, 0xbb, 0xbf), file), "not_canonical "],
    ["with a member more", join(file.replace("{", '{"note":"",')), "not_canonical "],
    ["with a member twice", join(file.replace("{", '{"type":"entente/agreement/v1",')), "not_canonical "],
    [
      "with members in another order",
      join(file.replace(/"type":"([^"]*)",("payload":"[^"]*")/, '$2,"type":"$1"')),
      "not_canonical ",
    ],
    ["of another type", join(file.replace("agreement/v1", "agreement/v2")), "not_canonical "],
    ["with an escaped letter", join(file.replace('"type"', '"\\u0074ype"')), "not_canonical "],
    ["with a signature's member more", join(file.replace('{"party"', '{"also":1,"party"')), "not_canonical "],
    [
      "with payload white space, though signed",
      resigned(canonical.replace(":", ": ")),
      "not_canonical payload",
    ],
    [
      "with payload keys unsorted, though signed",
      resigned(canonical.replace(/^\{("areas":\[[^\]]*\]),("id":"[^"]*")/, "{$2,$1")),
      "not_canonical payload",
    ],
    [
      "with a payload key twice, though signed",
      resigned(canonical.replace('"id"', '"id":"x","id"')),
      "not_canonical payload",
    ],
    ["with a payload that is no JSON, though signed", resigned("{"), "not_canonical payload"],
    [
      "with a payload deeper than 64, though signed",
      resigned(`${"[".repeat(70)}${"]".repeat(70)}`),
      "not_canonical payload",
    ],
    [
      "with a payload deep enough to break a stack",
      resigned(`${"[".repeat(90_000)}${"]".repeat(90_000)}`),
      "not_canonical payload",
    ],
    ["with a payload that is a number", resigned("7"), "bad_anchor payload/realm"],
    ["larger than 4 MiB", join(file, new Uint8Array(4_194_304)), "too_large "],
  ])("when it is %s", (_, bytes, expected) => {
    expect(fault(bytes)).toBe(expected);
  });

  const note = { ed25519: base64(bytesOf("k")), mldsa44: base64(CA.log.publicKeys.mldsa44) };
  it.each([
    ["no realm", signedWith((p) => delete p.realm), "bad_anchor payload/realm"],
    [
      "a realm nobody knows",
      signedWith((p) => Object.assign(p, { realm: "drill" })),
      "bad_anchor payload/realm",
    ],
    ["one party", signedWith(() => undefined, [CA]), "bad_anchor payload/parties"],
    ["no parties", signedWith((p) => delete p.parties), "bad_anchor payload/parties"],
    ["a party twice", signedWith(() => undefined, [CA, CA]), "bad_anchor payload/parties"],
    [
      "a party code in lower case",
      signedWith(() => undefined, [IN, { ...CA, party: "ca" }]),
      "bad_anchor payload/parties/ca",
    ],
    [
      "a party code with a slash",
      signedWith(() => undefined, [{ ...CA, party: "C/A" }, IN]),
      "bad_anchor payload/parties/C/A",
    ],
    ["a card of another party", cardWith({ party: "IN" }), "bad_anchor payload/parties/CA"],
    ["a card without node", cardWith({ node: "" }), "bad_anchor payload/parties/CA"],
    ["a card without signing keys", cardWith({ sign: {} }), "bad_anchor payload/parties/CA"],
    ["a card without root", cardWith({ root: {} }), "bad_anchor payload/parties/CA"],
    [
      "a short log key",
      cardWith({ log: { ...note, origin: CA.log.origin, ed25519: base64(bytesOf("k").subarray(1)) } }),
      "bad_anchor payload/parties/CA",
    ],
    [
      "a log that is not an exchange log",
      cardWith({ log: { ...note, origin: "ca-1.example/log" } }),
      "bad_anchor payload/parties/CA",
    ],
    [
      "an origin with a space",
      cardWith({ log: { ...note, origin: "ca 1/exchange" } }),
      "bad_anchor payload/parties/CA",
    ],
    ["a witness without name", cardWith({ witness: { ...note, name: "" } }), "bad_anchor payload/parties/CA"],
    [
      "both parties on one log",
      cardWith({ log: { ...note, origin: IN.log.origin } }),
      "bad_anchor payload/parties",
    ],
    [
      "both parties as one witness",
      cardWith({ witness: { ...note, name: IN.witness.name } }),
      "bad_anchor payload/parties",
    ],
    [
      "a witness named as a log",
      cardWith({ witness: { ...note, name: IN.log.origin } }),
      "bad_anchor payload/parties",
    ],
  ])("when its signed payload has %s", (_, bytes, expected) => {
    expect(fault(bytes)).toBe(expected);
  });

  it("when any bit of it is flipped", { timeout: 600_000 }, () => {
    const random = seeded(4);
    for (let byte = 0; byte < AGREEMENT.file.length; byte += process.env.SLOW === "1" ? 1 : 7) {
      const bit = byte * 8 + Math.floor(random() * 8);
      if (fault(flipped(AGREEMENT.file, bit)) === "taken") expect.fail(`bit ${bit}`);
    }
  });
});
