import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { combine, split } from "shamir-secret-sharing";
import { ascii, concat, hexOf } from "./bytes.ts";
import { sha256 } from "./fields.ts";
import { type SigningKeys, type SignPublics, signingKeys } from "./keys.ts";
import {
  ROOT_SHARE,
  readShare,
  SECRET_BYTES,
  SHARES,
  SHARES_NEEDED,
  type Share,
  type ShareFormat,
  shareFile,
  UNLOCK_SHARE,
} from "./share-file.ts";

const ROOT_DOMAIN = ascii("entente/root-fingerprint/v1\0");
const UNLOCK_DOMAIN = ascii("entente/unlock-fingerprint/v1\0");

/** The seeds of a party's offline root, 32 bytes each. */
export interface RootSeeds {
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

/** A root put together from two of its shares, for as long as it signs. */
export interface JoinedRoot {
  readonly party: string;
  readonly fingerprint: string;
  readonly keys: SigningKeys;
}

/** A node key put together from two of its shares. */
export interface JoinedNodeKey {
  readonly party: string;
  readonly node: string;
  /** 32 bytes */
  readonly key: Uint8Array;
}

/** Names a root by its public keys: SHA-256, lower-case hex. Anybody who has the card can make it. */
export function rootFingerprint(root: SignPublics): string {
  return hexOf(sha256(concat(ROOT_DOMAIN, root.ed25519, root.mldsa65)));
}

/** Names a node key of 32 bytes: SHA-256, lower-case hex. It tells nothing of a key that nobody could guess. */
export function nodeKeyFingerprint(key: Uint8Array): string {
  return hexOf(sha256(concat(UNLOCK_DOMAIN, key)));
}

/**
 * The three share files of a root, any two of which sign.
 * @throws {TypeError} where a seed is not 32 bytes
 */
export async function splitRoot(party: string, seeds: RootSeeds): Promise<readonly Uint8Array[]> {
  const fingerprint = rootFingerprint(keysOf(seeds).publics);
  const secret = concat(seeds.ed25519, seeds.mldsa65);
  return splitSecret({ format: ROOT_SHARE, party, node: null, fingerprint }, secret);
}

/**
 * The three share files of a node key, any two of which start the node.
 * @throws {TypeError} where the key is not 32 bytes
 */
export async function splitNodeKey(
  of: { readonly party: string; readonly node: string },
  key: Uint8Array,
): Promise<readonly Uint8Array[]> {
  return splitSecret({ format: UNLOCK_SHARE, ...of, fingerprint: nodeKeyFingerprint(key) }, key);
}

async function splitSecret(
  named: Omit<Share, "index" | "share">,
  secret: Uint8Array,
): Promise<readonly Uint8Array[]> {
  if (secret.length !== SECRET_BYTES[named.format]) throw new TypeError("a secret of the wrong length");
  // The library wants a plain Uint8Array, which a Buffer is not.
  const parts = await split(new Uint8Array(secret), SHARES, SHARES_NEEDED);
  return parts.map((share, at) => shareFile({ ...named, index: at + 1, share }));
}

/**
 * The root of two or three of its shares. `where` of a fault is the place of the share in the list: `/0`.
 * @returns `not_a_share`, `damaged_share`, `wrong_share` (of something else than a root), `same_share`, `other_secret`,
 *   `too_few_shares`; `false_share` where they join to something that is not the root they name, and nobody can say
 *   which of them lies
 */
export async function rootOfShares(files: readonly Uint8Array[]): Promise<Parsed<JoinedRoot>> {
  const joined = await joinShares(files, ROOT_SHARE);
  if (!joined.ok) return joined;
  const { party, fingerprint, secret } = joined.value;
  const keys = keysOf({ ed25519: secret.subarray(0, 32), mldsa65: secret.subarray(32) });
  secret.fill(0);
  if (rootFingerprint(keys.publics) !== fingerprint) return refused(fault("false_share", ""));
  return passed({ party, fingerprint, keys });
}

/** The node key of two or three of its shares; faults as of {@link rootOfShares}. */
export async function nodeKeyOfShares(files: readonly Uint8Array[]): Promise<Parsed<JoinedNodeKey>> {
  const joined = await joinShares(files, UNLOCK_SHARE);
  if (!joined.ok) return joined;
  const { party, node, fingerprint, secret } = joined.value;
  if (node === null || nodeKeyFingerprint(secret) !== fingerprint) return refused(fault("false_share", ""));
  return passed({ party, node, key: secret });
}

async function joinShares(files: readonly Uint8Array[], format: ShareFormat) {
  const read = files.map(readShare);
  const unread = read.flatMap((share, at) => (share.ok ? [] : [placed(share.faults, at)]));
  if (unread.length > 0) return refused(...unread);
  const shares = read.flatMap((share) => (share.ok ? [share.value] : []));
  const [first] = shares;
  const faults = shares.flatMap((share, at) => faultsBeside(share, at, shares.slice(0, at), format));
  if (faults.length > 0) return refused(...faults);
  if (first === undefined || shares.length < SHARES_NEEDED) return refused(fault("too_few_shares", ""));
  const secret = await combine(shares.map(({ share }) => new Uint8Array(share)));
  return passed({ party: first.party, node: first.node, fingerprint: first.fingerprint, secret });
}

/** What is wrong with a share, given the ones before it. */
function faultsBeside(share: Share, at: number, before: readonly Share[], format: ShareFormat): Fault[] {
  const where = `/${at}`;
  if (share.format !== format) return [fault("wrong_share", where)];
  const twice = before.some(
    (other) => other.index === share.index || other.share.at(-1) === share.share.at(-1),
  );
  const [first = share] = before;
  const names = (one: Share) => `${one.party}/${one.node ?? ""}/${one.fingerprint}`;
  if (names(first) !== names(share)) return [fault("other_secret", where)];
  return twice ? [fault("same_share", where)] : [];
}

function placed(faults: readonly Fault[], at: number): Fault {
  return { ...(faults[0] ?? fault("not_a_share", "")), where: `/${at}` };
}

function keysOf({ ed25519, mldsa65 }: RootSeeds): SigningKeys {
  return signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
}

function fault(code: string, where: string): Fault {
  return { code, where };
}
