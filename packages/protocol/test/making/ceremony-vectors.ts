import {
  AGREEMENT_TYPE,
  type Agreement,
  base64Of,
  CARD_TYPE,
  canonicalJson,
  cardFingerprint,
  cardPayload,
  deskDigest,
  hexOf,
  type NodeCard,
  nodeDigest,
  parseCard,
  signDocument,
} from "@entente/protocol";
import {
  AGREEMENT_DIGEST,
  agreementFile,
  bytesOf,
  CA,
  edited,
  GB,
  IN,
  must,
  sha256,
  type TestNode,
  testAgreement,
  textOf,
  zeros,
} from "../fixtures.ts";
import { badSigner, publicsOf, spoilt, swap, writeVectors } from "./vector-writer.ts";

const TYPE = "entente/example/v1";

export function writeNameVectors(): void {
  const nodes = [CA, IN, GB].map(({ party, node }) => {
    return { node: `${party}/${node}`, digest: hexOf(nodeDigest(party, node)) };
  });
  const desks = ["ca-rcmp-liaison", "in-ncb-liaison"].map((desk) => {
    const party = desk.slice(0, 2).toUpperCase();
    return { desk: `${party}/${desk}`, digest: hexOf(deskDigest(party, desk)) };
  });
  const counting = Uint8Array.from({ length: 32 }, (_, index) => index);
  const fingerprints = [new Uint8Array(32), counting, new Uint8Array(32).fill(255)].map((digest) => {
    return { digest: hexOf(digest), fingerprint: cardFingerprint({ digest }) };
  });
  writeVectors("valid/names", "How statements name nodes and desks, and what officers read to each other.", [
    ...nodes,
    ...desks,
    ...fingerprints,
  ]);
}

export function writeKeyVectors(): void {
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
    edited(IN.opening.publicKey, 1184, ...zeros(32)),
    edited(IN.opening.publicKey, 1184, 1, ...zeros(31)),
    edited(IN.opening.publicKey, 0, 255, 255, 255),
    IN.opening.publicKey.slice(0, 1215),
  ];
  writeVectors(
    "invalid/keys",
    "Raw public keys to refuse: small order, second spelling, coefficients out of range, length.",
    [...points.map((ed25519) => ({ ed25519 })), ...xwing.map((key) => ({ xwing: hexOf(key) }))],
  );
}

export async function writeDocumentVectors(): Promise<void> {
  const payload = bytesOf('{"a":1}');
  const file = textOf(await signedBy(TYPE, payload, CA, IN));
  const shared = { type: TYPE, signers: [CA, IN].map((node) => publicsOf(node, "root")) };
  writeVectors(
    "valid/document",
    "A file signed by two roots; keys are raw public keys in hex.",
    [{ name: "two parties", file, payload: hexOf(payload), digest: hexOf(sha256(payload)) }],
    shared,
  );
  const wrongKey = textOf(await signedBy(TYPE, payload, CA, { ...IN, root: GB.root }));
  const alone = textOf(await signedBy(TYPE, payload, CA));
  writeVectors(
    "invalid/document",
    "Edits (remove so many bytes at an offset, insert hex) of the valid file, or whole files.",
    [
      ...spoiltFiles(file),
      { name: "second party signed with another key", file: wrongKey, faults: badSigner(1) },
      { name: "one party only", file: alone, faults: ["missing_signature /signatures"] },
    ],
    shared,
  );
}

