import { type Static, Type } from "typebox";
import { CLOSED, Instant } from "./fields.ts";

/** The terms of the version that is to follow; the node puts its number, what it follows and its parties in. */
export const AgreementTerms = Type.Object({ terms: Type.Unknown() }, CLOSED);
export type AgreementTerms = Static<typeof AgreementTerms>;

/** What both roots have to sign. */
export const AgreementDraft = Type.Object({
  type: Type.String(),
  payload_base64: Type.String(),
  version: Type.Integer(),
});
export type AgreementDraft = Static<typeof AgreementDraft>;

/** The version both roots have signed, under the device signature of one of the two operators who apply it. */
export const SignedAgreementChange = Type.Object(
  {
    /** a file of a MiB at most, as documents are */
    document_base64: Type.String({ maxLength: 1_398_104 }),
    expires_at: Instant,
    device: Type.String({ minLength: 1, maxLength: 64 }),
    signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" }),
  },
  CLOSED,
);
export type SignedAgreementChange = Static<typeof SignedAgreementChange>;

/**
 * `waiting`: for two operators of this node. `logged`: on this node's log, and not known to be on the partner's. `in_force`:
 * on both. `superseded`: another one is in force since.
 */
export const VERSION_STATES = ["waiting", "logged", "in_force", "superseded"] as const;

const Version = Type.Integer();
const Digest = Type.String();

/** The agreement with its versions, the first first. */
export const AgreementView = Type.Object({
  id: Type.String(),
  in_force: Version,
  items: Type.Array(
    Type.Object({
      version: Version,
      digest: Digest,
      state: Type.Enum(VERSION_STATES),
      /** in this state; null of the first version, which was joined */
      since: Type.Union([Type.Null(), Type.String()]),
      /** who has applied it so far, one of two */
      applied_by: Type.Union([Type.Null(), Type.String()]),
      /** the signed document of one that waits, to be read and applied */
      document_base64: Type.Union([Type.Null(), Type.String()]),
    }),
  ),
});
export type AgreementView = Static<typeof AgreementView>;

/** Where an application stands: of two persons the first has signed, it is on our log, or it is in force. */
export const AgreementChangeView = Type.Object({
  version: Version,
  state: Type.Enum(["one_of_two", "logged", "in_force"] as const),
});
export type AgreementChangeView = Static<typeof AgreementChangeView>;

/** What one of the two signs: this very version, until this moment. */
export interface AgreementChangeAct {
  readonly officer: string;
  /** hex SHA-256 of the version's payload */
  readonly agreement: string;
  readonly version: number;
  /** RFC 3339 in UTC */
  readonly expires_at: string;
}

/** The text by which an enrolled device has a version of the agreement applied; no token alone changes an agreement. */
export function agreementChangeText({ officer, agreement, version, expires_at }: AgreementChangeAct): string {
  return JSON.stringify({ agreement, domain: "entente/agreement-change/v1", expires_at, officer, version });
}
