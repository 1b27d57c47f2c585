import type { ApprovalChallenge } from "@entente/contract";

/** The text whose digest is signed: the challenge as JSON, its fields in alphabetical order (contract, `approvalText`). */
export function challengeText(challenge: ApprovalChallenge): string {
  const ordered = Object.entries(challenge).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(ordered));
}
