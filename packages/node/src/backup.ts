import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { done, no } from "@entente/contract";
import { type BackupHeader, CHUNK, packBackup, unpackBackup } from "./backup-file.ts";
import { inspectBackup, type Store } from "./store/door.ts";

const FILES = ["node.json", "agreement.json", "card.json"];
/** Not there on a node whose partner's card nobody has confirmed. */
const CONFIRMED = "confirmed-cards.json";

/** A backup that was read back whole. */
export interface BackupMade {
  readonly header: BackupHeader;
  readonly bytes: number;
  /** of the whole file, hex */
  readonly sha256: string;
}

/** One database of a node. `name` is the relation's folder; null = the node's own, where the first relation lies. */
export interface Kept {
  readonly name: string | null;
  readonly folder: string;
  readonly store: Store;
}

/**
 * Writes a backup of a running node to `file`, then reads it back with the key and judges every database in it.
 * Rejects with StoreFault or SetupFault, and leaves no file behind, where it is not one that restores.
 */
export async function writeBackup(input: {
  readonly file: string;
  readonly kept: readonly [Kept, ...Kept[]];
  readonly nodeKey: Uint8Array;
  readonly node: { readonly party: string; readonly node: string; readonly realm: string };
  readonly at: number;
}): Promise<BackupMade> {
  const { file, kept, nodeKey, node, at } = input;
  const copies: [Copied, ...Copied[]] = [await copied(file, kept[0], nodeKey)];
  const proof = `${file}.proof`;
  try {
    for (const other of kept.slice(1)) copies.push(await copied(file, other, nodeKey));
    const [first, ...others] = copies;
    const relations = others.map(({ name, heads }) => ({ name: name ?? "", ...heads }));
    const salt = randomBytes(32).toString("hex");
    const further = relations.length === 0 ? {} : { relations };
    const header: BackupHeader = { ...node, made_at: at, ...first.heads, ...further, salt };
    await packBackup(file, header, nodeKey, filesOf(copies));
    await unpackBackup({ file, nodeKey, into: proof });
    for (const { name } of copies) await inspectBackup(join(proof, under(name), "node.db"), nodeKey);
    return { header, bytes: (await stat(file)).size, sha256: await digestOf(file) };
  } catch (fault) {
    await rm(file, { force: true });
    throw fault;
  } finally {
    for (const { copy } of copies) await rm(copy, { force: true });
    await rm(proof, { recursive: true, force: true });
  }
}

interface Copied extends Kept {
  /** where one moment of its database lies */
  readonly copy: string;
  readonly heads: Pick<BackupHeader, "exchange" | "domestic">;
}

async function copied(file: string, kept: Kept, nodeKey: Uint8Array): Promise<Copied> {
  const copy = `${file}.${kept.name ?? "own"}.db`;
  try {
    await kept.store.backup(copy);
    const { logs } = await inspectBackup(copy, nodeKey);
    const headOf = ({ size, root }: { readonly size: number; readonly root: Uint8Array }) => ({
      size,
      root: hex(root),
    });
    return { ...kept, copy, heads: { exchange: headOf(logs.exchange), domestic: headOf(logs.domestic) } };
  } catch (fault) {
    await rm(copy, { force: true });
    throw fault;
  }
}

/** Where a relation's files lie under a data folder, and in a backup. */
function under(name: string | null): string {
  return name === null ? "" : `relations/${name}/`;
}

/**
 * Blobs after the copy of the database: what a row of the copy calls whole is whole by then. One that was removed
 * meanwhile is left out; one that the copy does not know is never looked at.
 */
async function* filesOf(copies: readonly [Copied, ...Copied[]]): AsyncGenerator<readonly [string, string]> {
  for (const { name, folder, copy, store } of copies) {
    yield [`${under(name)}node.db`, copy];
    for (const file of FILES) yield [`${under(name)}${file}`, join(folder, file)];
    if (await stat(join(folder, CONFIRMED)).catch(() => null))
      yield [`${under(name)}${CONFIRMED}`, join(folder, CONFIRMED)];
    for await (const blob of store.blobs.ids())
      yield [`${under(name)}blobs/${blob}`, join(folder, "blobs", blob)];
  }
  const data = copies[0].folder;
  const law = await readdir(join(data, "law"), { recursive: true, withFileTypes: true }).catch(() => []);
  const own = law.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of own) yield [path.slice(data.length + 1), path];
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  const source = await open(file, "r");
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, CHUNK);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await source.close();
  }
  return hash.digest("hex");
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** So many bytes of a backup in one answer of the door. */
const PART = 524_288;

/** The backups an operator makes and fetches; the newest one is kept. */
export function openBackups(input: {
  readonly data: string;
  readonly kept: readonly [Kept, ...Kept[]];
  /** 32 bytes; held by the running node, which has it nowhere to read it from again */
  readonly nodeKey: Uint8Array;
  readonly node: { readonly party: string; readonly node: string; readonly realm: string };
  readonly clock: () => number;
}) {
  const folder = join(input.data, "backups");
  return {
    async make() {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = randomBytes(16).toString("hex");
      const { header, bytes, sha256 } = await writeBackup({
        ...input,
        file: join(folder, name),
        at: input.clock(),
      });
      return done({
        backup: name,
        bytes,
        parts: Math.ceil(bytes / PART),
        sha256,
        made_at: new Date(header.made_at).toISOString(),
        exchange_size: header.exchange.size,
        domestic_size: header.domestic.size,
      });
    },
    async part(name: string, part: number) {
      // The route's schema lets nothing but 32 hex digits through: no path is made of what was sent.
      const source = await open(join(folder, name), "r").catch(() => null);
      if (source === null) return no("not_found");
      try {
        const { buffer, bytesRead } = await source.read(Buffer.alloc(PART), 0, PART, part * PART);
        return bytesRead === 0
          ? no("not_found")
          : done({ data_base64: buffer.subarray(0, bytesRead).toString("base64") });
      } finally {
        await source.close();
      }
    },
  };
}
