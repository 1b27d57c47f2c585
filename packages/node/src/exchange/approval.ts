import { createHash } from "node:crypto";
import type { People } from "../people/door.ts";
import { sha256 } from "./proposal.ts";
import type { ApprovalRecord } from "./record.ts";

/**
 * Whether an approval's signature stands: its officer is in service and holds the role, and a device of his own that is
 * enrolled at this moment signed the challenge. A bearer token appears nowhere here (design §5).
 */
export async function approvalStands(
  people: Pick<People, "officer" | "signed">,
  approval: ApprovalRecord,
): Promise<boolean> {
  const { device, signature, challenge } = approval;
  const officer = await people.officer(approval.officer);
  if (officer === null || !officer.approvalRoles.some((role) => role === approval.role)) return false;
  return people.signed({ officer: officer.id, device, text: challenge, signature });
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
