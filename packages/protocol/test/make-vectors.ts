// Writes vectors/protocol. Run by hand: node packages/protocol/test/make-vectors.ts
// Keys come from fixed seeds. ML-DSA is hedged and encapsulation is random, so each run writes other, equally
// good, signatures and seals; a change of the files is a change of the format only if the old ones stop passing.
import { mkdirSync, writeFileSync } from "node:fs";
import {
  AGREEMENT_TYPE,
  agreementPayload,
  base64Of,
  CARD_TYPE,
  canonicalJson,
  cardFingerprint,
  cardPayload,
  deskDigest,
  encodeReceipts,
  encodeStatement,
  hexOf,
  nodeDigest,
  parseCard,
  seal,
  signDocument,
  signStatement,
} from "@entente/protocol";
import {
  AGREEMENT_DIGEST,
  agreementFile,
  BODY,
  bytesOf,
  CA,
  edited,
  filler,
  GB,
  IN,
  joined,
  must,
  seedOf,
  sha256,
  type TestNode,
  testAgreement,
  testStatement,
  textOf,
} from "./fixtures.ts";
import { BAD_TEXTS, GOOD_TEXTS, ROUND_TRIP_BAD, ROUND_TRIP_GOOD } from "./json-tables.ts";
import { payloadOf, sealedRaw } from "./sealed.ts";

const FOLDER = new URL("../../../vectors/protocol/", import.meta.url);

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

function write(kind: "valid" | "invalid", name: string, about: string, cases: readonly object[], rest: object = {}) {
  mkdirSync(new URL(`${kind}/`, FOLDER), { recursive: true });
  const text = JSON.stringify({ about, ...rest, cases }, null, 1);
  writeFileSync(new URL(`${kind}/${name}.json`, FOLDER), `${text}\n`);
}

/** Overwrites bytes. */
function put(at: number, ...bytes: readonly number[]): Edit {
  return { at, remove: bytes.length, insert: hexOf(Uint8Array.from(bytes)) };
}

/** Overwrites, lengthens or shortens text at the first place where `old` stands. */
function swap(text: string, old: string, fresh: string): Edit {
  const at = text.indexOf(old);
  if (at === -1) throw new Error(`not in the text: ${old}`);
  return { at, remove: old.length, insert: hexOf(bytesOf(fresh)) };
}

function publicsOf(node: TestNode, which: "root" | "sign") {
  const { ed25519, mldsa65 } = node[which].publics;
  return { party: node.party, ed25519: hexOf(ed25519), mldsa65: hexOf(mldsa65) };
}

function strictJson(): void {
  const repeated = (text: string) => {
    const unit = /(.{1,8}?)\1{500,}/su.exec(text);
    if (unit === null) return { text: hexOf(bytesOf(text)) };
    const [all, piece = ""] = unit;
    const pieces = [text.slice(0, unit.index), piece, text.slice(unit.index + all.length)];
    const [before, repeat, after] = pieces.map((part) => hexOf(bytesOf(part)));
    return { before, repeat, times: all.length / piece.length, after };
  };
  const small = (texts: readonly string[]) => texts.filter((text) => JSON.stringify(repeated(text)).length < 4000);
  write("valid", "strict-json", "Texts a strict reader takes. Hex of the bytes; long ones as before, repeat × times, after.", [
    ...small(GOOD_TEXTS).map((text) => ({ numbers: "integer", ...repeated(text) })),
    ...ROUND_TRIP_GOOD.map((text) => ({ numbers: "round-trip", ...repeated(text) })),
  ]);
  write("invalid", "strict-json", "Texts a strict reader refuses with exactly these faults, in this order.", [
    ...BAD_TEXTS.filter(({ text }) => typeof text !== "string" || small([text]).length === 1).map(({ name, text, faults }) => ({
      name,
      numbers: "integer",
      ...(typeof text === "string" ? repeated(text) : { text: hexOf(Uint8Array.from(text)) }),
      faults,
    })),
    ...ROUND_TRIP_BAD.map((text) => ({ name: text, numbers: "round-trip", ...repeated(text), faults: ["bad_number "] })),
  ]);
  const spellings = ['{"b":[1,{"d":null,"c":"\\u00e9"}],"a":-5}', ' {"10":1, "9":2} ', '{"\\ufb33":1,"\\ud83d\\ude00":2,"\\u20ac":3}', '"\\u0001\\/"'];
  write("valid", "canonical-json", "Any spelling of a document and its one canonical spelling.", spellings.map((text) => ({
    text: hexOf(bytesOf(text)),
    canonical: hexOf(canonicalJson(JSON.parse(text))),
  })));
}

