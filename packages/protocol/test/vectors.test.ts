import { readdirSync } from "node:fs";
import {
  type AttachmentContext,
  attachmentsDigest,
  bytesOfHex,
  canonicalJson,
  cardFingerprint,
  decodeReceipts,
  deskDigest,
  encodeReceipts,
  encodeStatement,
  hexOf,
  nodeDigest,
  type OpenContext,
  open,
  openDocument,
  openingKey,
  parseAgreement,
  parseCard,
  parseStrict,
  readCover,
  sealingKey,
  type VerifyingKeys,
  verifyingKeys,
  verifyStatement,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { sealChunks } from "../src/chunks.ts";
import { encodePayload } from "../src/payload.ts";
import { decapsulate } from "../src/xwing.ts";
import { streamed, takenBy } from "./attachments.ts";
import { bytesOf, CA, faultsOf, filler, must, seedOf, sha256 } from "./fixtures.ts";
import {
  bytesAt,
  type Fields,
  faultsAt,
  fieldsOf,
  inputOf,
  listOf,
  numberAt,
  spoiltOf,
  textAt,
  vectorFile,
} from "./vector-files.ts";

const named = (cases: readonly Fields[]) =>
  cases.map((fields, index) => ({
    name: typeof fields.name === "string" ? fields.name : `case ${index}`,
    fields,
  }));

describe("strict-json", () => {
  const rule = (fields: Fields) =>
    ({ numbers: textAt(fields, "numbers") === "integer" ? "integer" : "round-trip" }) as const;

  it.each(named(vectorFile("valid", "strict-json").cases))("takes $name", ({ fields }) => {
    expect(parseStrict(inputOf(fields), rule(fields)).ok).toBe(true);
  });

  it.each(named(vectorFile("invalid", "strict-json").cases))("refuses $name", ({ fields }) => {
    expect(faultsOf(parseStrict(inputOf(fields), rule(fields)))).toEqual(faultsAt(fields));
  });

  it.each(named(vectorFile("valid", "canonical-json").cases))("spells $name canonically", ({ fields }) => {
    expect(hexOf(canonicalJson(must(parseStrict(inputOf(fields)))))).toBe(textAt(fields, "canonical"));
  });
});

describe("names and keys", () => {
  it.each(named(vectorFile("valid", "names").cases))("name $name", ({ fields }) => {
    if ("fingerprint" in fields) {
      expect(cardFingerprint({ digest: bytesAt(fields, "digest") })).toBe(textAt(fields, "fingerprint"));
      return;
    }
    const [which, digestOf] =
      "node" in fields ? (["node", nodeDigest] as const) : (["desk", deskDigest] as const);
    const [party = "", name = ""] = textAt(fields, which).split("/");
    expect(hexOf(digestOf(party, name))).toBe(textAt(fields, "digest"));
  });

  it.each(named(vectorFile("invalid", "keys").cases))("key $name is refused", ({ fields }) => {
    if ("xwing" in fields) expect(sealingKey(bytesAt(fields, "xwing")).ok).toBe(false);
    else
      expect(faultsOf(verifyingKeys({ ...CA.sign.publics, ed25519: bytesAt(fields, "ed25519") }))).toEqual([
        "bad_key /ed25519",
      ]);
  });
});

describe("document", () => {
  const valid = vectorFile("valid", "document");
  const [first] = valid.cases;
  const signers = new Map(
    listOf(valid.shared.signers)
      .map(fieldsOf)
      .map((keys) => [textAt(keys, "party"), keysAt(keys)]),
  );
  const want = { type: textAt(valid.shared, "type"), signers };

  it.each(named(valid.cases))("opens: $name", async ({ fields }) => {
    const opened = must(await openDocument(bytesOf(textAt(fields, "file")), want));
    expect([hexOf(opened.payload), hexOf(opened.digest)]).toEqual([
      textAt(fields, "payload"),
      textAt(fields, "digest"),
    ]);
  });

  it.each(named(vectorFile("invalid", "document").cases))("refused: $name", async ({ fields }) => {
    const file = spoiltOf(fields, bytesOf(textAt(first ?? {}, "file")));
    expect(faultsOf(await openDocument(file, want))).toEqual(faultsAt(fields));
  });
});

describe("card and agreement", () => {
  it.each(named(vectorFile("valid", "card").cases))("card $name", async ({ fields }) => {
    const card = must(await parseCard(bytesOf(textAt(fields, "file"))));
    expect([hexOf(card.digest), cardFingerprint(card)]).toEqual([
      textAt(fields, "digest"),
      textAt(fields, "fingerprint"),
    ]);
  });

  it.each(named(vectorFile("invalid", "card").cases))("card refused: $name", async ({ fields }) => {
    expect(uniqueFaults(await parseCard(bytesOf(textAt(fields, "file"))))).toEqual(faultsAt(fields));
  });

  it.each(named(vectorFile("valid", "agreement").cases))("agreement $name", async ({ fields }) => {
    const agreement = must(await parseAgreement(bytesOf(textAt(fields, "file"))));
    expect(hexOf(agreement.digest)).toBe(textAt(fields, "digest"));
  });

  it.each(named(vectorFile("invalid", "agreement").cases))("agreement refused: $name", async ({ fields }) => {
    expect(uniqueFaults(await parseAgreement(bytesOf(textAt(fields, "file"))))).toEqual(faultsAt(fields));
  });
});

describe("statement", () => {
  const { shared, cases } = vectorFile("valid", "statement");
  const [first = {}] = cases;
  const sender = keysAt(fieldsOf(shared.sender));

  it("has these bytes for these fields", () => {
    const [senderLog, partnerLog] = [fieldsOf(first.sender_log), fieldsOf(first.partner_log)];
    const bytes = encodeStatement({
      suite: numberAt(first, "suite"),
      realm: "live",
      agreementDigest: bytesAt(first, "agreement_digest"),
      sender: nodeNamed(first, "sender"),
      recipient: nodeNamed(first, "recipient"),
      desk: deskDigest("IN", "in-ncb-liaison"),
      stream: textAt(first, "stream"),
      sequence: numberAt(first, "sequence"),
      dispatch: textAt(first, "dispatch"),
      bodyDigest: sha256(bytesAt(first, "body")),
      approvalCommitment: bytesAt(first, "approval_commitment"),
      attachmentsDigest: bytesAt(first, "attachments_digest"),
      madeAt: numberAt(first, "made_at"),
      senderLog: { size: numberAt(senderLog, "size"), root: bytesAt(senderLog, "root") },
      partnerLog: { size: numberAt(partnerLog, "size"), root: bytesAt(partnerLog, "root") },
    });
    expect(hexOf(bytes)).toBe(textAt(first, "bytes"));
  });

  it("verifies, with this digest", async () => {
    const verified = must(await verifyStatement(bytesAt(first, "signed"), sender));
    expect(hexOf(verified.digest)).toBe(textAt(first, "digest"));
  });

  it.each(named(vectorFile("invalid", "statement").cases))("refused: $name", async ({ fields }) => {
    expect(faultsOf(await verifyStatement(spoiltOf(fields, bytesAt(first, "signed")), sender))).toEqual(
      faultsAt(fields),
    );
  });
});

describe("sealed dispatch", () => {
  const { shared, cases } = vectorFile("valid", "sealed");
  const [short = {}, long = {}] = cases;
  const key = openingKey(bytesAt(shared, "xwing_seed"));
  const sender = fieldsOf(shared.sender);
  const context: OpenContext = {
    self: nodeNamed(shared, "recipient"),
    realm: "live",
    openingKeys: new Map([[hexOf(key.digest), key]]),
    agreements: new Map([
      [
        textAt(shared, "agreement_digest"),
        {
          suite: numberAt(shared, "suite"),
          senders: new Map([[hexOf(nodeNamed(sender, "node")), [keysAt(sender)]]]),
        },
      ],
    ]),
  };

  it("of one chunk opens", async () => {
    const result = await open(bytesAt(short, "sealed"), context);
    expect(result.kind === "opened" && [hexOf(result.body), hexOf(result.signed)]).toEqual([
      textAt(short, "body"),
      textAt(short, "signed"),
    ]);
  });

  it("of four chunks follows from cover, content and the secret of enc, and opens", async () => {
    const cover = must(readCover(bytesAt(long, "cover")));
    const body = filler("long body", numberAt(long, "body_bytes"));
    const payload = encodePayload({ signed: bytesAt(long, "signed"), body });
    const sealed = sealChunks(cover, payload, decapsulate(key, cover.enc) ?? new Uint8Array(32));
    expect(hexOf(sha256(sealed))).toBe(textAt(long, "sealed_sha256"));
    expect((await open(sealed, context)).kind).toBe("opened");
    expect(cover.chunks).toBe(4);
  });

  it.each(named(vectorFile("invalid", "sealed").cases))("refused: $name", async ({ fields }) => {
    const result = await open(spoiltOf(fields, bytesAt(short, "sealed")), context);
    const said =
      result.kind === "not_mine"
        ? ["not_recipient @76"]
        : result.kind === "invalid"
          ? result.faults.map(({ code, where }) => `${code} ${where}`)
          : [];
    expect(said).toEqual(faultsAt(fields));
  });
});

describe("attachment", () => {
  const { shared, cases } = vectorFile("valid", "attachment");
  const [short = {}, long = {}] = cases;
  const key = openingKey(bytesAt(shared, "xwing_seed"));
  const announced = {
    id: bytesAt(shared, "attachment"),
    bytes: numberAt(shared, "bytes"),
    sha256: bytesAt(shared, "sha256"),
  };
  const context: AttachmentContext = {
    self: nodeNamed(shared, "recipient"),
    realm: "live",
    suite: numberAt(shared, "suite"),
    agreementDigest: bytesAt(shared, "agreement_digest"),
    sender: nodeNamed(shared, "sender"),
    openingKeys: new Map([[hexOf(key.digest), key]]),
    announced,
  };

  it("of one chunk opens", async () => {
    const { said, kept } = await takenBy(bytesAt(short, "stream"), context);
    expect([said, hexOf(kept)]).toEqual(["good", textAt(short, "content")]);
    expect(hexOf(attachmentsDigest([announced]))).toBe(textAt(short, "list_digest"));
  });

  it("of four chunks follows from header, content and the secret of enc, and opens", async () => {
    const content = filler("long attachment", numberAt(long, "content_bytes"));
    const header = bytesAt(long, "header");
    const secret = decapsulate(key, header.slice(168)) ?? new Uint8Array(32);
    const stream = await streamed(content, { header, secret });
    expect(hexOf(sha256(stream))).toBe(textAt(long, "stream_sha256"));
    const bytes = content.length;
    const taken = await takenBy(stream, {
      ...context,
      announced: { ...announced, bytes, sha256: sha256(content) },
    });
    expect([taken.said, hexOf(sha256(taken.kept))]).toEqual(["good", textAt(long, "content_sha256")]);
  });

  it.each(named(vectorFile("invalid", "attachment").cases))("refused: $name", async ({ fields }) => {
    const { said } = await takenBy(spoiltOf(fields, bytesAt(short, "stream")), context);
    expect(said).toEqual(faultsAt(fields));
  });
});

describe("receipts", () => {
  const [first = {}] = vectorFile("valid", "receipts").cases;
  const answer = bytesOf(textAt(first, "answer"));

  it("decodes and encodes to the same bytes", () => {
    expect(encodeReceipts(must(decodeReceipts(answer, numberAt(first, "count"))))).toEqual(answer);
  });

  it.each(named(vectorFile("invalid", "receipts").cases))("refused: $name", ({ fields }) => {
    expect(faultsOf(decodeReceipts(spoiltOf(fields, answer), numberAt(fields, "count")))).toEqual(
      faultsAt(fields),
    );
  });
});

it("the folder holds no file this test does not run, and as many invalid cases as valid ones", () => {
  const count = (kind: "valid" | "invalid") => {
    const files = readdirSync(new URL(`../../../vectors/protocol/${kind}/`, import.meta.url)).sort();
    expect(files).toEqual(RUN[kind]);
    return files.reduce((sum, file) => sum + vectorFile(kind, file.replace(".json", "")).cases.length, 0);
  };
  expect(count("invalid")).toBeGreaterThanOrEqual(count("valid"));
});

it("the keys of the vectors come from the fixed seeds", () => {
  expect(textAt(vectorFile("valid", "sealed").shared, "xwing_seed")).toBe(hexOf(seedOf("IN xwing")));
  expect(bytesOfHex(textAt(fieldsOf(vectorFile("valid", "statement").shared.sender), "ed25519"))).toEqual(
    CA.sign.publics.ed25519,
  );
});

const RUN = {
  valid: [
    "agreement",
    "attachment",
    "canonical-json",
    "card",
    "document",
    "names",
    "receipts",
    "relation-state", // relation-state.test.ts
    "sealed",
    "shares", // share-vectors.test.ts
    "statement",
    "strict-json",
  ].map((name) => `${name}.json`),
  invalid: [
    "agreement",
    "attachment",
    "card",
    "document",
    "keys",
    "receipts",
    "relation-state", // relation-state.test.ts
    "sealed",
    "shares", // share-vectors.test.ts
    "statement",
    "strict-json",
  ].map((name) => `${name}.json`),
};

function keysAt(fields: Fields): VerifyingKeys {
  return must(verifyingKeys({ ed25519: bytesAt(fields, "ed25519"), mldsa65: bytesAt(fields, "mldsa65") }));
}

function nodeNamed(fields: Fields, name: string): Uint8Array {
  const [party = "", node = ""] = textAt(fields, name).split("/");
  return nodeDigest(party, node);
}

/** Readers may describe one misfit of a schema in several steps. */
function uniqueFaults(parsed: Parameters<typeof faultsOf>[0]): readonly string[] {
  return [...new Set(faultsOf(parsed))];
}
