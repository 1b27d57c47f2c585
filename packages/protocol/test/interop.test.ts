// An independent HPKE library on the other side, and the wire written a second time from spec/sealed-dispatch.md.

import { open, seal, signStatement } from "@entente/protocol";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { describe, expect, it } from "vitest";
import {
  AGREEMENT_DIGEST,
  BODY,
  bytesOf,
  CA,
  filler,
  IN,
  joined,
  seedOf,
  sha256,
  testContext,
  testStatement,
} from "./fixtures.ts";

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const CHUNK = 65_536;
const BUCKETS = [4096, 16_384, 65_536, 262_144, 1_048_576, 2_097_152];

type Realm = "live" | "exercise";

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function u64(value: number): Uint8Array {
  return joined(u32(Math.floor(value / 2 ** 32)), u32(value >>> 0));
}

function aadOf(cover: Uint8Array, index: number, chunks: number): Uint8Array {
  return joined(sha256(cover), u32(index), Uint8Array.of(index === chunks - 1 ? 1 : 0));
}

/** Another team's sender: nothing of ours but the signed statement. */
async function sealTheirs(realm: Realm, signed: Uint8Array, body: Uint8Array): Promise<Uint8Array> {
  const recipientPublicKey: unknown = await suite.kem.deserializePublicKey(IN.opening.publicKey);
  const context = await suite.createSenderContext({
    recipientPublicKey,
    info: bytesOf(`entente/seal/v1/${realm}`),
  });
  const content = joined(u32(signed.length), signed, u64(body.length), body);
  const bucket = BUCKETS.find((size) => size >= content.length) ?? 0;
  const payload = joined(content, new Uint8Array(bucket - content.length));
  const chunks = Math.ceil(bucket / CHUNK);
  const cover = joined(
    bytesOf("ENTSEAL1"),
    Uint8Array.of(0, 1, realm === "live" ? 0 : 1, 0),
    AGREEMENT_DIGEST,
    CA.digest,
    IN.digest,
    sha256(IN.opening.publicKey),
    u32(chunks),
    u64(bucket),
    new Uint8Array(context.enc),
  );
  const parts: Uint8Array[] = [cover];
  for (let index = 0; index < chunks; index++) {
    const plain = payload.slice(index * CHUNK, (index + 1) * CHUNK);
    parts.push(new Uint8Array(await context.seal(plain, aadOf(cover, index, chunks))));
  }
  return joined(...parts);
}

/** Another team's receiver: the payload, or an exception. */
async function openTheirs(realm: Realm, sealed: Uint8Array): Promise<Uint8Array> {
  const recipientKey: unknown = await suite.kem.deserializePrivateKey(seedOf("IN xwing"));
  const cover = sealed.slice(0, 1272);
  const info = bytesOf(`entente/seal/v1/${realm}`);
  const context = await suite.createRecipientContext({ recipientKey, enc: cover.slice(152), info });
  const chunks = new DataView(cover.buffer).getUint32(140);
  const parts: Uint8Array[] = [];
  for (let index = 0; index < chunks; index++) {
    const from = 1272 + index * (CHUNK + 16);
    const chunk = sealed.slice(from, from + CHUNK + 16);
    parts.push(new Uint8Array(await context.open(chunk, aadOf(cover, index, chunks))));
  }
  return joined(...parts);
}

const bodies: readonly (readonly [string, Realm, Uint8Array])[] = [
  ["one chunk", "live", BODY],
  ["four chunks", "live", filler("interop", 200_000)],
  ["thirty-two chunks", "live", filler("interop", 1_048_576)],
  ["an exercise", "exercise", BODY],
];

describe.each(bodies)("%s", (_name, realm, body) => {
  it("theirs opens here", async () => {
    const signed = await signStatement(testStatement(body, { realm }), CA.sign);
    const result = await open(await sealTheirs(realm, signed, body), testContext({ realm }));
    expect(result.kind).toBe("opened");
    expect(result.kind === "opened" && Buffer.compare(result.body, body) === 0).toBe(true);
  });

  it("ours opens there", async () => {
    const signed = await signStatement(testStatement(body, { realm }), CA.sign);
    const payload = await openTheirs(realm, seal({ signed, body, to: IN.sealing }));
    const content = joined(u32(signed.length), signed, u64(body.length), body);
    expect(Buffer.compare(payload.subarray(0, content.length), content)).toBe(0);
    expect(payload.subarray(content.length).every((byte) => byte === 0)).toBe(true);
  });
});

it("the independent library refuses ours in the other realm, so it really judges", async () => {
  const signed = await signStatement(testStatement(), CA.sign);
  await expect(openTheirs("exercise", seal({ signed, body: BODY, to: IN.sealing }))).rejects.toThrow();
});
