import { approvalText } from "@entente/contract";
import { expect, it } from "vitest";
import { challengeText } from "../src/release/challenge-text.ts";

it("the text an approver signs is the contract's", () => {
  const challenge = {
    domain: "entente/approval/v1",
    realm: "live",
    dispatch: "019aa000-0000-7000-8000-000000000001",
    body_sha256: "ab".repeat(32),
    recipient_party: "IN",
    recipient_node: "in-1",
    recipient_desk: "in-ncb-liaison",
    agreement_sha256: "cd".repeat(32),
    packs_sha256: ["ef".repeat(32)],
    role: "CA-SUP",
    action: "release",
    expires_at: "2026-11-22T08:10:00.000Z",
  } as const;
  expect(challengeText({ ...challenge, packs_sha256: [...challenge.packs_sha256] })).toBe(
    approvalText({ ...challenge, packs_sha256: [...challenge.packs_sha256] }),
  );
});
