import {
  encodeReceipts,
  encodeStatement,
  hexOf,
  type Statement,
  seal,
  signStatement,
} from "@entente/protocol";
import {
  AGREEMENT_DIGEST,
  BODY,
  bytesOf,
  CA,
  edited,
  filler,
  GB,
  IN,
  joined,
  seedOf,
  sha256,
  testStatement,
  textOf,
  zeros,
} from "../fixtures.ts";
import { payloadOf, sealedRaw } from "../sealed.ts";
import { publicsOf, put, spoilt, swap, writeVectors } from "./vector-writer.ts";

const BOTH = ["signature_ed25519 @416", "signature_mldsa65 @480"];

export async function writeStatementVectors(): Promise<void> {
  const statement = testStatement();
  const signed = await signStatement(statement, CA.sign);
  const shared = { sender: publicsOf(CA, "sign") };
  writeVectors(
    "valid/statement",
    "Fields, the 416 bytes, the 3789 signed bytes, and the digest logs and receipts bind.",
    [
      {
        ...fieldsOf(statement),
        bytes: hexOf(encodeStatement(statement)),
        signed: hexOf(signed),
        digest: hexOf(sha256(signed)),
      },
    ],
    shared,
  );
  const realm = ["statement_malformed @10", "statement_malformed @11"];
  writeVectors("invalid/statement", "Edits of the valid signed statement.", [
    spoilt("magic", put(0, 0), "statement_malformed @0"),
    spoilt("suite 2", put(9, 2), "unknown_suite @8"),
    spoilt("realm 2, reserved", put(10, 2, 1), ...realm),
    spoilt("sequence 2^53", put(156, 0, 0x20), "statement_malformed @156"),
    spoilt("id that is no UUID", put(170, 0), "statement_malformed @164"),
    spoilt("reserved at the end", put(415, 1), "statement_malformed @364"),
    spoilt("another recipient", put(76, 0), ...BOTH),
    spoilt("another sequence", put(163, 8), ...BOTH),
    spoilt("Ed25519 half", put(416, 0, 0, 0, 0), "signature_ed25519 @416"),
    spoilt("ML-DSA half", put(480, 0, 0, 0, 0), "signature_mldsa65 @480"),
    spoilt("one byte short", { at: 3788, remove: 1, insert: "" }, "statement_malformed @3788"),
    spoilt("one byte long", { at: 3789, remove: 0, insert: "00" }, "statement_malformed @3790"),
  ]);
}

function fieldsOf(statement: Statement) {
  return {
    suite: statement.suite,
    realm: statement.realm,
    agreement_digest: hexOf(statement.agreementDigest),
    sender: "CA/ca-1",
    recipient: "IN/in-1",
    desk: "IN/in-ncb-liaison",
    stream: statement.stream,
    sequence: statement.sequence,
    dispatch: statement.dispatch,
    body: hexOf(BODY),
    approval_commitment: hexOf(statement.approvalCommitment),
    attachments_digest: hexOf(statement.attachmentsDigest),
    made_at: statement.madeAt,
    sender_log: { size: statement.senderLog.size, root: hexOf(statement.senderLog.root) },
    partner_log: { size: statement.partnerLog.size, root: hexOf(statement.partnerLog.root) },
  };
}

export async function writeSealedVectors(): Promise<void> {
  const signed = await signStatement(testStatement(), CA.sign);
  const bytes = seal({ signed, body: BODY, to: IN.sealing });
  const shared = {
    recipient: "IN/in-1",
    realm: "live",
    agreement_digest: hexOf(AGREEMENT_DIGEST),
    suite: 1,
    xwing_seed: hexOf(seedOf("IN xwing")),
    sender: { node: "CA/ca-1", ...publicsOf(CA, "sign") },
  };
  writeVectors(
    "valid/sealed",
    "Sealed dispatches to open. The long one is given by cover, content and the SHA-256 of the whole: with the secret of `enc` everything else follows. Its body is SHAKE256 of the ASCII text `long body`.",
    [{ name: "one chunk", sealed: hexOf(bytes), body: hexOf(BODY), signed: hexOf(signed) }, await longCase()],
    shared,
  );
  writeVectors(
    "invalid/sealed",
    "Edits of the valid dispatch of one chunk, or whole dispatches sealed by a cheating sender.",
    [...spoiltCovers(bytes), ...(await spoiltPayloads()), ...(await contradictions())],
    shared,
  );
}

