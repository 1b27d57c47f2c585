import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { ascii, base64Of, bytesOfBase64, concat, hexOf, sameBytes } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256 } from "./fields.ts";
import { closed, hexDigest, nodeName, partyCode, whole } from "./schema-parts.ts";
import { parseStrict } from "./strict-json.ts";

/** Of so many shares … */
export const SHARES = 3;
/** … so many give the secret back. */
export const SHARES_NEEDED = 2;

/** A share of a party's offline root: both its seeds. */
export const ROOT_SHARE = "entente/root-share/v1";
/** A share of the key that wraps everything a node keeps. */
export const UNLOCK_SHARE = "entente/unlock-share/v1";
/** How long the secret of each format is. */
export const SECRET_BYTES = { [ROOT_SHARE]: 64, [UNLOCK_SHARE]: 32 } as const;

/** The longest share file is some four hundred letters. */
const LIMITS = { maxBytes: 2_048 };

const ShareSchema = closed({
  format: Type.Enum([ROOT_SHARE, UNLOCK_SHARE]),
  party: partyCode,
  /** the node the key is of; null for a root, which is the party's */
  node: Type.Union([Type.Null(), nodeName]),
  /** names the secret without giving it away */
  fingerprint: hexDigest,
  index: whole(1, SHARES),
  /** the polynomial's values and, as the last byte, where it was read: never 0, which would be the secret itself */
  share: Type.String({ pattern: "^[A-Za-z0-9+/]+={0,2}$", maxLength: 128 }),
  /** SHA-256 of the canonical JSON of the other members: finds damage, not malice */
  digest: hexDigest,
});
const validator = Compile(ShareSchema);
type ShareFile = Static<typeof ShareSchema>;

/** Which secret, of whom. */
export type ShareFormat = ShareFile["format"];

/** One of the three parts of a secret, as its custodian keeps it. */
export interface Share {
  readonly format: ShareFormat;
  readonly party: string;
  readonly node: string | null;
  /** lower-case hex of 32 bytes */
  readonly fingerprint: string;
  /** 1, 2 or 3: what stands on the envelope */
  readonly index: number;
  readonly share: Uint8Array;
}

/** The file of a share: one line of canonical JSON and a line feed. */
export function shareFile(share: Share): Uint8Array {
  const members = { ...share, share: base64Of(share.share) };
  const digest = hexOf(sha256(canonicalJson(members)));
  return concat(canonicalJson({ ...members, digest }), ascii("\n"));
}

/**
 * Reads one share.
 * @returns `not_a_share` where the file is something else or no longer reads as one; `damaged_share` where it reads and
 *   is not what was written
 */
export function readShare(file: Uint8Array): Parsed<Share> {
  const json = parseStrict(file, LIMITS);
  if (!json.ok || !validator.Check(json.value)) return refused(fault("not_a_share"));
  const { digest: _, share: text, ...named } = json.value;
  const share = bytesOfBase64(text);
  if (share?.length !== SECRET_BYTES[named.format] + 1) return refused(fault("damaged_share"));
  const read = { ...named, share };
  // Written anew it must be the same file, its digest with it; and the secret itself is no share of it.
  const stands = sameBytes(shareFile(read), file) && share.at(-1) !== 0;
  return stands ? passed(read) : refused(fault("damaged_share"));
}

function fault(code: string): Fault {
  return { code, where: "" };
}
