import { describe, expect, it } from "vitest";
import {
  cosign,
  type DispatchProof,
  ENTRY_KIND,
  encodeProof,
  parseAnchor,
  saltedEntry,
  verifyProof,
  withCosignatures,
} from "../src/door.ts";
import { bytesOf, digest, flipped, hex, seeded } from "./fixture/bytes.ts";
import {
  BODY,
  DISPATCH_ID,
  exchangeOf,
  NOON,
  openedLog,
  signedStatement,
  statementOf,
  storedProof,
  witnessed,
} from "./fixture/dispatch.ts";
import { AGREEMENT, agreementOf, agreementPayload, CA, IN, testNode } from "./fixture/parties.ts";

const exchange = await exchangeOf();
const { proof } = exchange;
const verdictOf = (change: Partial<DispatchProof>, anchor = AGREEMENT.file) =>
  verifyProof(encodeProof({ ...proof, ...change }), anchor);
const faultOf = (change: Partial<DispatchProof>) => {
  const verdict = verdictOf(change);
  return verdict.valid ? "valid" : `${verdict.fault.code} ${verdict.fault.where}`;
};
const receiptWith = (change: Partial<typeof exchange.receipt>) => ({
  receipt: { ...exchange.receipt, ...change },
});

describe("a proof says", () => {
  const facts = {
    valid: true,
    realm: "live",
    id: DISPATCH_ID,
    from: "CA",
    to: "IN",
    sequence: 7,
    body_digest: hex(digest(BODY)),
  };

  it("who sent what to whom, and where both sides logged it", () => {
    expect(verdictOf({})).toEqual({
      ...facts,
      kind: "release",
      origin: CA.log.origin,
      index: 6,
      size: 8,
      signed_at: NOON,
      witnessed_by: [IN.witness.name],
      receipt: { origin: IN.log.origin, index: 10 },
    });
  });

  it("the same before the partner has receipted, but for the receipt", () => {
    expect(verdictOf({ receipt: null })).toMatchObject({ ...facts, kind: "release", receipt: null });
  });

  it("from the receiver's side that the receiver holds it", () => {
    expect(verifyProof(encodeProof(storedProof(exchange)), AGREEMENT.file)).toEqual({
      ...facts,
      kind: "stored",
      origin: IN.log.origin,
      index: 10,
      size: 11,
      signed_at: NOON,
      witnessed_by: [CA.witness.name],
      receipt: null,
    });
  });

  it("the same under an anchor that was read before", () => {
    const anchor = parseAnchor(AGREEMENT.file);
    if (!anchor.ok) expect.fail("refused");
    expect(verifyProof(encodeProof(proof), anchor.value)).toEqual(verdictOf({}));
  });
});

