// Two invented nodes with keys from fixed seeds, and everything a test needs to let one write to the other.
import { createHash } from "node:crypto";
import {
  AGREEMENT_TYPE,
  type Agreement,
  agreementPayload,
  base64Of,
  deskDigest,
  hexOf,
  type NodeCard,
  nodeDigest,
  type OpenContext,
  type OpeningKey,
  openingKey,
  type SealingKey,
  type SigningKeys,
  type Statement,
  sealingKey,
  signDocument,
  signingKeys,
  type VerifyingKeys,
  verifyingKeys,
} from "@entente/protocol";
import type { Parsed } from "@entente/words";

export function sha256(bytes: Uint8Array | string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** 32 bytes that are the same in every run. */
export function seedOf(label: string): Uint8Array {
  return sha256(`entente protocol test seed: ${label}`);
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

export function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(`expected a value: ${JSON.stringify(parsed.faults)}`);
}

/** `code where`, one a fault, in order. */
export function faultsOf(parsed: Parsed<unknown>): readonly string[] {
  return parsed.ok ? [] : parsed.faults.map(({ code, where }) => `${code} ${where}`);
}

/** A copy with some bytes changed in place. */
export function edited(bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

/** So many zero bytes, to be spread. */
export function zeros(count: number): readonly number[] {
  return [...new Uint8Array(count)];
}

/** JSON by the platform alone, whose shape is then looked at. */
export function jsonOf(text: string): unknown {
  return JSON.parse(text);
}

/** Names of an object's members as the platform reads them. */
export function keysOf(text: string): readonly string[] {
  const value = jsonOf(text);
  return value !== null && typeof value === "object" ? Object.keys(value) : [];
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export interface TestNode {
  readonly party: string;
  readonly node: string;
  readonly digest: Uint8Array;
  readonly root: SigningKeys;
  readonly sign: SigningKeys;
  readonly verify: VerifyingKeys;
  readonly opening: OpeningKey;
  readonly sealing: SealingKey;
  readonly card: NodeCard;
}

export function hybridKeys(label: string): SigningKeys {
  return signingKeys({ ed25519Seed: seedOf(`${label} ed25519`), mldsa65Seed: seedOf(`${label} mldsa65`) });
}

/** Bytes of a length, the same in every run: stands for keys this kit only carries. */
export function filler(label: string, length: number): Uint8Array {
  return new Uint8Array(createHash("shake256", { outputLength: length }).update(label).digest());
}

export function testNode(party: string, node: string): TestNode {
  const root = hybridKeys(`${party} root`);
  const sign = hybridKeys(`${party} sign`);
  const opening = openingKey(seedOf(`${party} xwing`));
  const text = (label: string, length: number) => base64Of(filler(`${party} ${label}`, length));
  const card: NodeCard = {
    party,
    node,
    root: { ed25519: base64Of(root.publics.ed25519), mldsa65: base64Of(root.publics.mldsa65) },
    sign: { ed25519: base64Of(sign.publics.ed25519), mldsa65: base64Of(sign.publics.mldsa65) },
    seal: { xwing: base64Of(opening.publicKey) },
    log: {
      origin: `entente.example/${node}/live/exchange`,
      ed25519: text("log ed25519", 32),
      mldsa44: text("log mldsa44", 1312),
    },
    witness: {
      name: `entente.example/${node}/witness`,
      ed25519: text("witness ed25519", 32),
      mldsa44: text("witness mldsa44", 1312),
    },
    tls: { spki_sha256: text("tls", 32) },
  };
  const verify = must(verifyingKeys(sign.publics));
  const sealing = must(sealingKey(opening.publicKey));
  return { party, node, digest: nodeDigest(party, node), root, sign, verify, opening, sealing, card };
}

export const CA = testNode("CA", "ca-1");
export const IN = testNode("IN", "in-1");
/** A party of another agreement, or of none. */
export const GB = testNode("GB", "gb-1");

/** An invented agreement between the two nodes. */
export function testAgreement(changes: Partial<Agreement> = {}): Agreement {
  const minutes = { routine: 1440, urgent: 60, life_threat: 10 };
  return {
    id: "invented-1",
    version: 1,
    realm: "live",
    suite_min: 1,
    parties: [
      { party: "CA", card: CA.card },
      { party: "IN", card: IN.card },
    ],
    areas: [
      { id: "drugs", status: "active" },
      { id: "cyber", status: "suspended" },
    ],
    purposes: ["drug_enforcement", "cyber_defence"],
    instruments: [
      {
        id: "invented-mlat",
        kind: "MLAT",
        parties: ["CA:*", "IN:*"],
        purposes: ["drug_enforcement"],
        in_force: true,
        valid_from: "2001-10-25",
        valid_to: null,
        verified: true,
      },
    ],
    designations: ["CSE-45:IN:CERT-IN"],
    directory: [
      {
        desk: "ca-rcmp-liaison",
        party: "CA",
        agency: "RCMP",
        function: "police",
        areas: ["drugs"],
        name: { en: "Liaison desk", fr: "Bureau de liaison", hi: "संपर्क डेस्क" },
      },
      {
        desk: "in-ncb-liaison",
        party: "IN",
        agency: "NCB",
        function: "police",
        areas: ["drugs", "cyber"],
        name: { en: "Liaison desk", fr: "Bureau de liaison", hi: "संपर्क डेस्क" },
      },
    ],
    clocks: { acknowledge_minutes: minutes, answer_minutes: minutes },
    hold_seconds: { routine: 30, life_threat: 0 },
    ceiling: { personal: 2, national: 0 },
    match: { daily: 500, batch: 100 },
    retention_days: 1825,
    valid_from: "2026-11-22",
    valid_to: null,
    ...changes,
  };
}

/** The file both roots signed. */
export async function agreementFile(agreement: Agreement): Promise<Uint8Array> {
  return signDocument(AGREEMENT_TYPE, must(agreementPayload(agreement)), [
    { party: "CA", keys: CA.root },
    { party: "IN", keys: IN.root },
  ]);
}

export const AGREEMENT_DIGEST = sha256(must(agreementPayload(testAgreement())));
export const BODY = bytesOf('{"kind":"request","text":"Invented: is the consignment known?"}');

/** A statement of CA to a desk of IN about `body`. */
export function testStatement(body: Uint8Array = BODY, changes: Partial<Statement> = {}): Statement {
  return {
    suite: 1,
    realm: "live",
    agreementDigest: AGREEMENT_DIGEST,
    sender: CA.digest,
    recipient: IN.digest,
    desk: deskDigest("IN", "in-ncb-liaison"),
    stream: "00112233445566778899aabbccddeeff",
    sequence: 7,
    dispatch: "0197a3c0-1d2e-7f00-8a1b-2c3d4e5f6071",
    bodyDigest: sha256(body),
    approvalCommitment: sha256("invented approval"),
    attachmentsDigest: new Uint8Array(32),
    madeAt: 1_795_000_000_000,
    senderLog: { size: 12, root: sha256("sender root") },
    partnerLog: { size: 0, root: sha256("") },
    ...changes,
  };
}

/** What IN knows when it opens. */
export function testContext(changes: Partial<OpenContext> = {}): OpenContext {
  const senders = new Map([[hexOf(CA.digest), [CA.verify]]]);
  return {
    self: IN.digest,
    realm: "live",
    openingKeys: new Map([[hexOf(IN.opening.digest), IN.opening]]),
    agreements: new Map([[hexOf(AGREEMENT_DIGEST), { suite: 1, senders }]]),
    ...changes,
  };
}
