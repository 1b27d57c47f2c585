import { createHash } from "node:crypto";
import { kindNamed } from "@entente/contract";
import { EMPTY_ROOT } from "@entente/ledger";
import {
  deskDigest,
  hexOf,
  newSeed,
  nodeDigest,
  type OpenContext,
  openingKey,
  type SealingKey,
  type SigningKeys,
  type Statement,
  SUITE,
  seal,
  sealingKey,
  signingKeys,
  signStatement,
  type VerifyingKeys,
  verifyingKeys,
} from "@entente/protocol";

/** Everything it takes to sign, seal, open and verify one invented request. */
export interface DispatchKit {
  readonly statement: Statement;
  readonly body: Uint8Array;
  readonly signed: Uint8Array;
  readonly sealed: Uint8Array;
  readonly signingKeys: SigningKeys;
  readonly verifyingKeys: VerifyingKeys;
  readonly sealingKey: SealingKey;
  readonly context: OpenContext;
  readonly xwingPublic: Uint8Array;
  readonly xwingSeed: Uint8Array;
}

/** @param body the bytes that are signed and sealed; the example request's where absent */
export async function dispatchKit(body: Uint8Array = exampleBody()): Promise<DispatchKit> {
  const signing = signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() });
  const xwingSeed = newSeed();
  const opening = openingKey(xwingSeed);
  const [verifying, sealing] = [verifyingKeys(signing.publics), sealingKey(opening.publicKey)];
  if (!verifying.ok || !sealing.ok) throw new Error("own keys are usable");
  const [sender, self] = [nodeDigest("CA", "ca-1"), nodeDigest("IN", "in-1")];
  const statement = statementOf(body, sender, self);
  const signed = await signStatement(statement, signing);
  const agreement = { suite: SUITE, senders: new Map([[hexOf(sender), [verifying.value]]]) };
  return {
    statement,
    body,
    signed,
    sealed: seal({ signed, body, to: sealing.value }),
    signingKeys: signing,
    verifyingKeys: verifying.value,
    sealingKey: sealing.value,
    context: {
      self,
      realm: "live",
      openingKeys: new Map([[hexOf(opening.digest), opening]]),
      agreements: new Map([[hexOf(statement.agreementDigest), agreement]]),
    },
    xwingPublic: opening.publicKey,
    xwingSeed,
  };
}

function statementOf(body: Uint8Array, sender: Uint8Array, recipient: Uint8Array): Statement {
  return {
    suite: SUITE,
    realm: "live",
    agreementDigest: new Uint8Array(32).fill(1),
    sender,
    recipient,
    desk: deskDigest("IN", "in-ncb-liaison"),
    stream: "00112233445566778899aabbccddeeff",
    sequence: 1,
    dispatch: "0197a3c0-1d2e-7f00-8a1b-2c3d4e5f6071",
    bodyDigest: new Uint8Array(createHash("sha256").update(body).digest()),
    approvalCommitment: new Uint8Array(32),
    attachmentsDigest: new Uint8Array(32),
    madeAt: 1_795_000_000_000,
    senderLog: { size: 0, root: EMPTY_ROOT },
    partnerLog: { size: 0, root: EMPTY_ROOT },
  };
}

/** The invented example request as text. */
function exampleBody(): Uint8Array {
  const ends = { party: "CA", from: "ca-rcmp-liaison", to: "in-ncb-liaison" };
  const draft = kindNamed("request")?.example({ ...ends, area: "drugs", holding: null });
  return new TextEncoder().encode(JSON.stringify(draft));
}