function names(): void {
  const nodes = [CA, IN, GB].map(({ party, node }) => ({ node: `${party}/${node}`, digest: hexOf(nodeDigest(party, node)) }));
  const desks = ["ca-rcmp-liaison", "in-ncb-liaison"].map((desk) => {
    const party = desk.slice(0, 2).toUpperCase();
    return { desk: `${party}/${desk}`, digest: hexOf(deskDigest(party, desk)) };
  });
  const digests = [new Uint8Array(32), Uint8Array.from({ length: 32 }, (_, index) => index), new Uint8Array(32).fill(255)];
  const fingerprints = digests.map((digest) => ({ digest: hexOf(digest), fingerprint: cardFingerprint({ digest }) }));
  write("valid", "names", "How statements name nodes and desks, and what officers read to each other.", [...nodes, ...desks, ...fingerprints]);
  const points = [
    `00${"00".repeat(31)}`,
    `01${"00".repeat(30)}80`,
    `ec${"ff".repeat(30)}7f`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    `ed${"ff".repeat(30)}7f`,
    `ff${"ff".repeat(30)}ff`,
    "00".repeat(31),
  ];
  const xwing = [
    edited(IN.opening.publicKey, 1184, ...new Array<number>(32).fill(0)),
    edited(IN.opening.publicKey, 1184, 1, ...new Array<number>(31).fill(0)),
    edited(IN.opening.publicKey, 0, 255, 255, 255),
    IN.opening.publicKey.slice(0, 1215),
  ];
  write("invalid", "keys", "Raw public keys to refuse: small order, second spelling, coefficients out of range, length.", [
    ...points.map((ed25519) => ({ ed25519 })),
    ...xwing.map((key) => ({ xwing: hexOf(key) })),
  ]);
}

async function documents(): Promise<void> {
  const payload = bytesOf('{"a":1}');
  const signers = [CA, IN].map(({ party, root }) => ({ party, keys: root }));
  const file = textOf(await signDocument("entente/example/v1", payload, signers));
  const wrongKey = textOf(await signDocument("entente/example/v1", payload, [CA, { ...IN, root: GB.root }].map(({ party, root }) => ({ party, keys: root }))));
  const alone = textOf(await signDocument("entente/example/v1", payload, signers.slice(0, 1)));
  const keys = { type: "entente/example/v1", signers: [CA, IN].map((node) => publicsOf(node, "root")) };
  write("valid", "document", "A file signed by two roots; keys are raw public keys.", [
    { name: "two parties", file, payload: hexOf(payload), digest: hexOf(sha256(payload)) },
  ], keys);
  const tail = file.indexOf('{"party":"IN"') - 1;
  write("invalid", "document", "Edits (remove so many bytes at an offset, insert hex) of the valid file, or whole files.", [
    { name: "no line feed", edits: [{ at: file.length - 1, remove: 1, insert: "" }], faults: ["not_canonical "] },
    { name: "white space", edits: [swap(file, ',"payload"', ', "payload"')], faults: ["not_canonical "] },
    { name: "payload changed", edits: [swap(file, "fQ==", "fA==")], faults: allFour() },
    { name: "payload with stray bits", edits: [swap(file, "fQ==", "fR==")], faults: ["not_canonical /payload"] },
    { name: "type changed", edits: [swap(file, "example", "samples")], faults: ["wrong_type /type", ...allFour()] },
    { name: "unknown member", edits: [swap(file, "{", '{"alg":"none",')], faults: ["schema "] },
    { name: "type twice", edits: [swap(file, "{", '{"type":"x",')], faults: ["duplicate_key /type"] },
    { name: "second signature cut off", edits: [{ at: tail, remove: file.length - tail - 3, insert: "" }], faults: ["missing_signature /signatures"] },
    { name: "second party renamed", edits: [swap(file, '"IN"', '"US"')], faults: ["missing_signature /signatures", "unknown_signer /signatures/1/party"] },
    { name: "parties out of order", edits: [swap(file, '"IN"', '"AA"')], faults: ["not_canonical /signatures/1/party"] },
    { name: "second party signed with another key", file: wrongKey, faults: ["signature_ed25519 /signatures/1/ed25519", "signature_mldsa65 /signatures/1/mldsa65"] },
    { name: "one party only", file: alone, faults: ["missing_signature /signatures"] },
  ], keys);
}

