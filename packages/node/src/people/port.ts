import type {
  NewToken,
  OfficerView,
  OrderDone,
  OrderView,
  PeopleOrder,
  Result,
  TokenView,
} from "@entente/contract";
import type { AgencyCode, ApprovalRole, DeskId, Duty, PartyCode, Right } from "@entente/words";
import type { StoredPasskey, Voucher } from "./passkey-store.ts";
import type { Posts } from "./posts/posts.ts";
import type { NodeName } from "./present.ts";
import type { Handover } from "./shifts/handover.ts";
import type { Leave } from "./shifts/leave.ts";
import type { Rota } from "./shifts/rota.ts";
import type { Service } from "./store.ts";

/** What an officer holds: it changes, by order of two operators. */
export interface Posting {
  /** the first is where his drafts come from unless he says otherwise */
  readonly desks: readonly DeskId[];
  readonly duties: readonly Duty[];
  readonly approvalRoles: readonly ApprovalRole[];
}

/** An officer of this node. */
export interface Officer extends Posting {
  readonly id: string;
  readonly name: string;
  readonly agency: AgencyCode;
  /** whose guest he is here, and the threads his posts are named for; left out = an officer of ours */
  readonly guest?: { readonly of: PartyCode; readonly threads: readonly string[] };
  /** what a program that asks in his name may do of what he may; left out = it is he himself */
  readonly scope?: readonly Right[];
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

/** A text that somebody says he signed. */
export interface SignedText {
  readonly officer: string;
  readonly device: string;
  readonly text: string;
  /** 64 bytes of an Ed25519 device, or a passkey's assertion as JSON */
  readonly signature: Uint8Array;
}

/** A device's signature as it came over HTTP: base64 of 64 bytes, or a passkey's assertion as base64 of its JSON. */
export interface DeviceSignature {
  readonly device: string;
  readonly signature: string;
}

/** Orders about officers: see `peopleText`. Rights by duty are checked before; persons, devices and versions here. */
export interface Orders {
  list(): Promise<Result<{ items: OfficerView[] }>>;
  show(officer: string): Promise<Result<{ officer: OfficerView; orders: OrderView[] }>>;
  waiting(): Promise<Result<{ items: OrderView[] }>>;
  /** A revocation acts at once; everything else waits for a second person. */
  propose(
    by: Officer,
    node: NodeName,
    order: PeopleOrder,
    signed: DeviceSignature,
  ): Promise<Result<OrderDone>>;
  confirm(by: Officer, id: string, signed: DeviceSignature): Promise<Result<OrderDone>>;
  drop(by: Officer, id: string): Promise<Result<OrderDone>>;
}

/** Tokens that an officer makes for programs. Each belongs to one officer; to all others it is absent. */
export interface ProgramTokens {
  list(officer: Officer): Promise<Result<{ items: TokenView[] }>>;
  /** The token is shown once: only its digest is kept. */
  make(officer: Officer, asked: NewToken): Promise<Result<{ made: TokenView; token: string }>>;
  end(officer: Officer, id: string): Promise<Result<TokenView>>;
}

/** Somebody who left service. */
export interface Leaver {
  readonly id: string;
  /** Unix milliseconds; what he did from then on is in doubt. Null = nothing is */
  readonly suspectSince: number | null;
}

export interface People {
  /**
   * The officer behind a bearer token, his own or a program's (then with its scope); null for one that is unknown, ended
   * or over, and for an officer who left or was away too long. Looked up by digest.
   */
  signIn(token: string): Promise<Officer | null>;
  /** Null when unknown or revoked. */
  officer(id: string): Promise<Officer | null>;
  /** Whether an officer has left, and from when on what he did is in doubt. */
  service(id: string): Promise<Service>;
  /** Whoever left and whose work nobody has gone through yet, at most `limit`. */
  leavers(limit: number): Promise<readonly Leaver[]>;
  /** Null when unknown or revoked. */
  device(id: string): Promise<Device | null>;
  /** Null when there is none, or it or its officer was revoked. */
  passkey(id: string): Promise<StoredPasskey | null>;
  readonly passkeys: Passkeys;
  /** A session for an officer who proved who he is; the secret is kept by his browser, here only its digest. */
  openSession(officer: string): Promise<string>;
  /** The officer of a session; null for one that is unknown, ended, idle for 30 minutes or older than 12 hours. */
  bySession(secret: string, touch: boolean): Promise<Officer | null>;
  endSession(secret: string): Promise<void>;
  /** Officers who share a desk with these, at most 500, by name. */
  atDesks(desks: readonly DeskId[]): Promise<readonly Officer[]>;
  readonly orders: Orders;
  readonly tokens: ProgramTokens;
  readonly posts: Posts;
  readonly rota: Rota;
  readonly leave: Leave;
  readonly handover: Handover;
  /** Whether this officer's device, enrolled at this moment, signed this text. False, never a throw, for anything else. */
  signed(text: SignedText): Promise<boolean>;
  /** Recorded on the domestic log. Throws where the id is taken. */
  enrol(officer: NewOfficer): Promise<EnrolledOfficer>;
}

/** A passkey as its officer sees it. */
export interface OwnPasskey {
  readonly device: string;
  readonly credential: string;
  /** base64 */
  readonly public_key: string;
  readonly origin: string;
  readonly vouched: boolean;
}

/** Passkeys of officers: how one is made, and how one signs in. Challenges are answered once, within five minutes. */
export interface Passkeys {
  /** base64url */
  challengeFor(officer: Officer): string;
  challengeForAnybody(): string;
  of(officer: string): Promise<readonly OwnPasskey[]>;
  /** The new device's id; null where the answer does not stand, or the key is enrolled already. */
  register(officer: Officer, response: unknown, origin: string): Promise<string | null>;
  /** Whether the officer's enrolled device now vouches for his passkey; false where its signature does not stand. */
  vouch(officer: Officer, passkey: string, voucher: Voucher): Promise<boolean>;
  /** Whether a device that is enrolled at this moment vouches for it: looked at anew for every approval. */
  isVouched(passkey: StoredPasskey): Promise<boolean>;
  /** The officer's id; null where the answer does not stand. */
  signIn(response: unknown, origin: string): Promise<string | null>;
}
