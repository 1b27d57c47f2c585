import type { AgencyCode, ApprovalRole, DeskId, Duty } from "@entente/words";

/** An officer of this node. */
export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly agency: AgencyCode;
  /** the first is where his drafts come from unless he says otherwise */
  readonly desks: readonly DeskId[];
  readonly duties: readonly Duty[];
  readonly approvalRoles: readonly ApprovalRole[];
}

/** A key that only its officer holds; `publicKey` is a raw Ed25519 key of 32 bytes. */
export interface Device {
  readonly id: string;
  readonly officer: string;
  readonly publicKey: Uint8Array;
}

export interface NewOfficer extends Officer {
  /** raw Ed25519 public key, 32 bytes */
  readonly devicePublicKey: Uint8Array;
}

/** Shown once: the token is stored only as its SHA-256. */
export interface EnrolledOfficer {
  readonly officer: Officer;
  /** 32 random bytes, base64url */
  readonly token: string;
  readonly device: string;
}

export interface People {
  /** The officer behind a bearer token; null for an unknown or revoked one. Looked up by digest. */
  signIn(token: string): Promise<Officer | null>;
  /** Null when unknown or revoked. */
  officer(id: string): Promise<Officer | null>;
  /** Null when unknown or revoked. */
  device(id: string): Promise<Device | null>;
  /** Recorded on the domestic log. Throws where the id is taken. */
  enrol(officer: NewOfficer): Promise<EnrolledOfficer>;
}