function allFour(): readonly string[] {
  return [0, 1].flatMap((index) => ["ed25519", "mldsa65"].map((half) => `signature_${half} /signatures/${index}/${half}`));
}

async function ceremony(): Promise<void> {
  const signCard = (payload: Uint8Array) => signDocument(CARD_TYPE, payload, [{ party: "CA", keys: CA.root }]);
  const card = await signCard(must(cardPayload(CA.card)));
  const parsed = must(await parseCard(card));
  write("valid", "card", "A node card signed by its root, and the fingerprint of its payload.", [
    { name: "CA", file: textOf(card), digest: hexOf(parsed.digest), fingerprint: cardFingerprint(parsed) },
  ]);
  const badCard = { ...CA.card, sign: { ...CA.card.sign, ed25519: base64Of(new Uint8Array(32)) }, log: { ...CA.card.log, origin: "entente.example/ca-1" } };
  write("invalid", "card", "Card files, each signed by the root it names.", [
    { name: "small-order key and a log that is no exchange log", file: textOf(await signCard(canonicalJson(badCard))), faults: ["bad_key /sign/ed25519", "bad_card /log/origin"] },
    { name: "unknown member", file: textOf(await signCard(canonicalJson({ ...CA.card, admin: true }))), faults: ["schema "] },
  ]);
  const file = textOf(await agreementFile(testAgreement()));
  write("valid", "agreement", "An invented agreement both roots signed.", [{ name: "CA and IN", file, digest: hexOf(AGREEMENT_DIGEST) }]);
  const twisted = testAgreement({ suite_min: 2, valid_to: "2026-11-21", purposes: ["drug_enforcement"] });
  const stolen = testAgreement({ parties: [CA, { ...IN, card: { ...IN.card, sign: CA.card.sign } }].map(({ party, card: own }) => ({ party, card: own })) });
  const signAll = (payload: Uint8Array) => signDocument(AGREEMENT_TYPE, payload, [CA, IN].map(({ party, root }) => ({ party, keys: root })));
  write("invalid", "agreement", "Agreement files both roots signed.", [
    { name: "contradictions", file: textOf(await signAll(canonicalJson(twisted))), faults: ["bad_agreement /valid_to", "bad_agreement /suite_min"] },
    { name: "the partner's card carries our key", file: textOf(await signAll(canonicalJson(stolen))), faults: ["bad_agreement /parties/1/card/sign/ed25519", "bad_agreement /parties/1/card/sign/mldsa65"] },
  ]);
  if (!agreementPayload(testAgreement()).ok) throw new Error("the fixture is not an agreement");
}

