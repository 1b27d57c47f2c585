import { REALMS } from "@entente/words";
import { type Static, Type } from "typebox";
import { readerOf } from "./check.ts";
import { CLOSED, Desk, Id, Instant, Party } from "./fields.ts";

export const APPROVAL_ACTIONS = ["release", "refuse", "recall"] as const;
const Digest = Type.String({ pattern: "^[0-9a-f]{64}$" });

/**
 * What an approver's key signs (design §5): these bytes, to this node and desk, under this agreement and these
 * packs, for this action, until this moment.
 */
export const ApprovalChallenge = Type.Object(
  {
    domain: Type.Literal("entente/approval/v1"),
    realm: Type.Enum(REALMS),
    dispatch: Id,
    body_sha256: Digest,
    recipient_party: Party,
    recipient_node: Type.String({ minLength: 1, maxLength: 64 }),
    recipient_desk: Desk,
    agreement_sha256: Digest,
    packs_sha256: Type.Array(Digest, { minItems: 1, maxItems: 16 }),
    role: Type.String({ minLength: 1, maxLength: 20 }),
    action: Type.Enum(APPROVAL_ACTIONS),
    expires_at: Instant,
  },
  CLOSED,
);
export type ApprovalChallenge = Static<typeof ApprovalChallenge>;

/** Reads a challenge that came over the wire. */
export const readApprovalChallenge = readerOf(ApprovalChallenge);

/**
 * The text whose SHA-256 is signed: the challenge as JSON, its fields in alphabetical order, no white space. A
 * passkey signs that digest as its WebAuthn challenge, a device key signs `entente/device/v1\0` and the digest.
 */
export function approvalText(challenge: ApprovalChallenge): string {
  const ordered = Object.entries(challenge).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(ordered));
}

/** A passkey as its officer's device vouches for it. */
export interface PasskeyClaim {
  readonly officer: string;
  /** base64url, the authenticator's own name for it */
  readonly credential: string;
  /** COSE key, base64 */
  readonly public_key: string;
  /** the page it was made on */
  readonly origin: string;
}

/**
 * The text by which an enrolled device says that a passkey is its officer's too; signed as an approval's is. Another
 * domain stands in it, so that neither is ever taken for the other.
 */
export function passkeyText({ officer, credential, public_key, origin }: PasskeyClaim): string {
  return JSON.stringify({ credential, domain: "entente/passkey/v1", officer, origin, public_key });
}

/** What is erased for good, and why, as its officer's device signs it. */
export interface Erasure {
  readonly dispatch: string;
  /** as the officer saw it: a dispatch that changed since is not erased */
  readonly version: number;
  readonly officer: string;
  readonly reason: string;
  /** RFC 3339 in UTC */
  readonly expires_at: string;
}

/** The text by which an enrolled device has a dispatch erased; no token alone destroys anything (design §5). */
export function erasureText({ dispatch, version, officer, reason, expires_at }: Erasure): string {
  return JSON.stringify({ dispatch, domain: "entente/erasure/v1", expires_at, officer, reason, version });
}

/** Stands before the digest in what a device key signs. */
export const DEVICE_DOMAIN = "entente/device/v1\0";

/** The file an enrolled device is kept in: the officer's, not the node's. The seed never leaves it. */
export const DeviceFile = Type.Object(
  {
    version: Type.Literal(1),
    device: Type.String({ minLength: 1, maxLength: 64 }),
    officer: Type.String({ minLength: 1, maxLength: 64 }),
    algorithm: Type.Literal("ed25519"),
    seed: Type.String({ pattern: "^[A-Za-z0-9+/]{43}=$" }),
  },
  CLOSED,
);
export type DeviceFile = Static<typeof DeviceFile>;
export const readDeviceFile = readerOf(DeviceFile);
