import { deskDigest, nodeDigest, type Statement } from "@entente/protocol";
import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { fresh } from "../nodes/found.ts";
import { bytesOf, sha256 } from "../partner/hand.ts";
import { joined, payloadOf } from "../partner/own-sealer.ts";
import { type Forged, ownSealed, refusedMade, refusedOwn, refusedSealed, saying } from "./stage.ts";

const MISMATCH = "statement_mismatch";

/** Another node, agreement or desk than the one that is right. */
function otherNode(chance: Chance): Uint8Array {
  return chance.pick([nodeDigest("GB", "gb-1"), nodeDigest("CA", "ca-2"), fresh(32), new Uint8Array(32)]);
}

/** The statement is the partner's own and genuinely signed; it only says what it may not. */
function stating(name: string, code: string, lie: (chance: Chance, stage: Forged) => Partial<Statement>) {
  const kind: Kind<Forged> = {
    name: `statement.${name}`,
    run: (stage, chance) => refusedMade(stage, { statement: lie(chance, stage) }, code),
  };
  return kind;
}

/** The statement lies, and the cover says what is right: only the seal could be fooled. */
function hidden(field: "agreementDigest" | "sender" | "recipient"): Kind<Forged> {
  return {
    name: `cover.right_over_wrong_${field}`,
    run: async (stage, chance) => {
      const right = await stage.ground.hand.make();
      const names = { [field]: right.statement[field] };
      return refusedOwn(stage, { statement: { [field]: otherNode(chance) } }, { names }, MISMATCH);
    },
  };
}

const statements: readonly Kind<Forged>[] = [
  stating("wrong_realm", "wrong_realm", () => ({ realm: "exercise" })),
  stating("unknown_agreement", "unknown_agreement", (chance) => ({
    agreementDigest: chance.pick([fresh(32), new Uint8Array(32), sha256(bytesOf("another agreement"))]),
  })),
  stating("unknown_sender", "unknown_sender", (chance) => ({ sender: otherNode(chance) })),
  stating("receiver_as_sender", "unknown_sender", (_chance, { ground }) => ({
    sender: ground.founded.india.treaty.us.digest,
  })),
  stating("another_recipient", "not_recipient", (chance) => ({ recipient: otherNode(chance) })),
  stating("sender_as_recipient", "not_recipient", (_chance, { ground }) => ({
    recipient: ground.founded.ca.treaty.us.digest,
  })),
  stating("another_desk", MISMATCH, (chance) => ({
    desk: chance.pick([deskDigest("IN", "in-cert-watch"), deskDigest("CA", "ca-rcmp-liaison"), fresh(32)]),
  })),
  stating("their_log_beyond", MISMATCH, (chance) => ({
    partnerLog: { size: chance.between(1_000, 2 ** 31), root: fresh(32) },
  })),
  stating("their_log_another_root", MISMATCH, (chance) => ({
    partnerLog: { size: chance.between(1, 2), root: fresh(32) },
  })),
  stating("own_log_another_root", MISMATCH, (_chance, { known }) => ({
    senderLog: { size: known.size, root: fresh(32) },
  })),
  stating("empty_log_another_root", MISMATCH, () => ({ senderLog: { size: 0, root: fresh(32) } })),
];

const bodies: readonly Kind<Forged>[] = [
  {
    name: "body.another_desk",
    run: (stage) =>
      refusedMade(stage, saying({ to: { party: "IN", agency: "CERT-IN", desk: "in-cert-watch" } }), MISMATCH),
  },
  {
    name: "body.unknown_desk",
    run: (stage, chance) => {
      const desk = chance.pick(["in-invented-desk", "ca-rcmp-liaison", "gb-invented-desk"]);
      return refusedMade(stage, saying({ to: { party: "IN", agency: "NCB", desk } }), "unknown_desk");
    },
  },
  {
    name: "body.from_another_desk",
    run: (stage, chance) => {
      const desk = chance.pick(["in-ncb-liaison", "ca-invented-desk"]);
      return refusedMade(stage, saying({ from: { party: "CA", agency: "RCMP", desk } }), "unknown_desk");
    },
  },
  {
    name: "body.another_agency",
    run: (stage, chance) => {
      const agency = chance.pick(["CBSA", "CSIS", "NCB"]);
      return refusedMade(stage, saying({ from: { party: "CA", agency, desk: "ca-rcmp-liaison" } }), MISMATCH);
    },
  },
  {
    name: "body.another_party",
    run: (stage) =>
      refusedMade(
        stage,
        saying({ from: { party: "GB", agency: "RCMP", desk: "ca-rcmp-liaison" } }),
        MISMATCH,
      ),
  },
  {
    name: "body.another_id",
    run: (stage) => refusedMade(stage, saying({ id: stage.ground.hand.id() }), MISMATCH),
  },
  {
    name: "body.wrong_realm",
    run: (stage) => refusedMade(stage, saying({ realm: "exercise" }), "wrong_realm"),
  },
  {
    name: "body.area_of_no_desk",
    run: (stage, chance) =>
      refusedMade(stage, saying({ area: chance.pick(["cyber", "fraud", "immigration"]) }), "unknown_desk"),
  },
  {
    name: "body.exchanged",
    run: (stage, chance) => {
      const body = chance.pick([chance.pick(stage.delivered).made.body, bytesOf("{}"), chance.bytes(900)]);
      return refusedOwn(stage, {}, { body }, "body_digest");
    },
  },
];