async function longCase() {
  const body = filler("long body", 65_536);
  const signed = await signStatement(testStatement(body), CA.sign);
  const sealed = seal({ signed, body, to: IN.sealing });
  return {
    name: "four chunks",
    cover: hexOf(sealed.slice(0, 1272)),
    signed: hexOf(signed),
    body_bytes: body.length,
    sealed_sha256: hexOf(sha256(sealed)),
  };
}

function spoiltCovers(bytes: Uint8Array): readonly object[] {
  const turned = (at: number) => put(at, (bytes[at] ?? 0) ^ 1);
  return [
    spoilt("magic", put(0, 0), "malformed_cover @0"),
    spoilt("suite 2", put(9, 2), "unknown_suite @8"),
    spoilt("realm exercise", put(10, 1), "wrong_realm @10"),
    spoilt("realm 2, reserved", put(10, 2, 1), "malformed_cover @10", "malformed_cover @11"),
    spoilt("agreement", put(12, 0, 0), "unknown_agreement @12"),
    spoilt("sender", put(44, 0, 0), "unknown_sender @44"),
    spoilt("recipient", put(76, 0, 0), "not_recipient @76"),
    spoilt("seal key", put(108, 0, 0), "unknown_seal_key @108"),
    spoilt("chunk count", put(143, 2), "chunk_count @140"),
    spoilt("bucket 4097", put(151, 1), "bucket @144"),
    spoilt("enc", turned(152), "seal_broken chunk 0"),
    spoilt("enc with a low-order point", put(1240, ...zeros(32)), "seal_broken @152"),
    spoilt("a byte of the chunk", turned(3000), "seal_broken chunk 0"),
    spoilt("a byte of the tag", turned(5383), "seal_broken chunk 0"),
    spoilt("one byte short", { at: 5383, remove: 1, insert: "" }, "truncated @5383"),
    spoilt("one byte long", { at: 5384, remove: 0, insert: "00" }, "trailing_bytes @5384"),
  ];
}

async function spoiltPayloads(): Promise<readonly object[]> {
  const payload = await payloadOf();
  const whole = (name: string, spoiltPayload: Uint8Array, fault: string) => {
    return { name, sealed: hexOf(sealedRaw(spoiltPayload)), faults: [fault] };
  };
  return [
    whole("padding", edited(payload, 4095, 1), "padding @4095"),
    whole("larger bucket than needed", joined(payload, new Uint8Array(12_288)), "bucket @3793"),
    whole("statement length", edited(payload, 3, 0xcc), "payload_malformed @0"),
    whole("body byte", edited(payload, 3801, 0), "body_digest body"),
    whole("Ed25519 half", edited(payload, 420, 0, 0, 0), "signature_ed25519 @416"),
    whole("ML-DSA half", edited(payload, 484, 0, 0, 0), "signature_mldsa65 @480"),
  ];
}

/** The signed statement says something else than the cover. */
async function contradictions(): Promise<readonly object[]> {
  const changes: readonly (readonly [string, Partial<Statement>])[] = [
    ["sender", { sender: GB.digest }],
    ["recipient", { recipient: GB.digest }],
    ["realm", { realm: "exercise" }],
    ["agreement", { agreementDigest: sha256("another") }],
  ];
  return Promise.all(
    changes.map(async ([field, change]) => ({
      name: `statement with another ${field}`,
      sealed: hexOf(sealedRaw(await payloadOf(change))),
      faults: [`statement_mismatch ${field}`],
    })),
  );
}

export function writeReceiptVectors(): void {
  const answer = textOf(
    encodeReceipts({
      checkpoint: bytesOf("entente.example/in-1/live/exchange\n3\nAAAA\n\n— invented signature\n"),
      from: 1,
      consistency: [sha256("a"), sha256("b")],
      items: [
        { event: "stored", statement: sha256("s"), index: 2, salt: sha256("salt"), inclusion: [sha256("c")] },
        { event: "refused", code: "replayed" },
      ],
    }),
  );
  writeVectors("valid/receipts", "The answer to a POST of two dispatches.", [
    { name: "one stored, one refused", count: 2, answer },
  ]);
  const end = { at: answer.length, remove: 0, insert: "0a" };
  writeVectors("invalid/receipts", "Edits of the valid answer. `count` is how many dispatches were sent.", [
    { count: 3, name: "answer for three", edits: [], faults: ["receipt_count /items"] },
    { count: 2, ...spoilt("white space", swap(answer, ",", ", "), "not_canonical ") },
    { count: 2, ...spoilt("line feed", end, "not_canonical ") },
    { count: 2, ...spoilt("member twice", swap(answer, "{", '{"from":1,'), "duplicate_key /from") },
    { count: 2, ...spoilt("fraction", swap(answer, '"from":1', '"from":1.0'), "bad_number /from") },
  ]);
}
