import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { bytesOfBase64 } from "@entente/protocol";
import { replaceFile, SetupFault } from "./config.ts";

const FILE = "node-key";

/**
 * The key that wraps every item key of the node, 32 bytes. In this version it lies in a file of its own that only
 * the node's account may read; THREAT-MODEL says what that protects and what not (2 of 3 comes with 1c).
 */
export async function loadNodeKey(data: string): Promise<Uint8Array> {
  const path = join(data, FILE);
  const text = await readFile(path, "utf8").catch(() => null);
  const key = text === null ? null : bytesOfBase64(text.trim());
  if (key === null || key.length !== 32) throw new SetupFault("the node key is missing or not 32 bytes");
  const { mode } = await stat(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    throw new SetupFault("others may read the node key: chmod 600 it");
  return key;
}

/** Keeps a fresh node key. */
export async function saveNodeKey(data: string, key: Uint8Array): Promise<void> {
  await replaceFile(join(data, FILE), `${Buffer.from(key).toString("base64")}\n`, 0o600);
}