function spoiltFiles(file: string): readonly object[] {
  const second = file.indexOf('{"party":"IN"') - 1;
  const all = [...badSigner(0), ...badSigner(1)];
  const strangers = ["missing_signature /signatures", "unknown_signer /signatures/1/party"];
  const cut = { at: second, remove: file.length - second - 3, insert: "" };
  return [
    spoilt("no line feed", { at: file.length - 1, remove: 1, insert: "" }, "not_canonical "),
    spoilt("white space", swap(file, ',"payload"', ', "payload"'), "not_canonical "),
    spoilt("payload changed", swap(file, "fQ==", "fA=="), ...all),
    spoilt("payload with stray bits", swap(file, "fQ==", "fR=="), "not_canonical /payload"),
    spoilt("type changed", swap(file, "example", "samples"), "wrong_type /type", ...all),
    spoilt("unknown member", swap(file, "{", '{"alg":"none",'), "schema "),
    spoilt("type twice", swap(file, "{", '{"type":"x",'), "duplicate_key /type"),
    spoilt("second signature cut off", cut, "missing_signature /signatures"),
    spoilt("second party renamed", swap(file, '"IN"', '"US"'), ...strangers),
    spoilt("parties out of order", swap(file, '"IN"', '"AA"'), "not_canonical /signatures/1/party"),
  ];
}

export async function writeCardVectors(): Promise<void> {
  const file = await signedBy(CARD_TYPE, must(cardPayload(CA.card)), CA);
  const parsed = must(await parseCard(file));
  writeVectors("valid/card", "A node card signed by its root, and the fingerprint of its payload.", [
    {
      name: "CA",
      file: textOf(file),
      digest: hexOf(parsed.digest),
      fingerprint: cardFingerprint(parsed),
    },
  ]);
  const twoFaults: NodeCard = {
    ...CA.card,
    sign: { ...CA.card.sign, ed25519: base64Of(new Uint8Array(32)) },
    log: { ...CA.card.log, origin: "entente.example/ca-1" },
  };
  writeVectors("invalid/card", "Card files, each signed by the root it names.", [
    {
      name: "small-order key and a log that is no exchange log",
      file: textOf(await signedBy(CARD_TYPE, canonicalJson(twoFaults), CA)),
      faults: ["bad_key /sign/ed25519", "bad_card /log/origin"],
    },
    {
      name: "unknown member",
      file: textOf(await signedBy(CARD_TYPE, canonicalJson({ ...CA.card, admin: true }), CA)),
      faults: ["schema "],
    },
  ]);
}

export async function writeAgreementVectors(): Promise<void> {
  const file = textOf(await agreementFile(testAgreement()));
  writeVectors("valid/agreement", "An invented agreement both roots signed.", [
    { name: "CA and IN", file, digest: hexOf(AGREEMENT_DIGEST) },
    await goodAgreement("its second version", {
      version: 2,
      previous: hexOf(AGREEMENT_DIGEST),
      overlap_days: 30,
    }),
  ]);
  const stolen = { party: "IN", card: { ...IN.card, sign: CA.card.sign } };
  writeVectors("invalid/agreement", "Agreement files both roots signed.", [
    await badAgreement("a second version that follows nothing", { version: 2 }, ["bad_agreement /previous"]),
    await badAgreement("a first version that follows one", { previous: hexOf(AGREEMENT_DIGEST) }, [
      "bad_agreement /previous",
    ]),
    await badAgreement("contradictions", { suite_min: 2, valid_to: "2026-11-21" }, [
      "bad_agreement /valid_to",
      "bad_agreement /suite_min",
    ]),
    await badAgreement(
      "the partner's card carries our key",
      { parties: [{ party: "CA", card: CA.card }, stolen] },
      ["bad_agreement /parties/1/card/sign/ed25519", "bad_agreement /parties/1/card/sign/mldsa65"],
    ),
  ]);
}

async function goodAgreement(name: string, changes: Partial<Agreement>) {
  const agreement = testAgreement(changes);
  const digest = hexOf(sha256(canonicalJson(agreement)));
  return { name, file: textOf(await agreementFile(agreement)), digest };
}

async function badAgreement(name: string, changes: Partial<Agreement>, faults: readonly string[]) {
  const payload = canonicalJson(testAgreement(changes));
  return { name, file: textOf(await signedBy(AGREEMENT_TYPE, payload, CA, IN)), faults };
}

function signedBy(type: string, payload: Uint8Array, ...nodes: readonly TestNode[]): Promise<Uint8Array> {
  return signDocument(
    type,
    payload,
    nodes.map(({ party, root }) => ({ party, keys: root })),
  );
}