const covers: readonly Kind<Forged>[] = [
  hidden("agreementDigest"),
  hidden("sender"),
  hidden("recipient"),
  {
    name: "cover.right_over_wrong_realm",
    run: (stage) =>
      refusedOwn(stage, { statement: { realm: "exercise" } }, { names: { realm: "live" } }, MISMATCH),
  },
  {
    name: "cover.wrong_realm",
    run: (stage) => refusedOwn(stage, {}, { names: { realm: "exercise" } }, "wrong_realm"),
  },
  {
    name: "cover.seal_of_another_realm",
    run: (stage) => refusedOwn(stage, {}, { info: "exercise" }, "seal_broken"),
  },
  {
    name: "cover.downgraded_suite",
    run: (stage, chance) =>
      refusedOwn(stage, {}, { names: { suite: chance.pick([0, 2, 3, 255, 65_535]) } }, "unknown_suite"),
  },
  {
    name: "statement.downgraded_suite",
    run: (stage, chance) => restated(stage, 8, [0, chance.pick([0, 2, 255])], "unknown_suite"),
  },
  {
    name: "statement.reserved_bytes",
    run: (stage, chance) =>
      restated(stage, chance.pick([11, 364, 415, 390]), [chance.between(1, 255)], "statement_malformed"),
  },
  {
    name: "statement.id_is_no_id",
    run: (stage) => restated(stage, 164, new Uint8Array(16).fill(255), "statement_malformed"),
  },
  {
    name: "payload.hidden_in_padding",
    run: (stage, chance) => {
      const filling = chance.bytes(chance.between(1, 400)).map((byte) => byte | 1);
      const payload = (signed: Uint8Array, body: Uint8Array) => payloadOf(signed, body, { filling });
      return refusedOwn(stage, {}, { payload }, "padding");
    },
  },
  {
    name: "payload.larger_bucket",
    run: (stage, chance) => {
      const bucket = chance.pick([65_536, 262_144]);
      return refusedOwn(stage, {}, { payload: (s, b) => payloadOf(s, b, { bucket }) }, "bucket");
    },
  },
  {
    name: "payload.length_lie",
    run: (stage, chance) => {
      const bodyLength = chance.pick([2 ** 40, 20_000, Number.MAX_SAFE_INTEGER]);
      return refusedOwn(
        stage,
        {},
        { payload: (s, b) => payloadOf(s, b, { bodyLength }) },
        "payload_malformed",
      );
    },
  },
  {
    name: "payload.statement_length_lie",
    run: (stage, chance) => {
      const signedLength = chance.pick([0, 3_788, 3_790, 2 ** 32 - 1]);
      return refusedOwn(
        stage,
        {},
        { payload: (s, b) => payloadOf(s, b, { signedLength }) },
        "payload_malformed",
      );
    },
  },
];

/** Bytes of the statement itself are other ones. */
async function restated(
  stage: Forged,
  at: number,
  bytes: Uint8Array | readonly number[],
  code: string,
): Promise<string> {
  const made = await stage.ground.hand.make();
  const signed = made.signed.slice();
  signed.set(bytes, at);
  return refusedSealed(stage, joined(await ownSealed(stage, { ...made, signed })), code);
}

export const COVERS: readonly Kind<Forged>[] = [...statements, ...bodies, ...covers];
