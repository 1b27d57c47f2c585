import {
  AGREEMENT_TYPE,
  type Agreement,
  agreementPayload,
  canonicalJson,
  parseAgreement,
  parseStrict,
  signDocument,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import {
  agreementFile,
  bytesOf,
  CA,
  faultsOf,
  GB,
  IN,
  must,
  sha256,
  testAgreement,
  textOf,
} from "./fixtures.ts";

const agreement = testAgreement();
const file = await agreementFile(agreement);

function signedBy(payload: Uint8Array, ...nodes: (typeof CA)[]): Promise<Uint8Array> {
  return signDocument(
    AGREEMENT_TYPE,
    payload,
    nodes.map(({ party, root }) => ({ party, keys: root })),
  );
}

describe("an agreement", () => {
  it("opens with its digest and the nodes of both parties", async () => {
    const parsed = must(await parseAgreement(file));
    expect(parsed.agreement).toEqual(agreement);
    expect(parsed.digest).toEqual(sha256(must(agreementPayload(agreement))));
    expect([...parsed.members.keys()]).toEqual(["CA", "IN"]);
    expect(parsed.members.get("IN")?.sign.publics).toEqual(IN.sign.publics);
    expect(parsed.members.get("CA")?.nodeDigest).toEqual(CA.digest);
  });

  it("keeps its digest whoever signs again: the signatures are not part of it", async () => {
    const again = await agreementFile(agreement);
    expect(again).not.toEqual(file);
    expect(must(await parseAgreement(again)).digest).toEqual(must(await parseAgreement(file)).digest);
  });

  it("has another digest for every change", async () => {
    const digests = [
      agreement,
      testAgreement({ version: 1, retention_days: 1 }),
      testAgreement({ realm: "exercise" }),
    ];
    const seen = digests.map((each) => textOf(sha256(must(agreementPayload(each)))));
    expect(new Set(seen).size).toBe(3);
  });

  it("may have more than two parties", async () => {
    const three = testAgreement({ parties: [CA, GB, IN].map(({ party, card }) => ({ party, card })) });
    const payload = must(agreementPayload(three));
    expect(must(await parseAgreement(await signedBy(payload, CA, GB, IN))).members.size).toBe(3);
    expect(faultsOf(await parseAgreement(await signedBy(payload, CA, IN)))).toEqual([
      "missing_signature /signatures",
    ]);
  });
});

describe("signatures", () => {
  const payload = must(agreementPayload(agreement));
  const forged = [
    ["one root only", () => signedBy(payload, CA), ["missing_signature /signatures"]],
    ["a stranger too", () => signedBy(payload, CA, GB, IN), ["unknown_signer /signatures/1/party"]],
    [
      "the operational key of one party",
      () => signedBy(payload, CA, { ...IN, root: IN.sign }),
      ["signature_ed25519 /signatures/1/ed25519", "signature_mldsa65 /signatures/1/mldsa65"],
    ],
    [
      "one party for both",
      () => signedBy(payload, CA, { ...IN, root: CA.root }),
      ["signature_ed25519 /signatures/1/ed25519", "signature_mldsa65 /signatures/1/mldsa65"],
    ],
    [
      "another type",
      () =>
        signDocument(
          "entente/card/v1",
          payload,
          [CA, IN].map(({ party, root }) => ({ party, keys: root })),
        ),
      ["wrong_type /type"],
    ],
  ] as const;

  it.each(forged)("refused: %s", async (_name, make, faults) => {
    const found = faultsOf(await parseAgreement(await make()));
    expect(found).toEqual(expect.arrayContaining([...faults]));
    expect(found.filter((fault) => !fault.startsWith("signature_"))).toEqual(
      faults.filter((fault) => !fault.startsWith("signature_")),
    );
  });
});

describe("contradictions are refused, each named", () => {
  const [drugs, cyber] = agreement.areas;
  const [mlat] = agreement.instruments;
  const [rcmp, ncb] = agreement.directory;
  if (!drugs || !cyber || !mlat || !rcmp || !ncb) throw new Error("fixture is incomplete");
  const parties = (...list: Agreement["parties"]) => ({ parties: list });
  const ca = { party: "CA", card: CA.card };
  const india = { party: "IN", card: IN.card };

  const cases: readonly (readonly [string, Partial<Agreement>, readonly string[]])[] = [
    ["a second version that follows nothing", { version: 2 }, ["/previous"]],
    ["a first version that follows one", { previous: "00".repeat(32) }, ["/previous"]],
    ["parties out of order", parties(india, ca), ["/parties/1/party"]],
    [
      "a party twice",
      parties(ca, ca, india),
      [
        "/parties/1/party",
        ...[
          "root/ed25519",
          "root/mldsa65",
          "sign/ed25519",
          "sign/mldsa65",
          "seal/xwing",
          "log/origin",
          "witness/name",
          "log/ed25519",
          "log/mldsa44",
          "witness/ed25519",
          "witness/mldsa44",
          "tls/spki_sha256",
        ].map((name) => `/parties/1/card/${name}`),
      ],
    ],
    ["another party's card", parties(ca, { party: "IN", card: GB.card }), ["/parties/1/card/party"]],
    [
      "our signing key on the partner's card",
      parties(ca, { party: "IN", card: { ...IN.card, sign: CA.card.sign } }),
      ["/parties/1/card/sign/ed25519", "/parties/1/card/sign/mldsa65"],
    ],
    [
      "our root as the partner's signing key",
      parties(ca, { party: "IN", card: { ...IN.card, sign: CA.card.root } }),
      ["/parties/1/card/sign/ed25519", "/parties/1/card/sign/mldsa65"],
    ],
    [
      "our seal key on the partner's card",
      parties(ca, { party: "IN", card: { ...IN.card, seal: CA.card.seal } }),
      ["/parties/1/card/seal/xwing"],
    ],
    [
      "one log for both",
      parties(ca, { party: "IN", card: { ...IN.card, log: { ...IN.card.log, origin: CA.card.log.origin } } }),
      ["/parties/1/card/log/origin"],
    ],
    [
      "one TLS key for both",
      parties(ca, { party: "IN", card: { ...IN.card, tls: CA.card.tls } }),
      ["/parties/1/card/tls/spki_sha256"],
    ],
    ["an area twice", { areas: [drugs, cyber, { ...drugs, status: "suspended" }] }, ["/areas/2/id"]],
    ["a purpose twice", { purposes: ["drug_enforcement", "drug_enforcement"] }, ["/purposes/1"]],
    ["a designation twice", { designations: ["a", "b", "a"] }, ["/designations/2"]],
    ["an instrument twice", { instruments: [mlat, mlat] }, ["/instruments/1/id"]],
    [
      "an instrument with a stranger",
      { instruments: [{ ...mlat, parties: ["CA:*", "GB:*"] }] },
      ["/instruments/0/parties/1"],
    ],
    [
      "an instrument for a purpose outside",
      { instruments: [{ ...mlat, purposes: ["tax"] }] },
      ["/instruments/0/purposes/0"],
    ],
    [
      "an instrument that ends before it begins",
      { instruments: [{ ...mlat, valid_to: "2001-10-24" }] },
      ["/instruments/0/valid_to"],
    ],
    ["a desk twice", { directory: [rcmp, ncb, { ...ncb, party: "CA" }] }, ["/directory/2/desk"]],
    ["a desk of a stranger", { directory: [{ ...rcmp, party: "GB" }] }, ["/directory/0/party"]],
    [
      "a desk for an area outside",
      { directory: [{ ...rcmp, areas: ["drugs", "fraud"] }] },
      ["/directory/0/areas/1"],
    ],
    ["a day that does not exist", { valid_from: "2027-02-29" }, ["/valid_from"]],
    ["month thirteen", { valid_to: "2027-13-01" }, ["/valid_to"]],
    ["an end before the beginning", { valid_to: "2026-11-21" }, ["/valid_to"]],
    ["a suite we do not have", { suite_min: 2 }, ["/suite_min"]],
    ["a batch above the day's budget", { match: { daily: 10, batch: 11 } }, ["/match/batch"]],
    [
      "several at once",
      { suite_min: 2, valid_from: "2026-00-00", purposes: ["tax", "tax"], instruments: [] },
      ["/purposes/1", "/valid_from", "/suite_min"],
    ],
  ];

  it.each(cases)("%s", async (_name, changes, places) => {
    const wrong = testAgreement(changes);
    const expected = places.map((place) => `bad_agreement ${place}`);
    expect(faultsOf(agreementPayload(wrong))).toEqual(expected);
    const signers = new Set(wrong.parties.map(({ party }) => party));
    const signed = await signedBy(
      canonicalJson(wrong),
      ...[CA, GB, IN].filter(({ party }) => signers.has(party)),
    );
    expect(faultsOf(await parseAgreement(signed))).toEqual(expected);
  });

  it("a bad card is named with the contradictions, at its place", () => {
    const card = { ...IN.card, sign: { ...IN.card.sign, ed25519: `${"A".repeat(43)}=` } };
    const wrong = testAgreement({ ...parties(ca, { party: "IN", card }), suite_min: 2 });
    expect(faultsOf(agreementPayload(wrong))).toEqual([
      "bad_key /parties/1/card/sign/ed25519",
      "bad_agreement /suite_min",
    ]);
  });

  it("what is allowed is taken: one day, an open end, nothing suspended", () => {
    for (const changes of [
      { valid_to: "2026-11-22" },
      { valid_from: "2028-02-29" },
      { instruments: [], designations: [] },
      { match: { daily: 0, batch: 0 } },
      { hold_seconds: { routine: 0, life_threat: 0 } },
    ]) {
      expect(agreementPayload(testAgreement(changes)).ok).toBe(true);
    }
  });
});

describe("shape", () => {
  const shapes: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ["an unknown member", { extra: 1 }, ""],
    ["version 0", { version: 0 }, "/version"],
    ["a version before that is no digest", { version: 2, previous: "ab" }, "/previous"],
    ["an overlap of two years", { overlap_days: 731 }, "/overlap_days"],
    ["another realm", { realm: "test" }, "/realm"],
    ["one party", { parties: [{ party: "CA", card: CA.card }] }, "/parties"],
    ["an unknown area", { areas: [{ id: "sports", status: "active" }] }, "/areas/0/id"],
    ["an unknown status", { areas: [{ id: "drugs", status: "paused" }] }, "/areas/0/status"],
    ["an unknown purpose", { purposes: ["sports"] }, "/purposes/0"],
    [
      "an unknown instrument kind",
      { instruments: [{ ...testAgreement().instruments[0], kind: "TREATY" }] },
      "/instruments/0/kind",
    ],
    [
      "a name missing in one language",
      { directory: [{ ...testAgreement().directory[0], name: { en: "a", fr: "b" } }] },
      "/directory/0/name",
    ],
    [
      "a line break in a name",
      { directory: [{ ...testAgreement().directory[0], name: { en: "a\nb", fr: "b", hi: "c" } }] },
      "/directory/0/name/en",
    ],
    [
      "a clock of zero minutes",
      { clocks: { ...testAgreement().clocks, answer_minutes: { routine: 0, urgent: 1, life_threat: 1 } } },
      "/clocks/answer_minutes/routine",
    ],
    [
      "a missing clock",
      { clocks: { acknowledge_minutes: testAgreement().clocks.acknowledge_minutes } },
      "/clocks",
    ],
    ["a negative hold", { hold_seconds: { routine: -1, life_threat: 0 } }, "/hold_seconds/routine"],
    ["a ceiling off the axis", { ceiling: { personal: 4, national: 0 } }, "/ceiling/personal"],
    ["null for a date that must stand", { valid_from: null }, "/valid_from"],
    ["a time for a day", { valid_from: "2026-11-22T00:00:00Z" }, "/valid_from"],
    ["text for a number", { retention_days: "30" }, "/retention_days"],
  ];

  it.each(shapes)("refused: %s", async (_name, changes, where) => {
    const wrong = canonicalJson(must(parseStrict(bytesOf(JSON.stringify({ ...agreement, ...changes })))));
    const faults = faultsOf(await parseAgreement(await signedBy(wrong, CA, IN)));
    expect(faults).toContain(`schema ${where}`);
    expect(faults.every((fault) => fault.startsWith("schema "))).toBe(true);
  });

  it("white space in the payload is another spelling", async () => {
    const spaced = bytesOf(textOf(canonicalJson(agreement)).replace(",", ", "));
    expect(faultsOf(await parseAgreement(await signedBy(spaced, CA, IN)))).toEqual(["not_canonical "]);
  });

  it("a duplicate member is found inside the signed payload", async () => {
    const doubled = bytesOf(textOf(canonicalJson(agreement)).replace("{", '{"suite_min":1,'));
    expect(faultsOf(await parseAgreement(await signedBy(doubled, CA, IN)))).toEqual([
      "duplicate_key /suite_min",
    ]);
  });
});
