// Sealed dispatches for the tests of opening: genuine ones, and ones only a cheating sender could make.
import { type OpenResult, open, type Statement, seal, signStatement } from "@entente/protocol";
import { encodePayload } from "../src/payload.ts";
import { sealPayload } from "../src/seal.ts";
import { BODY, CA, IN, testContext, testStatement } from "./fixtures.ts";

/** CA signs and seals a body for IN. */
export async function sealedFor(
  body: Uint8Array = BODY,
  changes: Partial<Statement> = {},
): Promise<Uint8Array> {
  const signed = await signStatement(testStatement(body, changes), CA.sign);
  return seal({ signed, body, to: IN.sealing, maxBody: 8 * 1_048_576 });
}

/** Names on the cover that CA is free to choose, whatever it signed. */
export function coverNames(changes: Partial<Statement> = {}) {
  const { suite, realm, agreementDigest, sender, recipient } = testStatement(BODY, changes);
  return { suite, realm, agreementDigest, sender, recipient };
}

/** CA seals payload bytes of its own making under a cover of its own making. */
export function sealedRaw(payload: Uint8Array, cover: Partial<Statement> = {}): Uint8Array {
  return sealPayload(coverNames(cover), payload, IN.sealing);
}

/** A sound payload about BODY, to be spoilt. */
export async function payloadOf(
  changes: Partial<Statement> = {},
  body: Uint8Array = BODY,
): Promise<Uint8Array> {
  return encodePayload({ signed: await signStatement(testStatement(BODY, changes), CA.sign), body });
}

/** What IN says: `opened`, `not_mine`, or every fault as `code where`. */
export async function said(bytes: Uint8Array, context = testContext()): Promise<string | readonly string[]> {
  const result: OpenResult = await open(bytes, context);
  return result.kind === "invalid" ? result.faults.map(({ code, where }) => `${code} ${where}`) : result.kind;
}