describe("nothing is proven", () => {
  it("without the agreement that the statement names", () => {
    const other = agreementOf(
      agreementPayload([CA, IN], (payload) => Object.assign(payload, { id: "another" })),
      [CA, IN],
    );
    expect(verdictOf({}, other.file)).toEqual({
      valid: false,
      fault: { code: "wrong_agreement", where: "statement/@12" },
    });
  });

  it("under an anchor that does not verify, whatever the proof", () => {
    expect(verdictOf({}, flipped(AGREEMENT.file, 4000))).toMatchObject({
      valid: false,
      fault: { where: /^anchor/ },
    });
  });

  it("from bytes that are no proof", () => {
    expect(verifyProof(new Uint8Array(), AGREEMENT.file)).toEqual({
      valid: false,
      fault: { code: "bad_proof", where: "line 1" },
    });
  });

  /** A statement that is wrong in one way, signed and logged as if it were right. */
  const dishonest = async (parts: Parameters<typeof statementOf>[0], sender = CA) => {
    const forged = await exchangeOf(signedStatement(statementOf(parts), sender));
    const verdict = verifyProof(encodeProof(forged.proof), AGREEMENT.file);
    return verdict.valid ? "valid" : `${verdict.fault.code} ${verdict.fault.where}`;
  };

  it.each([
    ["another magic", { magic: "ENTSTMT2" }, "statement_layout statement/@0"],
    ["suite 0", { suite: 0 }, "statement_suite statement/@8"],
    ["suite 2", { suite: 2 }, "statement_suite statement/@8"],
    ["a realm nobody knows", { realm: 2 }, "statement_layout statement/@10"],
    ["the other realm", { realm: 1 }, "wrong_realm statement/@10"],
    ["a reserved byte set", { reserved: 1 }, "statement_reserved statement/@11"],
    [
      "a reserved tail byte set",
      { tail: Uint8Array.from({ length: 52 }, (_, at) => (at === 51 ? 1 : 0)) },
      "statement_reserved statement/@364",
    ],
    ["another agreement", { agreement: bytesOf("other") }, "wrong_agreement statement/@12"],
    ["a sender nobody knows", { sender: bytesOf("other") }, "unknown_node statement/@44"],
    ["a recipient nobody knows", { recipient: bytesOf("other") }, "unknown_node statement/@76"],
    ["its sender as recipient", { recipient: CA.digest }, "unknown_node statement/@76"],
    ["a sequence beyond 2^53", { sequence: 2n ** 53n }, "statement_layout statement/@156"],
  ] as const)("by a statement with %s, though signed and logged", async (_, parts, fault) => {
    expect(await dishonest(parts)).toBe(fault);
  });

  it("by a statement that the sender did not sign", async () => {
    const signer = testNode("CA", "ca-1", "impostor").sign;
    expect(await dishonest({}, { ...CA, sign: signer })).toBe("statement_signature statement/@416");
    expect(await dishonest({}, { ...CA, sign: { ...CA.sign, mldsa65: signer.mldsa65 } })).toBe(
      "statement_signature statement/@416",
    );
    expect(await dishonest({}, { ...CA, sign: { ...CA.sign, ed25519: signer.ed25519 } })).toBe(
      "statement_signature statement/@416",
    );
    expect(await dishonest({}, IN)).toBe("statement_signature statement/@416");
  });

  it.each([
    ["another salt", { salt: bytesOf("other") }, "root_mismatch inclusion"],
    ["another index", { index: 5 }, "root_mismatch inclusion"],
    ["an index beside the tree", { index: 8 }, "index_out_of_range inclusion"],
    ["a sibling less", { inclusion: proof.inclusion.slice(1) }, "proof_length inclusion"],
    ["a sibling more", { inclusion: [...proof.inclusion, bytesOf("more")] }, "proof_length inclusion"],
    [
      "the receiver's checkpoint",
      { checkpoint: exchange.receipt.checkpoint },
      "wrong_origin checkpoint/line 1",
    ],
    ["another kind of leaf", { kind: ENTRY_KIND.stored, receipt: null }, "wrong_origin checkpoint/line 1"],
  ] as const)("by the right statement with %s", (_, change, fault) => {
    expect(faultOf(change)).toBe(fault);
  });

  it("by a checkpoint that the partner has not cosigned", async () => {
    const checkpoint = await witnessed(exchange.senderLog, CA, []);
    expect(faultOf({ checkpoint })).toBe("unwitnessed checkpoint");
  });

  it("by a checkpoint that the sender cosigned itself", async () => {
    const checkpoint = await witnessed(exchange.senderLog, CA, [CA]);
    expect(faultOf({ checkpoint })).toBe("signature_unknown checkpoint/signature 3");
  });

  it("by a checkpoint cosigned under another log's name", async () => {
    const { senderLog } = exchange;
    const head = { origin: "ca-2.example/exchange", size: senderLog.size, root: senderLog.root() };
    const note = withCosignatures(await witnessed(senderLog, CA, []), await cosign(head, IN.witness, NOON));
    if (!note.ok) expect.fail("refused");
    expect(faultOf({ checkpoint: note.value })).toBe("signature_invalid checkpoint/signature 3");
  });

  it("by a leaf of the domestic log", async () => {
    const checkpoint = await exchange.senderLog.checkpoint(CA.domestic, NOON);
    expect(faultOf({ checkpoint })).toBe("wrong_origin checkpoint/line 1");
  });

  it("by a receipt for another statement, though it stands on the partner's log", async () => {
    const other = await exchangeOf(signedStatement(statementOf({ sequence: 8 }), CA));
    expect(faultOf({ receipt: other.receipt })).toBe("wrong_statement receipt/extra@38");
  });

  it.each([
    ["another salt", { salt: bytesOf("other") }, "root_mismatch receipt/inclusion"],
    ["another index", { index: 9 }, "proof_length receipt/inclusion"],
    ["the sender's checkpoint", { checkpoint: proof.checkpoint }, "wrong_origin receipt/checkpoint/line 1"],
    ["another digest", { statementDigest: bytesOf("other") }, "wrong_statement receipt/extra@38"],
  ])("by a receipt with %s", (_, change, fault) => {
    expect(faultOf(receiptWith(change))).toBe(fault);
  });

  it("by a receipt whose checkpoint the sender never cosigned", async () => {
    const checkpoint = await witnessed(exchange.recipientLog, IN, []);
    expect(faultOf(receiptWith({ checkpoint }))).toBe("unwitnessed receipt/checkpoint");
  });

  it("by a leaf of another kind with the same digest", async () => {
    const log = openedLog(CA);
    const { salt, signedStatement: statement } = proof;
    log.append([saltedEntry(ENTRY_KIND.recall, salt, statement)]);
    const index = log.size - 1;
    const change = { index, inclusion: log.proof(index), checkpoint: await witnessed(log, CA, [IN]) };
    expect(faultOf(change)).toBe("root_mismatch inclusion");
  });
});

describe("one flipped bit", () => {
  const bytes = encodeProof(proof);
  const anchor = parseAnchor(AGREEMENT.file);
  if (!anchor.ok) throw new Error("the fixture's own agreement did not verify");
  const opened = anchor.value;
  const survivors = (step: number, bits: number, seed: number): number[] => {
    const random = seeded(seed);
    const found: number[] = [];
    for (let byte = Math.floor(random() * step); byte < bytes.length; byte += step) {
      for (let round = 0; round < bits; round += 1) {
        const bit = byte * 8 + Math.floor(random() * 8);
        const verdict = verifyProof(flipped(bytes, bit), opened);
        if (verdict.valid || verdict.fault.code.length === 0) found.push(bit);
      }
    }
    return found;
  };

  it("anywhere in a proof file makes it invalid, with a named fault", () => {
    expect(bytes.length).toBeGreaterThan(15_000);
    expect(survivors(5, 1, 1)).toEqual([]);
  });

  it.runIf(process.env.SLOW === "1")(
    "in every byte of a proof file, two bits each, makes it invalid",
    { timeout: 600_000 },
    () => {
      expect(survivors(1, 2, 2)).toEqual([]);
    },
  );
});
