import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { readerOf } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { type Static, Type } from "typebox";
import { SetupFault } from "./config.ts";

/**
 * One file that holds a node: the database of each of its relations, the blobs beside it, settings, agreement and card, and
 * its own law. All of it is under a key derived
 * from the node key, which is **not** in it: whoever finds the file holds nothing (T12).
 *
 * Layout: `entente/backup/v1\n`, one line of JSON, then chunks: u32 length ‖ ciphertext ‖ tag(16). AES-256-GCM, nonce =
 * u32 0 ‖ u64 index, AAD = SHA-256(both lines) ‖ u64 index ‖ u8 (1 = last). Plain text: files one after the other, each
 * u16 length of name ‖ name ‖ u64 size ‖ bytes.
 */
const MAGIC = "entente/backup/v1\n";
/** plain bytes of a chunk, and of a read */
export const CHUNK = 1_048_576;
const TAG = 16;
const MAX_HEADER = 16_384;
const NAME =
  /^(?:(?:relations\/[a-z0-9][a-z0-9-]{0,31}\/)?(?:node\.db|blobs\/[0-9a-f]{32}|node\.json|confirmed-cards\.json|agreement\.json|card\.json)|law\/[a-z0-9][a-z0-9./-]{0,120})$/;

const Head = Type.Object({ size: Type.Integer({ minimum: 0 }), root: Type.String({ maxLength: 64 }) });
const HeaderSchema = Type.Object(
  {
    party: Type.String({ maxLength: 8 }),
    node: Type.String({ maxLength: 64 }),
    realm: Type.String({ maxLength: 16 }),
    /** Unix milliseconds */
    made_at: Type.Integer({ minimum: 0 }),
    exchange: Head,
    domestic: Head,
    /** further relations of the node (decisions/0018) */
    relations: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String({ maxLength: 32 }), exchange: Head, domestic: Head },
          { additionalProperties: false },
        ),
        { maxItems: 32 },
      ),
    ),
    /** hex, 32 bytes */
    salt: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  },
  { additionalProperties: false },
);
/** What a backup says of itself in the clear; its digest is bound into every chunk. */
export type BackupHeader = Static<typeof HeaderSchema>;
const readHeader = readerOf(HeaderSchema);

/** Reads a backup into a folder that is made for it; every byte is verified before the folder counts. */
export async function unpackBackup(input: {
  readonly file: string;
  readonly nodeKey: Uint8Array;
  readonly into: string;
}): Promise<BackupHeader> {
  const source = await open(input.file, "r").catch(() => {
    throw new SetupFault("there is no such backup");
  });
  try {
    const { header, line, start } = await headerOf(source);
    const key = keyOf(input.nodeKey, header.salt);
    const sink = await openSink(input.into);
    try {
      for await (const plain of plainChunks(source, start, key, line)) await sink.take(plain);
      await sink.end();
    } finally {
      await sink.close();
    }
    return header;
  } finally {
    await source.close();
  }
}

