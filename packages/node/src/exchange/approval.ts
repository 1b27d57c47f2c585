import { createHash, createPublicKey, verify } from "node:crypto";
import { DEVICE_DOMAIN } from "@entente/contract";
import { type People, passkeyStands } from "../people/door.ts";
import { sha256 } from "./proposal.ts";
import type { ApprovalRecord } from "./record.ts";

/**
 * Whether an approval's signature stands: the device is enrolled, not revoked, the approver's own, and its
 * Ed25519 signature covers the challenge. A bearer token appears nowhere here (design §5).
 */
export async function approvalStands(people: People, approval: ApprovalRecord): Promise<boolean> {
  if (approval.device.startsWith("P-")) return byPasskey(people, approval);
  const [device, officer] = await Promise.all([
    people.device(approval.device),
    people.officer(approval.officer),
  ]);
  if (device === null || officer === null || device.officer !== approval.officer) return false;
  if (!officer.approvalRoles.some((role) => role === approval.role)) return false;
  const key = createPublicKey({
    key: Buffer.from(device.publicKey),
    format: "raw-public",
    asymmetricKeyType: "ed25519",
  });
  const message = Buffer.concat([
    Buffer.from(DEVICE_DOMAIN, "utf8"),
    sha256(Buffer.from(approval.challenge, "utf8")),
  ]);
  return verify(null, message, key, approval.signature);
}

/** A passkey that a device vouches for signs the challenge's digest as its WebAuthn challenge (design §5). */
async function byPasskey(people: People, approval: ApprovalRecord): Promise<boolean> {
  const [passkey, officer] = await Promise.all([
    people.passkey(approval.device),
    people.officer(approval.officer),
  ]);
  if (passkey === null || officer === null || passkey.officer !== approval.officer) return false;
  if (!officer.approvalRoles.some((role) => role === approval.role)) return false;
  if (!(await people.passkeys.isVouched(passkey))) return false;
  const challenge = Buffer.from(sha256(Buffer.from(approval.challenge, "utf8"))).toString("base64url");
  return passkeyStands(passkey, challenge, approval.signature);
}

/**
 * The commitment that travels in the statement: it binds the approvals without naming anybody. With the salt
 * the releasing state can open it before a court.
 */
export function approvalCommitment(salt: Uint8Array, approvals: readonly ApprovalRecord[]): Uint8Array {
  const hash = createHash("sha256").update("entente/approval-commitment/v1\0").update(salt);
  for (const approval of approvals)
    hash.update(sha256(Buffer.from(approval.challenge, "utf8"))).update(sha256(approval.signature));
  return new Uint8Array(hash.digest());
}
