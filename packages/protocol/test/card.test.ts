import {
  base64Of,
  CARD_TYPE,
  cardFingerprint,
  cardPayload,
  type NodeCard,
  openDocument,
  parseCard,
  signDocument,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import {
  bytesOf,
  CA,
  edited,
  faultsOf,
  hybridKeys,
  IN,
  keysOf,
  must,
  sha256,
  textOf,
  zeros,
} from "./fixtures.ts";

const file = await signDocument(CARD_TYPE, must(cardPayload(CA.card)), [{ party: "CA", keys: CA.root }]);
const parsed = must(await parseCard(file));

/** A card file of any payload, signed by CA's root. */
function signedCard(payload: Uint8Array): Promise<Uint8Array> {
  return signDocument(CARD_TYPE, payload, [{ party: "CA", keys: CA.root }]);
}

describe("a node card", () => {
  it("gives the node's keys, imported once", () => {
    expect(parsed.card).toEqual(CA.card);
    expect(parsed.root.publics).toEqual(CA.root.publics);
    expect(parsed.sign.publics).toEqual(CA.sign.publics);
    expect(parsed.seal.digest).toEqual(CA.opening.digest);
    expect(parsed.nodeDigest).toEqual(CA.digest);
    expect(parsed.digest).toEqual(sha256(parsed.payload));
  });

  it("is canonical JSON with its members sorted", () => {
    expect(keysOf(textOf(parsed.payload))).toEqual([
      "log",
      "node",
      "party",
      "root",
      "seal",
      "sign",
      "tls",
      "witness",
    ]);
  });

  it("says nothing about whose root it is: another party can sign a card of its own", async () => {
    const other = await signDocument(CARD_TYPE, must(cardPayload(IN.card)), [{ party: "IN", keys: IN.root }]);
    expect((await parseCard(other)).ok).toBe(true);
    expect(cardFingerprint(must(await parseCard(other)))).not.toBe(cardFingerprint(parsed));
  });
});

describe("the fingerprint", () => {
  it("is twelve groups of four letters of base32, the first 240 bits of the digest", () => {
    expect(cardFingerprint(parsed)).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){11}$/);
    expect(cardFingerprint({ digest: new Uint8Array(32) })).toBe(
      Array.from({ length: 12 }, () => "AAAA").join(" "),
    );
    const counting = Uint8Array.from({ length: 32 }, (_, index) => index);
    expect(cardFingerprint({ digest: counting })).toBe(
      "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT CQKR MFYY DENB WHA5",
    );
  });

  it("changes with every bit it is made from", () => {
    const seen = new Set<string>();
    for (let bit = 0; bit < 240; bit++) {
      const digest = edited(new Uint8Array(32), bit >> 3, 0x80 >> (bit & 7));
      seen.add(cardFingerprint({ digest }));
    }
    expect(seen.size).toBe(240);
  });
});

describe("a card is refused", () => {
  const zero32 = base64Of(new Uint8Array(32));
  const badXwing = base64Of(edited(CA.opening.publicKey, 1184, ...zeros(32)));
  const cases: readonly (readonly [string, Partial<NodeCard>, readonly string[]])[] = [
    ["small-order root", { root: { ...CA.card.root, ed25519: zero32 } }, ["bad_key /root/ed25519"]],
    ["small-order signing key", { sign: { ...CA.card.sign, ed25519: zero32 } }, ["bad_key /sign/ed25519"]],
    ["small-order log key", { log: { ...CA.card.log, ed25519: zero32 } }, ["bad_key /log/ed25519"]],
    [
      "small-order witness key",
      { witness: { ...CA.card.witness, ed25519: zero32 } },
      ["bad_key /witness/ed25519"],
    ],
    ["low-order seal key", { seal: { xwing: badXwing } }, ["bad_key /seal/xwing"]],
    ["root used online", { sign: CA.card.root }, ["bad_card /sign/ed25519", "bad_card /sign/mldsa65"]],
    [
      "log that is no exchange log",
      { log: { ...CA.card.log, origin: "entente.example/ca-1" } },
      ["bad_card /log/origin"],
    ],
    [
      "stray bits in base64",
      { tls: { spki_sha256: `${zero32.slice(0, -2)}B=` } },
      ["bad_key /tls/spki_sha256"],
    ],
    [
      "several at once",
      {
        root: { ...CA.card.root, ed25519: zero32 },
        seal: { xwing: badXwing },
        tls: { spki_sha256: `${zero32.slice(0, -2)}B=` },
      },
      ["bad_key /root/ed25519", "bad_key /seal/xwing", "bad_key /tls/spki_sha256"],
    ],
  ];

  it.each(cases)("%s", async (_name, changes, faults) => {
    const card = { ...CA.card, ...changes };
    expect(faultsOf(cardPayload(card))).toEqual(faults);
    expect(faultsOf(await parseCard(await signedCard(bytesOf(sortedJson(card)))))).toEqual(faults);
  });

  const shapes: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["unknown member", { ...CA.card, admin: true }, ["schema "]],
    ["unknown key algorithm", { ...CA.card, sign: { ...CA.card.sign, rsa: "AA==" } }, ["schema /sign"]],
    ["missing key", { ...CA.card, sign: { ed25519: CA.card.sign.ed25519 } }, ["schema /sign"]],
    ["short key", { ...CA.card, tls: { spki_sha256: "AAAA" } }, ["schema /tls/spki_sha256"]],
    ["node name in capitals", { ...CA.card, node: "CA-1" }, ["schema /node"]],
    ["party that is no code", { ...CA.card, party: "Canada" }, ["schema /party"]],
    [
      "white space in the origin",
      { ...CA.card, log: { ...CA.card.log, origin: "a b/exchange" } },
      ["schema /log/origin"],
    ],
    ["a list", [], ["schema "]],
    ["two wrong members", { ...CA.card, node: 1, party: 2 }, ["schema /node", "schema /party"]],
  ];

  it.each(shapes)("shape: %s", async (_name, card, faults) => {
    const found = faultsOf(await parseCard(await signedCard(bytesOf(sortedJson(card)))));
    expect([...new Set(found)].sort()).toEqual(faults);
  });

  it("spelt with white space", async () => {
    const spaced = bytesOf(JSON.stringify(JSON.parse(textOf(parsed.payload)), null, 1));
    expect(faultsOf(await parseCard(await signedCard(spaced)))).toEqual(["not_canonical "]);
  });

  it("signed by any key but the root it names", async () => {
    const forged = await signDocument(CARD_TYPE, parsed.payload, [
      { party: "CA", keys: hybridKeys("thief") },
    ]);
    expect(faultsOf(await parseCard(forged))).toEqual([
      "signature_ed25519 /signatures/0/ed25519",
      "signature_mldsa65 /signatures/0/mldsa65",
    ]);
  });

  it("signed in another party's name, or as another type", async () => {
    const named = await signDocument(CARD_TYPE, parsed.payload, [{ party: "IN", keys: CA.root }]);
    expect(faultsOf(await parseCard(named))).toEqual([
      "missing_signature /signatures",
      "unknown_signer /signatures/0/party",
    ]);
    const typed = await signDocument("entente/keys/v1", parsed.payload, [{ party: "CA", keys: CA.root }]);
    expect(faultsOf(await parseCard(typed))).toEqual(["wrong_type /type"]);
    expect((await openDocument(typed, { type: CARD_TYPE, signers: new Map([["CA", parsed.root]]) })).ok).toBe(
      false,
    );
  });
});

/** Sorted members by the platform alone: a second way to the one spelling. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