/** Writes a backup file of these files, each a name in the backup and the path it is read from. */
export async function packBackup(
  file: string,
  header: BackupHeader,
  nodeKey: Uint8Array,
  files: AsyncIterable<readonly [string, string]> | Iterable<readonly [string, string]>,
): Promise<void> {
  const line = Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`, "utf8");
  const out = await open(file, "w", 0o600);
  try {
    await out.write(line);
    const key = keyOf(nodeKey, header.salt);
    let index = 0;
    let waiting = Buffer.alloc(0);
    for await (const part of plainOf(files)) {
      waiting = Buffer.concat([waiting, part]);
      while (waiting.length > CHUNK) {
        await out.write(sealed(key, line, index, false, waiting.subarray(0, CHUNK)));
        waiting = waiting.subarray(CHUNK);
        index += 1;
      }
    }
    await out.write(sealed(key, line, index, true, waiting));
    await out.sync();
  } finally {
    await out.close();
  }
}

async function* plainOf(
  files: AsyncIterable<readonly [string, string]> | Iterable<readonly [string, string]>,
): AsyncGenerator<Uint8Array> {
  for await (const [name, path] of files) {
    // Opened before it is measured: a blob that is removed meanwhile is still the one whose size was written.
    const source = await open(path, "r").catch(() => null);
    if (source === null) continue;
    const found = await source.stat();
    const head = Buffer.alloc(10 + Buffer.byteLength(name));
    head.writeUInt16BE(Buffer.byteLength(name), 0);
    head.write(name, 2, "utf8");
    head.writeBigUInt64BE(BigInt(found.size), 2 + Buffer.byteLength(name));
    try {
      yield head;
      // Not a byte behind the size that was written: a blob that is being sent up grows.
      if (found.size > 0)
        yield* source.createReadStream({
          autoClose: false,
          highWaterMark: CHUNK,
          start: 0,
          end: found.size - 1,
        });
    } finally {
      await source.close();
    }
  }
}

function sealed(key: Uint8Array, line: Uint8Array, index: number, last: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(index)).setAAD(contextOf(line, index, last));
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

async function headerOf(source: FileHandle) {
  const { buffer, bytesRead } = await source.read(Buffer.alloc(MAX_HEADER), 0, MAX_HEADER, 0);
  const end = buffer.indexOf("\n", MAGIC.length);
  const line = buffer.subarray(0, end + 1);
  if (bytesRead === 0 || end < 0 || line.subarray(0, MAGIC.length).toString("latin1") !== MAGIC)
    throw new SetupFault("this is no backup of a node");
  const json = parseStrict(new Uint8Array(line.subarray(MAGIC.length, end)));
  const header = json.ok ? readHeader(json.value) : json;
  if (!header.ok) throw new SetupFault("this is no backup of a node: its head does not read");
  return { header: header.value, line: new Uint8Array(line), start: end + 1 };
}

async function* plainChunks(
  source: FileHandle,
  start: number,
  key: Uint8Array,
  line: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const { size } = await source.stat();
  let at = start;
  for (let index = 0; at < size; index += 1) {
    const length = (await exactly(source, at, 4)).readUInt32BE();
    if (length < TAG || length > CHUNK + TAG) throw damaged();
    const body = await exactly(source, at + 4, length);
    at += 4 + length;
    const last = at === size;
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(index), { authTagLength: TAG })
      .setAAD(contextOf(line, index, last))
      .setAuthTag(body.subarray(length - TAG));
    const plain = decipher.update(body.subarray(0, length - TAG));
    try {
      decipher.final();
    } catch {
      throw damaged();
    }
    yield plain;
    if (last) return;
  }
  throw damaged();
}

async function exactly(source: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await source.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead !== length) throw damaged();
  return buffer;
}

/** Takes plain bytes as they come and writes the files in them. */
async function openSink(into: string) {
  await mkdir(into, { recursive: true, mode: 0o700 });
  let waiting = Buffer.alloc(0);
  let file: { readonly handle: FileHandle; left: bigint } | null = null;
  const next = async (): Promise<boolean> => {
    if (waiting.length < 2) return false;
    const length = waiting.readUInt16BE(0);
    if (waiting.length < 10 + length) return false;
    const name = waiting.subarray(2, 2 + length).toString("utf8");
    // A name that climbs out of the folder is refused although only the node key could have written it.
    if (!NAME.test(name) || name.includes("..")) throw damaged();
    await mkdir(join(into, name, ".."), { recursive: true, mode: 0o700 });
    const left = waiting.readBigUInt64BE(2 + length);
    waiting = waiting.subarray(10 + length);
    file = { handle: await open(join(into, name), "wx", 0o600), left };
    return true;
  };
  const drain = async (): Promise<void> => {
    while (file !== null || (await next())) {
      if (file === null) return;
      const part = waiting.subarray(
        0,
        Number(file.left < BigInt(waiting.length) ? file.left : waiting.length),
      );
      await file.handle.write(part);
      waiting = waiting.subarray(part.length);
      file.left -= BigInt(part.length);
      if (file.left > 0n) return;
      await file.handle.sync();
      await file.handle.close();
      file = null;
    }
  };
  return {
    async take(plain: Uint8Array) {
      waiting = Buffer.concat([waiting, plain]);
      await drain();
    },
    async end() {
      if (file !== null || waiting.length > 0) throw damaged();
    },
    async close() {
      await file?.handle.close();
    },
  };
}

function keyOf(nodeKey: Uint8Array, salt: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", nodeKey, Buffer.from(salt, "hex"), "entente/backup/v1", 32));
}

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 4);
  return nonce;
}

function contextOf(line: Uint8Array, index: number, last: boolean): Buffer {
  const context = Buffer.alloc(41);
  createHash("sha256").update(line).digest().copy(context);
  context.writeBigUInt64BE(BigInt(index), 32);
  context.writeUInt8(last ? 1 : 0, 40);
  return context;
}

function damaged(): SetupFault {
  return new SetupFault("the backup is damaged, or not of this node key");
}
