import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { bigEndian, concat } from "./bytes.ts";
import {
  type LogVerifier,
  logVerifier,
  type RawKeys,
  type SignatureKind,
  signedMessage,
  type TreeClaim,
  type WitnessVerifier,
  witnessVerifier,
} from "./checkpoint.ts";
import type { NoteSignature } from "./note.ts";
import { encodeCheckpoint, encodeNote, signatureLine } from "./note-writer.ts";

/** 32 bytes each (RFC 8032 §5.1.5; FIPS 204 ξ). */
export interface SeedPair {
  readonly ed25519Seed: Uint8Array;
  readonly mldsa44Seed: Uint8Array;
}

interface KeyPairs {
  readonly ed25519: KeyObject;
  readonly mldsa44: KeyObject;
}

/** Signs one log's checkpoints. Holds private keys: never leaves its process. */
export interface LogSigner {
  readonly origin: string;
  readonly publicKeys: RawKeys;
  readonly verifier: LogVerifier;
  readonly keys: KeyPairs;
}

/** Cosigns other logs' checkpoints. Holds private keys: never leaves its process. */
export interface WitnessSigner {
  readonly name: string;
  readonly publicKeys: RawKeys;
  readonly verifier: WitnessVerifier;
  readonly keys: KeyPairs;
}

/** A log's signer from its seeds. Throws where a seed is not 32 bytes. */
export function logSigner({ origin, ...seeds }: SeedPair & { readonly origin: string }): LogSigner {
  const { keys, publicKeys } = keysOf(seeds);
  return { origin, keys, publicKeys, verifier: logVerifier({ origin, ...publicKeys }) };
}

/**
 * A witness's signer from its seeds. Throws where a seed is not 32 bytes. The Ed25519 message does not name
 * the cosigner (C2SP tlog-cosignature): never use one key under two names.
 */
export function witnessSigner({ name, ...seeds }: SeedPair & { readonly name: string }): WitnessSigner {
  const { keys, publicKeys } = keysOf(seeds);
  return { name, keys, publicKeys, verifier: witnessVerifier({ name, ...publicKeys }) };
}

/**
 * The hybrid checkpoint of a tree: note text, the log's Ed25519 line (0x01), its ML-DSA-44 line (0x06).
 * The caller never signs a tree that is not an extension of every tree it signed before.
 * @param timestamp POSIX seconds, at least 1
 */
export async function signCheckpoint(
  tree: Omit<TreeClaim, "origin">,
  signer: LogSigner,
  timestamp: number,
): Promise<Uint8Array> {
  const head = { origin: signer.origin, size: tree.size, root: tree.root };
  const signatures = await signPair(signer.verifier, signer.keys, head, timestamp);
  return encodeNote({ text: encodeCheckpoint(head), signatures });
}

/**
 * The witness's two lines (0x04, 0x06) for a checkpoint it verified, found consistent and **persisted**
 * (C2SP tlog-witness): the caller does all three before.
 * @param timestamp POSIX seconds, at least 1
 */
export async function cosign(head: TreeClaim, signer: WitnessSigner, timestamp: number): Promise<string> {
  const signatures = await signPair(signer.verifier, signer.keys, head, timestamp);
  return signatures.map(signatureLine).join("");
}

async function signPair(
  signer: LogVerifier,
  keys: KeyPairs,
  head: TreeClaim,
  timestamp: number,
): Promise<NoteSignature[]> {
  if (!Number.isSafeInteger(timestamp) || timestamp < 1)
    throw new RangeError("a checkpoint's time is a positive integer");
  const [classical, lattice] = signer.kinds;
  const line = (kind: SignatureKind, signature: Uint8Array): NoteSignature => {
    const stamp = kind.type === 0x01 ? [] : [bigEndian(timestamp, 8)];
    return { name: signer.name, keyId: kind.keyId, signature: concat(...stamp, signature) };
  };
  const message = (kind: SignatureKind) => signedMessage(kind.type, signer.name, timestamp, head);
  const first = line(classical, sign(null, message(classical), keys.ed25519));
  return [first, line(lattice, await signInPool(message(lattice), keys.mldsa44))];
}

/** ML-DSA signing takes about a millisecond: never on the event loop. */
function signInPool(message: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(null, message, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}

function keysOf(seeds: SeedPair): { readonly keys: KeyPairs; readonly publicKeys: RawKeys } {
  const ed25519 = createPrivateKey({
    key: Buffer.from(seeds.ed25519Seed),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  const mldsa44 = createPrivateKey({
    key: Buffer.from(seeds.mldsa44Seed),
    format: "raw-seed",
    asymmetricKeyType: "ml-dsa-44",
  });
  return {
    keys: { ed25519, mldsa44 },
    publicKeys: { ed25519: rawPublic(ed25519), mldsa44: rawPublic(mldsa44) },
  };
}

function rawPublic(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: "raw-public" }));
}
