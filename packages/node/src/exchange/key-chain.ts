import {
  bytesOfBase64,
  canonicalJson,
  hexOf,
  type NodeCard,
  type ParsedKeyStatement,
  parseKeyStatement,
  type SealingKey,
  sealingKey,
  type VerifyingKeys,
  verifyingKeys,
} from "@entente/protocol";
import type { Side } from "../agreement/door.ts";
import type { Store } from "../store/door.ts";
import { keyStatementsOf } from "./partner-keys-store.ts";
import { sha256 } from "./proposal.ts";

/** What a node's own command may change; the other keys of a card stand until their change is defined (`spec/keys.md`). */
export const CHANGEABLE_USES = ["sign", "seal", "tls"] as const;
export type ChangeableUse = (typeof CHANGEABLE_USES)[number];
type KeyUse = ChangeableUse | "log" | "witness";

/** A node's keys after so many key statements: its card in the agreement is the first link, each statement the next. */
export interface KeyChain {
  readonly serial: number;
  /** SHA-256 of the newest payload, of the agreement's card before the first */
  readonly digest: Uint8Array;
  readonly card: NodeCard;
  /** what is sealed to */
  readonly sealing: SealingKey;
  /** what statements may be signed with: the newest first, older ones until a statement revokes them */
  readonly verifying: readonly VerifyingKeys[];
  /** what they may not be signed with any more, but once were */
  readonly revokedSigners: readonly VerifyingKeys[];
  /** SHA-256 of the SubjectPublicKeyInfo, 32 bytes each, of the TLS keys that prove the node; the newest first */
  readonly pins: readonly Uint8Array[];
  /** every key that a statement revoked, as `use:digest` */
  readonly revoked: ReadonlySet<string>;
}

/** The chain before any statement. Throws TypeError for a card that the agreement's own check let through. */
export function firstLink({ card }: Pick<Side, "card">): KeyChain {
  return {
    serial: 0,
    digest: sha256(canonicalJson(card)),
    card,
    sealing: sealing(card),
    verifying: [signing(card.sign)],
    revokedSigners: [],
    pins: [raw(card.tls.spki_sha256)],
    revoked: new Set(),
  };
}

/** The root that the agreement names for a side: the only one whose key statements count. */
export function rootKeysOf({ card }: Pick<Side, "card">): VerifyingKeys {
  return signing(card.root);
}

/** The chain of a side as the store keeps its statements. Throws TypeError where a kept one does not follow. */
export async function replayChain(store: Store, side: Side): Promise<KeyChain> {
  const root = rootKeysOf(side);
  let chain = firstLink(side);
  for (const { document } of await keyStatementsOf(store, side.party)) {
    const parsed = await parseKeyStatement(document, { party: side.party, root });
    if (!parsed.ok || faultsOfNext(chain, side, parsed.value).length > 0)
      throw new TypeError("a kept key statement does not verify any more");
    chain = nextLink(chain, parsed.value);
  }
  return chain;
}

/**
 * What keeps a statement that its root has signed from being the next link, as places in it. Root, log and witness
 * stand as the agreement names them: a statement that moves one is refused whole, so that none of it can be believed to
 * be in force. Nor does a key come back that was revoked.
 */
export function faultsOfNext(
  before: KeyChain,
  side: Side,
  { statement }: ParsedKeyStatement,
): readonly string[] {
  const faults: string[] = [];
  if (statement.node !== side.node) faults.push("/node");
  if (statement.serial !== before.serial + 1) faults.push("/serial");
  if (statement.previous !== hexOf(before.digest)) faults.push("/previous");
  for (const part of ["root", "log", "witness"] as const) {
    if (JSON.stringify(statement.card[part]) !== JSON.stringify(before.card[part]))
      faults.push(`/card/${part}`);
  }
  const revoked = withRevoked(before.revoked, statement.revoked);
  for (const use of CHANGEABLE_USES) {
    if (keyDigests(statement.card, use).some((digest) => revoked.has(`${use}:${digest}`)))
      faults.push(`/card/${use}`);
  }
  return faults;
}

/** The chain with a statement that follows. */
export function nextLink(before: KeyChain, { statement, digest, card }: ParsedKeyStatement): KeyChain {
  const revoked = withRevoked(before.revoked, statement.revoked);
  const gone = (keys: VerifyingKeys) => signDigests(keys).some((one) => revoked.has(`sign:${one}`));
  const same = JSON.stringify(statement.card.sign) === JSON.stringify(before.card.sign);
  const signers = same ? before.verifying : [card.sign, ...before.verifying];
  const pin = raw(statement.card.tls.spki_sha256);
  const pins = [pin, ...before.pins.filter((one) => hexOf(one) !== hexOf(pin))];
  return {
    serial: statement.serial,
    digest,
    card: statement.card,
    sealing: card.seal,
    verifying: signers.filter((keys) => !gone(keys)),
    revokedSigners: [...before.revokedSigners, ...signers.filter(gone)],
    pins: pins.filter((one) => !revoked.has(`tls:${hexOf(one)}`)),
    revoked,
  };
}

/** How a statement names the keys of a use: SHA-256 of each raw public key in hex; of TLS, the pin itself. */
export function keyDigests(card: NodeCard, use: ChangeableUse): readonly string[] {
  if (use === "tls") return [hexOf(raw(card.tls.spki_sha256))];
  if (use === "seal") return [hexOf(sha256(raw(card.seal.xwing)))];
  return signDigests(signing(card.sign));
}

function signDigests({ publics }: VerifyingKeys): readonly string[] {
  return [publics.ed25519, publics.mldsa65].map((key) => hexOf(sha256(key)));
}

function withRevoked(
  before: ReadonlySet<string>,
  more: readonly { readonly use: KeyUse; readonly digest: string }[],
): ReadonlySet<string> {
  return new Set([...before, ...more.map(({ use, digest }) => `${use}:${digest}`)]);
}

function sealing(card: NodeCard): SealingKey {
  const key = sealingKey(raw(card.seal.xwing));
  if (!key.ok) throw new TypeError("a verified card holds a usable sealing key");
  return key.value;
}

function signing(sign: { readonly ed25519: string; readonly mldsa65: string }): VerifyingKeys {
  const keys = verifyingKeys({ ed25519: raw(sign.ed25519), mldsa65: raw(sign.mldsa65) });
  if (!keys.ok) throw new TypeError("a verified card holds usable signing keys");
  return keys.value;
}

function raw(base64: string): Uint8Array {
  const bytes = bytesOfBase64(base64);
  if (bytes === null) throw new TypeError("a verified card holds readable keys");
  return bytes;
}
