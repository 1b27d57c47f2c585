import {
  AGREEMENT_TYPE,
  type Agreement,
  agreementPayload,
  canonicalJson,
  draftNextVersion,
  faultsOfNextVersion,
  hexOf,
  KEYS_TYPE,
  parseAgreement,
  parseNextVersion,
  readPending,
  signDocument,
  signWithRoot,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { CA, faultsOf, GB, IN, must, sha256, testAgreement } from "./fixtures.ts";

const first = testAgreement();
const before = { agreement: first, digest: sha256(must(agreementPayload(first))) };
const { parties: _, ...terms } = first;
const following = (changes: Partial<Agreement> = {}): Agreement =>
  testAgreement({ version: 2, previous: hexOf(before.digest), ...changes });

describe("the version that is to follow", () => {
  it("is drafted from its terms, signed by both roots one after the other, and follows", async () => {
    const { version: __, ...without } = terms;
    const draft = must(draftNextVersion(before, { ...without, retention_days: 7 }));
    const half = must(await signWithRoot(draft.file, { party: "IN", keys: IN.root }));
    expect(must(await readPending(half.file, null)).signed).toEqual(["IN"]);
    const whole = must(await signWithRoot(half.file, { party: "CA", keys: CA.root }));
    const parsed = must(await parseAgreement(whole.file));
    expect(parsed.agreement).toMatchObject({ version: 2, retention_days: 7 });
    expect(draft.version).toBe(2);
    expect(faultsOfNextVersion(before, parsed.agreement)).toEqual([]);
  });

  it("is the same bytes whoever drafts it, and whether he counts or not", () => {
    const named = draftNextVersion(before, { ...terms, version: 2 });
    const { version: __, ...without } = terms;
    expect(must(draftNextVersion(before, without)).payload).toEqual(must(named).payload);
  });

  it.each<[string, unknown, readonly string[]]>([
    ["terms of another number", { ...terms, version: 3 }, ["bad_agreement /version"]],
    ["terms of the version in force", terms, ["bad_agreement /previous", "bad_agreement /version"]],
    [
      "terms that bring parties and what they follow",
      { ...first, previous: "" },
      ["schema /parties", "schema /previous"],
    ],
    ["terms of another agreement", { ...terms, version: 2, id: "other" }, ["bad_agreement /id"]],
    [
      "terms with a contradiction",
      { ...terms, version: 2, match: { daily: 1, batch: 2 } },
      ["bad_agreement /match/batch"],
    ],
    ["terms that are a list", [], ["schema "]],
    ["no terms", null, ["schema "]],
  ])("is not drafted from %s", (_name, written, faults) => {
    expect(faultsOf(draftNextVersion(before, written))).toEqual(faults);
  });
});

describe("what does not follow is named, all at once", () => {
  const card = { ...IN.card, tls: { spki_sha256: GB.card.tls.spki_sha256 } };
  it.each<[string, Agreement, readonly string[]]>([
    ["a number skipped", following({ version: 3 }), ["/version"]],
    ["the same number", following({ version: 1 }), ["/version"]],
    ["another version before it", following({ previous: "00".repeat(32) }), ["/previous"]],
    ["another realm", following({ realm: "exercise" }), ["/realm"]],
    [
      "another party",
      following({
        parties: [
          { party: "CA", card: CA.card },
          { party: "GB", card: GB.card },
        ],
      }),
      ["/parties"],
    ],
    [
      "a party more",
      following({ parties: [CA, GB, IN].map(({ party, card }) => ({ party, card })) }),
      ["/parties"],
    ],
    [
      "one key of a card",
      following({
        parties: [
          { party: "CA", card: CA.card },
          { party: "IN", card },
        ],
      }),
      ["/parties"],
    ],
    [
      "everything",
      following({ version: 9, previous: "11".repeat(32), id: "x", realm: "exercise" }),
      ["/version", "/previous", "/id", "/realm"],
    ],
  ])("%s", (_name, next, places) => {
    const found = faultsOfNextVersion(before, next).map(({ code, where }) => `${code} ${where}`);
    expect(found).toEqual(places.map((where) => `bad_agreement ${where}`));
  });
});

describe("a version that somebody brings", () => {
  const signers = [CA, IN].map(({ party, root }) => ({ party, keys: root }));
  const brought = (next: Agreement, by = signers) => signDocument(AGREEMENT_TYPE, canonicalJson(next), by);

  it("is read where both roots have signed it and it follows", async () => {
    const read = must(await parseNextVersion(before, await brought(following({ retention_days: 7 }))));
    expect(read.agreement).toMatchObject({ version: 2, retention_days: 7 });
    expect(read.digest).toEqual(sha256(read.payload));
  });

  it("is refused under the roots that it names itself: those of the version before count", async () => {
    const parties = [
      { party: "CA", card: CA.card },
      { party: "IN", card: { ...IN.card, root: GB.card.root } },
    ];
    const file = await brought(following({ parties }), [
      { party: "CA", keys: CA.root },
      { party: "IN", keys: GB.root },
    ]);
    expect(faultsOf(await parseNextVersion(before, file))).toEqual([
      "signature_ed25519 /signatures/1/ed25519",
      "signature_mldsa65 /signatures/1/mldsa65",
      "bad_agreement /parties",
    ]);
  });

  it.each<[string, () => Promise<Uint8Array>, readonly string[]]>([
    ["no document", async () => new Uint8Array(3), ["not_json @0"]],
    [
      "a root missing, a number skipped",
      () => brought(following({ version: 3 }), signers.slice(0, 1)),
      ["missing_signature /signatures", "bad_agreement /version"],
    ],
    [
      "a contradiction, another agreement",
      () => brought(following({ id: "x", match: { daily: 1, batch: 2 } })),
      ["bad_agreement /match/batch", "bad_agreement /id"],
    ],
    [
      "nothing that it follows, said once",
      async () => {
        const { previous: _previous, ...rest } = following();
        return brought(rest);
      },
      ["bad_agreement /previous"],
    ],
    [
      "another type",
      async () => signDocument(KEYS_TYPE, canonicalJson(following()), signers),
      ["wrong_type /type"],
    ],
  ])("is refused with %s", async (_name, file, faults) => {
    expect(faultsOf(await parseNextVersion(before, await file()))).toEqual(faults);
  });
});