async function statements(): Promise<void> {
  const statement = testStatement();
  const signed = await signStatement(statement, CA.sign);
  const keys = { sender: publicsOf(CA, "sign") };
  write("valid", "statement", "Fields, the 416 bytes, the 3789 signed bytes, and the digest logs and receipts bind.", [
    {
      suite: 1,
      realm: "live",
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
      bytes: hexOf(encodeStatement(statement)),
      signed: hexOf(signed),
      digest: hexOf(sha256(signed)),
    },
  ], keys);
  write("invalid", "statement", "Edits of the valid signed statement.", [
    { name: "magic", edits: [put(0, 0)], faults: ["statement_malformed @0"] },
    { name: "suite 2", edits: [put(9, 2)], faults: ["unknown_suite @8"] },
    { name: "realm 2, reserved", edits: [put(10, 2, 1)], faults: ["statement_malformed @10", "statement_malformed @11"] },
    { name: "sequence 2^53", edits: [put(156, 0, 0x20)], faults: ["statement_malformed @156"] },
    { name: "id that is no UUID", edits: [put(170, 0)], faults: ["statement_malformed @164"] },
    { name: "reserved at the end", edits: [put(415, 1)], faults: ["statement_malformed @364"] },
    { name: "another recipient", edits: [put(76, 0)], faults: ["signature_ed25519 @416", "signature_mldsa65 @480"] },
    { name: "another sequence", edits: [put(163, 8)], faults: ["signature_ed25519 @416", "signature_mldsa65 @480"] },
    { name: "Ed25519 half", edits: [put(416, 0, 0, 0, 0)], faults: ["signature_ed25519 @416"] },
    { name: "ML-DSA half", edits: [put(480, 0, 0, 0, 0)], faults: ["signature_mldsa65 @480"] },
    { name: "one byte short", edits: [{ at: 3788, remove: 1, insert: "" }], faults: ["statement_malformed @3788"] },
    { name: "one byte long", edits: [{ at: 3789, remove: 0, insert: "00" }], faults: ["statement_malformed @3790"] },
  ], keys);
}

