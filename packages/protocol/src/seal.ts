import { sameBytes } from "./bytes.ts";
import { sealChunks } from "./chunks.ts";
import { type Cover, chunksOf } from "./cover.ts";
import { sha256 } from "./fields.ts";
import { encodePayload } from "./payload.ts";
import { readSignedStatement } from "./statement.ts";
import { encapsulate, type SealingKey } from "./xwing.ts";

/** Largest body where no other limit is given: 1 MiB. */
export const MAX_BODY = 1_048_576;

/** One dispatch to seal. */
export interface SealInput {
  /** 3789 bytes of `signStatement`; the cover's fields are copied from it */
  readonly signed: Uint8Array;
  /** the exact body bytes whose digest the statement carries */
  readonly body: Uint8Array;
  /** the recipient node's key; a queued dispatch may be sealed again to a newer one */
  readonly to: SealingKey;
  /** bytes; `MAX_BODY` where absent */
  readonly maxBody?: number;
}

/**
 * Seals one dispatch for one node (spec/sealed-dispatch.md §5). Fresh randomness each time.
 * @returns cover and sealed chunks
 * @throws {TypeError} where statement and body do not belong together or the body is too large: earlier stages
 *   have fixed and checked both, so this is a bug
 */
export function seal({ signed, body, to, maxBody = MAX_BODY }: SealInput): Uint8Array {
  const read = readSignedStatement(signed);
  if (!read.ok) throw new TypeError("seal: not a signed statement");
  const { suite, realm, agreementDigest, sender, recipient, bodyDigest } = read.value.statement;
  if (body.length > maxBody) throw new TypeError("seal: body above the limit");
  if (!sameBytes(sha256(body), bodyDigest)) throw new TypeError("seal: not the body of this statement");
  return sealPayload(
    { suite, realm, agreementDigest, sender, recipient },
    encodePayload({ signed, body }),
    to,
  );
}

/** Seals payload bytes as they are; `seal` is the only caller outside tests. */
export function sealPayload(
  names: Pick<Cover, "suite" | "realm" | "agreementDigest" | "sender" | "recipient">,
  payload: Uint8Array,
  to: SealingKey,
): Uint8Array {
  const { secret, enc } = encapsulate(to);
  const bucket = payload.length;
  return sealChunks({ ...names, sealKey: to.digest, chunks: chunksOf(bucket), bucket, enc }, payload, secret);
}
