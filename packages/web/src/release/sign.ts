import type { ApprovalChallenge } from "@entente/contract";
import { call } from "../api/client.ts";
import { answerWithPasskey, base64UrlOf } from "../signin/passkeys.ts";
import { passkeysWork } from "../signin/passkeys-work.ts";
import { challengeText } from "./challenge-text.ts";

/** A device's signature over a challenge, as the approval route takes it. */
export interface Signed {
  readonly challenge: ApprovalChallenge;
  readonly device: string;
  readonly signature: string;
}

/**
 * Has the officer's key sign: his passkey where he has one that his device vouches for, whose WebAuthn challenge is the digest of the
 * text. In the sandbox an officer without a passkey has a labelled device that the node holds; both signatures go
 * the same way and are judged by the same code.
 */
export async function signWithDevice(challenge: ApprovalChallenge): Promise<Signed> {
  const own = passkeysWork() ? await call("listPasskeys") : { items: [] };
  const items = own.items.filter(({ vouched }) => vouched);
  if (items.length === 0) {
    const { device, signature } = await call("sandboxSign", { body: { challenge } });
    return { challenge, device, signature };
  }
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(challengeText(challenge)));
  const answer = await answerWithPasskey({
    challenge: base64UrlOf(new Uint8Array(digest)),
    userVerification: "required",
    allowCredentials: items.map(({ credential }) => ({ type: "public-key", id: credential })),
  });
  const used = items.find(({ credential }) => credential === answer.id);
  return { challenge, device: used?.device ?? "", signature: btoa(JSON.stringify(answer)) };
}
