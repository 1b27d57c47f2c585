// The hostile partner's own sealer, written from spec/sealed-dispatch.md with a library of somebody else: it seals
// whatever it is told, which ours refuses to do. It shares no line with the code it attacks.

import { createHash } from "node:crypto";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

const CHUNK = 65_536;
const BUCKETS = [4_096, 16_384, 65_536, 262_144, 1_048_576] as const;
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** The names a cover carries; nothing forces them to be the statement's. */
export interface CoverNames {
  readonly suite: number;
  readonly realm: "live" | "exercise";
  readonly agreementDigest: Uint8Array;
  readonly sender: Uint8Array;
  readonly recipient: Uint8Array;
  /** digest of the key named on the cover */
  readonly sealKey: Uint8Array;
}

/** A sealed dispatch in pieces, so that they can be dealt anew. */
export interface Pieces {
  readonly cover: Uint8Array;
  readonly chunks: readonly Uint8Array[];
}

/**
 * Seals payload bytes of any making to a raw X-Wing public key.
 * @param lie.chunks the number written on the cover where it is not the true one
 * @param lie.info the realm whose HPKE info is used where it is not the cover's
 */
export async function sealOwn(
  payload: Uint8Array,
  names: CoverNames,
  publicKey: Uint8Array,
  lie: { readonly info?: "live" | "exercise" } = {},
): Promise<Pieces> {
  const recipientPublicKey: unknown = await suite.kem.deserializePublicKey(publicKey);
  const info = Buffer.from(`entente/seal/v1/${lie.info ?? names.realm}`);
  const context = await suite.createSenderContext({ recipientPublicKey, info: Uint8Array.from(info) });
  const count = Math.ceil(payload.length / CHUNK);
  const cover = coverOf(names, count, payload.length, new Uint8Array(context.enc));
  const digest = createHash("sha256").update(cover).digest();
  const chunks: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const aad = Buffer.concat([digest, u32(index), Uint8Array.of(index === count - 1 ? 1 : 0)]);
    const plain = payload.slice(index * CHUNK, (index + 1) * CHUNK);
    chunks.push(new Uint8Array(await context.seal(plain, Uint8Array.from(aad))));
  }
  return { cover, chunks };
}

/** The pieces as they go on the wire. */
export function joined({ cover, chunks }: Pieces): Uint8Array {
  return new Uint8Array(Buffer.concat([cover, ...chunks]));
}

/** u32 3789 ‖ signed statement ‖ u64 length ‖ body ‖ filling, in the smallest bucket or the one that is asked for. */
export function payloadOf(
  signed: Uint8Array,
  body: Uint8Array,
  lie: {
    readonly bucket?: number;
    readonly filling?: Uint8Array;
    readonly signedLength?: number;
    readonly bodyLength?: number;
  } = {},
): Uint8Array {
  const size = 4 + signed.length + 8 + body.length;
  const bucket = lie.bucket ?? BUCKETS.find((one) => one >= size) ?? size;
  const payload = new Uint8Array(bucket);
  payload.set(u32(lie.signedLength ?? signed.length));
  payload.set(signed, 4);
  payload.set(u64(lie.bodyLength ?? body.length), 4 + signed.length);
  payload.set(body, 4 + signed.length + 8);
  payload.set((lie.filling ?? new Uint8Array()).subarray(0, bucket - size), size);
  return payload;
}

function coverOf(names: CoverNames, chunks: number, bucket: number, enc: Uint8Array): Uint8Array {
  return new Uint8Array(
    Buffer.concat([
      Buffer.from("ENTSEAL1"),
      Uint8Array.of(names.suite >> 8, names.suite & 255, names.realm === "live" ? 0 : 1, 0),
      names.agreementDigest,
      names.sender,
      names.recipient,
      names.sealKey,
      u32(chunks),
      u64(bucket),
      enc,
    ]),
  );
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
