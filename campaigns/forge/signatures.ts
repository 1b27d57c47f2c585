import { createHash, type KeyObject, sign } from "node:crypto";
import { encodeStatement, type Statement } from "@entente/protocol";
import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { fresh } from "../nodes/found.ts";
import type { Made } from "../partner/hand.ts";
import { joined } from "../partner/own-sealer.ts";
import { ORDER, SMALL_ORDER } from "./points.ts";
import { type Forged, ownSealed, refusedMade, refusedSealed } from "./stage.ts";

const ED = "signature_ed25519";
const PQ = "signature_mldsa65";
/** Statement, then Ed25519, then ML-DSA-65 (spec/sealed-dispatch.md §3). */
const ED_AT = 416;
const PQ_AT = 480;

/** Replaces signature bytes of an honest dispatch and seals it past our own checks. */
async function resigned(
  stage: Forged,
  change: (signed: Uint8Array, made: Made) => Uint8Array | Promise<Uint8Array>,
  ...codes: readonly string[]
): Promise<string> {
  const made = await stage.ground.hand.make();
  const signed = await change(made.signed, made);
  return refusedSealed(stage, joined(await ownSealed(stage, { ...made, signed })), ...codes);
}

function put(signed: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  const copy = signed.slice();
  copy.set(bytes, at);
  return copy;
}

/** The message both algorithms sign, made from the spec; every part of it may be another. */
function messageOf(statement: Statement, domain = "entente/statement/v1\0", mode = 0): Uint8Array {
  const digest = createHash("sha256").update(encodeStatement(statement)).digest();
  return new Uint8Array(Buffer.concat([Buffer.from(domain), Uint8Array.of(mode), digest]));
}

/** Both signatures over a message that is not the statement's. */
function signedOver(made: Made, keys: Forged["stranger"], message: Uint8Array): Uint8Array {
  const ed = put(made.signed, ED_AT, ed25519(message, keys.ed25519));
  return put(ed, PQ_AT, new Uint8Array(sign(null, message, keys.mldsa65)));
}

function ed25519(message: Uint8Array, key: KeyObject): Uint8Array {
  return new Uint8Array(sign(null, message, key));
}

function ownKeys({ ground }: Forged) {
  return ground.founded.ca.keys;
}

export const SIGNATURES: readonly Kind<Forged>[] = [
  {
    name: "signature.keys_of_a_stranger",
    run: (stage) => refusedMade(stage, { keys: stage.stranger }, ED),
  },
  {
    name: "signature.ed25519_of_a_stranger",
    run: (stage) =>
      refusedMade(stage, { keys: { ...ownKeys(stage).sign, ed25519: stage.stranger.ed25519 } }, ED),
  },
  {
    name: "signature.mldsa65_of_a_stranger",
    run: (stage) =>
      refusedMade(stage, { keys: { ...ownKeys(stage).sign, mldsa65: stage.stranger.mldsa65 } }, PQ),
  },
  {
    name: "signature.ed25519_of_another_statement",
    run: (stage, chance) =>
      resigned(stage, (signed) => put(signed, ED_AT, other(stage, chance).subarray(ED_AT, PQ_AT)), ED),
  },
  {
    name: "signature.mldsa65_of_another_statement",
    run: (stage, chance) =>
      resigned(stage, (signed) => put(signed, PQ_AT, other(stage, chance).subarray(PQ_AT)), PQ),
  },
  {
    name: "signature.both_of_another_statement",
    run: (stage, chance) =>
      resigned(stage, (signed) => put(signed, ED_AT, other(stage, chance).subarray(ED_AT)), ED),
  },
  {
    name: "signature.ed25519_absent",
    run: (stage, chance) =>
      resigned(stage, (signed) => put(signed, ED_AT, new Uint8Array(64).fill(chance.pick([0, 1, 255]))), ED),
  },
  {
    name: "signature.mldsa65_absent",
    run: (stage, chance) =>
      resigned(
        stage,
        (signed) => put(signed, PQ_AT, new Uint8Array(3_309).fill(chance.pick([0, 1, 255]))),
        PQ,
      ),
  },
  {
    name: "signature.one_bit",
    run: (stage, chance) => {
      const at = chance.between(ED_AT, 3_788);
      return resigned(
        stage,
        (signed) => put(signed, at, Uint8Array.of((signed[at] ?? 0) ^ (1 << chance.below(8)))),
        at < PQ_AT ? ED : PQ,
      );
    },
  },
  {
    // S + L verifies under a verifier that reduces S first (RFC 8032 §8.4): two signatures for one statement.
    name: "signature.non_canonical_s",
    run: (stage) =>
      resigned(stage, (signed) => put(signed, ED_AT + 32, plusOrder(signed.subarray(448, 480))), ED),
  },
  {
    // With a small-order R and S = 0 some verifiers accept what nobody signed.
    name: "signature.small_order_r",
    run: (stage, chance) => {
      const forged = new Uint8Array(64);
      forged.set(chance.pick(SMALL_ORDER));
      return resigned(stage, (signed) => put(signed, ED_AT, forged), ED);
    },
  },
  {
    name: "signature.key_of_another_use",
    run: (stage, chance) => {
      const { log, witness } = ownKeys(stage);
      const key = chance.pick([log.keys.ed25519, witness.keys.ed25519]);
      return refusedMade(stage, { keys: { ...ownKeys(stage).sign, ed25519: key } }, ED);
    },
  },
  {
    name: "signature.of_another_protocol",
    run: (stage, chance) => {
      const domains = [
        "entente/document/v1\0",
        "entente/device/v1\0",
        "entente/leaf/v1\0",
        "",
        "entente/statement/v2\0",
      ];
      const domain = chance.pick(domains);
      return resigned(
        stage,
        (_signed, made) => signedOver(made, ownKeys(stage).sign, messageOf(made.statement, domain)),
        ED,
      );
    },
  },
  {
    name: "signature.of_another_mode",
    run: (stage, chance) => {
      const mode = chance.between(1, 255);
      const message = (made: Made) => messageOf(made.statement, undefined, mode);
      return resigned(stage, (_signed, made) => signedOver(made, ownKeys(stage).sign, message(made)), ED);
    },
  },
  {
    name: "signature.over_the_bare_statement",
    run: (stage) =>
      resigned(stage, (signed, made) => signedOver(made, ownKeys(stage).sign, signed.slice(0, ED_AT)), ED),
  },
  {
    name: "signature.statement_changed_after",
    run: (stage, chance) => {
      const [approval, attachments, time, sender] = [212, 244, 276, 292] as const;
      const at = chance.pick([approval, attachments, time, sender]);
      return resigned(stage, (signed) => put(signed, at + 2, fresh(4)), ED);
    },
  },
];

/** The signed statement of something India's node has stored: genuine signatures, over something else. */
function other({ delivered }: Forged, chance: Chance): Uint8Array {
  return chance.pick(delivered).made.signed;
}

/** S + L, little-endian, 32 bytes. */
export function plusOrder(s: Uint8Array): Uint8Array {
  const value = BigInt(`0x${Buffer.from(s).reverse().toString("hex")}`) + ORDER;
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse());
}
