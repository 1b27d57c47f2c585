// Threat T01: no forgery of these kinds verifies, and each is refused for the reason it should be.
import { generateKeyPairSync, sign } from "node:crypto";
import {
  AGREEMENT_TYPE,
  encodeStatement,
  type SigningKeys,
  signDocument,
  signStatement,
  verifyStatement,
} from "@entente/protocol";
import { expect, it } from "vitest";
import { readDocument } from "../src/document.ts";
import { signHybrid } from "../src/keys.ts";
import {
  BODY,
  bytesOf,
  CA,
  edited,
  faultsOf,
  hybridKeys,
  IN,
  joined,
  must,
  sha256,
  testStatement,
  zeros,
} from "./fixtures.ts";

const ED = "signature_ed25519 @416";
const ML = "signature_mldsa65 @480";
const BOTH = [ED, ML];

const bytes = encodeStatement(testStatement());
const genuine = await signStatement(testStatement(), CA.sign);
const other = await signStatement(testStatement(BODY, { sequence: 8 }), CA.sign);
const stranger = await signStatement(testStatement(), IN.sign);
const [ed, ml] = [genuine.slice(416, 480), genuine.slice(480)];
const message = joined(bytesOf("entente/statement/v1\0"), Uint8Array.of(0), sha256(bytes));

/** Statement bytes with signatures of both algorithms over some other message. */
async function signedOver(text: Uint8Array, keys: SigningKeys = CA.sign): Promise<Uint8Array> {
  const signature = await signHybrid(text, keys);
  return joined(bytes, signature.ed25519, signature.mldsa65);
}

/** The order of the group, little-endian: S + L is the same scalar spelt again (RFC 8032 §8.4). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function withS(signature: Uint8Array, change: (s: bigint) => bigint): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.slice(32)).reverse().toString("hex")}`);
  const hex = change(s).toString(16).padStart(64, "0");
  return joined(signature.slice(0, 32), new Uint8Array(Buffer.from(hex, "hex").reverse()));
}

function withContext(key: SigningKeys["ed25519"], text: Uint8Array, context: string): Uint8Array {
  return new Uint8Array(sign(null, text, { key, context: Buffer.from(context) }));
}

async function documentSignatures(): Promise<Uint8Array> {
  const file = await signDocument(AGREEMENT_TYPE, bytes, [{ party: "CA", keys: CA.sign }]);
  const [signature] = must(readDocument(file)).signatures;
  return joined(bytes, signature?.ed25519 ?? ed, signature?.mldsa65 ?? ml);
}

function mldsa44Signature(): Uint8Array {
  const { privateKey } = generateKeyPairSync("ml-dsa-44");
  return joined(sign(null, message, privateKey), new Uint8Array(3309 - 2420));
}

const identity = edited(new Uint8Array(64), 0, 1);

const forgeries: readonly (readonly [string, Uint8Array | Promise<Uint8Array>, readonly string[]])[] = [
  ["signed by another node", stranger, BOTH],
  [
    "signed by the sender's root instead of its operational key",
    signStatement(testStatement(), CA.root),
    BOTH,
  ],
  ["signed by a key revoked before", signStatement(testStatement(), hybridKeys("CA sign before")), BOTH],
  ["Ed25519 half by another key", joined(bytes, stranger.slice(416, 480), ml), [ED]],
  ["ML-DSA half by another key", joined(bytes, ed, stranger.slice(480)), [ML]],
  ["halves in the other order", joined(bytes, ml, ed), BOTH],
  ["Ed25519 half of another statement", joined(bytes, other.slice(416, 480), ml), [ED]],
  ["ML-DSA half of another statement", joined(bytes, ed, other.slice(480)), [ML]],
  ["another statement under these signatures", joined(other.slice(0, 416), ed, ml), BOTH],
  ["no Ed25519 signature, zeros", joined(bytes, new Uint8Array(64), ml), [ED]],
  ["no ML-DSA signature, zeros", joined(bytes, ed, new Uint8Array(3309)), [ML]],
  ["R the identity, S zero", joined(bytes, identity, ml), [ED]],
  [
    "R a point of order two, S zero",
    joined(bytes, edited(identity, 0, 0xec, ...zeros(30).map(() => 0xff), 0x7f), ml),
    [ED],
  ],
  ["R with the sign bit turned", joined(bytes, edited(ed, 31, (ed[31] ?? 0) ^ 0x80), ml), [ED]],
  [
    "S spelt above the group order",
    joined(
      bytes,
      withS(ed, (s) => s + L),
      ml,
    ),
    [ED],
  ],
  [
    "S negated",
    joined(
      bytes,
      withS(ed, (s) => L - s),
      ml,
    ),
    [ED],
  ],
  ["S with its top bits set", joined(bytes, edited(ed, 63, (ed[63] ?? 0) | 0xe0), ml), [ED]],
  ["ML-DSA-44 signature filled up", joined(bytes, ed, mldsa44Signature()), [ML]],
  [
    "Ed25519ctx with the domain as context",
    joined(bytes, withContext(CA.sign.ed25519, message, "entente"), ml),
    [ED],
  ],
  [
    "ML-DSA with the domain as context",
    joined(bytes, ed, withContext(CA.sign.mldsa65, message, "entente")),
    [ML],
  ],
  ["signed as a document", documentSignatures(), BOTH],
  ["signed without a domain", signedOver(sha256(bytes)), BOTH],
  [
    "signed whole, not by digest",
    signedOver(joined(bytesOf("entente/statement/v1\0"), Uint8Array.of(0), bytes)),
    BOTH,
  ],
  ["signed in batch mode", signedOver(edited(message, 21, 1)), BOTH],
  ["signed under version 2 of the domain", signedOver(edited(message, 19, 0x32)), BOTH],
  ["one byte cut off", genuine.slice(0, -1), ["statement_malformed @3788"]],
  ["one byte added", joined(genuine, Uint8Array.of(0)), ["statement_malformed @3790"]],
  ["statement alone", bytes, ["statement_malformed @416"]],
  ["nothing", new Uint8Array(0), ["statement_malformed @0"]],
];

it("the genuine statement verifies, so the table can fail", async () => {
  expect((await verifyStatement(genuine, CA.verify)).ok).toBe(true);
  expect((await verifyStatement(await signedOver(message), CA.verify)).ok).toBe(true);
  expect(forgeries.length).toBeGreaterThanOrEqual(20);
});

it.each(forgeries)("refused: %s", async (_name, forged, faults) => {
  expect(faultsOf(await verifyStatement(await forged, CA.verify))).toEqual(faults);
});

it("every byte of a signed statement counts", { timeout: 60_000 }, async () => {
  for (let at = 0; at < genuine.length; at++) {
    const flipped = edited(genuine, at, (genuine[at] ?? 0) ^ (1 << (at % 8)));
    expect((await verifyStatement(flipped, CA.verify)).ok).toBe(false);
  }
});