async function sealedDispatches(): Promise<void> {
  const signed = await signStatement(testStatement(), CA.sign);
  const bytes = seal({ signed, body: BODY, to: IN.sealing });
  const context = {
    recipient: "IN/in-1",
    realm: "live",
    agreement_digest: hexOf(AGREEMENT_DIGEST),
    suite: 1,
    xwing_seed: hexOf(seedOf("IN xwing")),
    sender: { node: "CA/ca-1", ...publicsOf(CA, "sign") },
  };
  const long = filler("long body", 65_536);
  const longSigned = await signStatement(testStatement(long), CA.sign);
  const longSealed = seal({ signed: longSigned, body: long, to: IN.sealing });
  write("valid", "sealed", "Sealed dispatches to open. The long one is given by cover, content and the SHA-256 of the whole: with the secret of `enc` everything else follows. Its body is SHAKE256 of the ASCII text `long body`.", [
    { name: "one chunk", sealed: hexOf(bytes), body: hexOf(BODY), signed: hexOf(signed) },
    { name: "four chunks", cover: hexOf(longSealed.slice(0, 1272)), signed: hexOf(longSigned), body_bytes: 65_536, sealed_sha256: hexOf(sha256(longSealed)) },
  ], context);
  const spoilt = async (name: string, change: (payload: Uint8Array) => Uint8Array, ...faults: readonly string[]) => ({
    name,
    sealed: hexOf(sealedRaw(change(await payloadOf()))),
    faults,
  });
  const crossed = async (name: string, changes: Parameters<typeof testStatement>[1], ...faults: readonly string[]) => ({
    name,
    sealed: hexOf(sealedRaw(await payloadOf(changes))),
    faults,
  });
  write("invalid", "sealed", "Edits of the valid dispatch of one chunk, or whole dispatches sealed by a cheating sender.", [
    { name: "magic", edits: [put(0, 0)], faults: ["malformed_cover @0"] },
    { name: "suite 2", edits: [put(9, 2)], faults: ["unknown_suite @8"] },
    { name: "realm exercise", edits: [put(10, 1)], faults: ["wrong_realm @10"] },
    { name: "realm 2, reserved", edits: [put(10, 2, 1)], faults: ["malformed_cover @10", "malformed_cover @11"] },
    { name: "agreement", edits: [put(12, 0, 0)], faults: ["unknown_agreement @12"] },
    { name: "sender", edits: [put(44, 0, 0)], faults: ["unknown_sender @44"] },
    { name: "recipient", edits: [put(76, 0, 0)], faults: ["not_recipient @76"] },
    { name: "seal key", edits: [put(108, 0, 0)], faults: ["unknown_seal_key @108"] },
    { name: "chunk count", edits: [put(143, 2)], faults: ["chunk_count @140"] },
    { name: "bucket 4097", edits: [put(151, 1)], faults: ["bucket @144"] },
    { name: "enc", edits: [put(152, (bytes[152] ?? 0) ^ 1)], faults: ["seal_broken chunk 0"] },
    { name: "enc with a low-order point", edits: [put(1240, ...new Array<number>(32).fill(0))], faults: ["seal_broken @152"] },
    { name: "a byte of the chunk", edits: [put(3000, (bytes[3000] ?? 0) ^ 1)], faults: ["seal_broken chunk 0"] },
    { name: "a byte of the tag", edits: [put(5383, (bytes[5383] ?? 0) ^ 1)], faults: ["seal_broken chunk 0"] },
    { name: "one byte short", edits: [{ at: 5383, remove: 1, insert: "" }], faults: ["truncated @5383"] },
    { name: "one byte long", edits: [{ at: 5384, remove: 0, insert: "00" }], faults: ["trailing_bytes @5384"] },
    await spoilt("padding", (payload) => edited(payload, 4095, 1), "padding @4095"),
    await spoilt("larger bucket than needed", (payload) => joined(payload, new Uint8Array(12_288)), "bucket @3793"),
    await spoilt("statement length", (payload) => edited(payload, 3, 0xcc), "payload_malformed @0"),
    await spoilt("body byte", (payload) => edited(payload, 3801, 0), "body_digest body"),
    await spoilt("Ed25519 half", (payload) => edited(payload, 420, 0, 0, 0), "signature_ed25519 @416"),
    await spoilt("ML-DSA half", (payload) => edited(payload, 484, 0, 0, 0), "signature_mldsa65 @480"),
    await crossed("statement of another sender", { sender: GB.digest }, "statement_mismatch sender"),
    await crossed("statement for another recipient", { recipient: GB.digest }, "statement_mismatch recipient"),
    await crossed("statement of the other realm", { realm: "exercise" }, "statement_mismatch realm"),
  ], context);
}

function answers(): void {
  const receipts = encodeReceipts({
    checkpoint: bytesOf("entente.example/in-1/live/exchange\n3\nAAAA\n\n— invented signature\n"),
    from: 1,
    consistency: [sha256("a"), sha256("b")],
    items: [
      { event: "stored", statement: sha256("s"), index: 2, salt: sha256("salt"), inclusion: [sha256("c")] },
      { event: "refused", code: "replayed" },
    ],
  });
  const text = textOf(receipts);
  write("valid", "receipts", "The answer to a POST of two dispatches.", [{ name: "one stored, one refused", count: 2, answer: text }]);
  write("invalid", "receipts", "Edits of the valid answer. `count` is how many dispatches were sent.", [
    { name: "answer for three", count: 3, edits: [], faults: ["receipt_count /items"] },
    { name: "white space", count: 2, edits: [swap(text, ",", ", ")], faults: ["not_canonical "] },
    { name: "line feed", count: 2, edits: [{ at: receipts.length, remove: 0, insert: "0a" }], faults: ["not_canonical "] },
    { name: "member twice", count: 2, edits: [swap(text, "{", '{"from":1,')], faults: ["duplicate_key /from"] },
    { name: "fraction", count: 2, edits: [swap(text, '"from":1', '"from":1.0')], faults: ["bad_number /from"] },
  ]);
}

strictJson();
names();
await documents();
await ceremony();
await statements();
await sealedDispatches();
answers();
