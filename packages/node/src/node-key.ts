import { readFile, realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { bytesOfBase64, nodeKeyOfShares, SHARES, SHARES_NEEDED } from "@entente/protocol";
import { loadConfig, type NodeConfig, replaceFile, SetupFault } from "./config.ts";

const FILE = "node-key";
/** More than any share has. */
const MOST_SHARE_BYTES = 65_536;

/**
 * The key that wraps every item key of a stopped node, 32 bytes, from one of two places. A **sandbox** reads it from a
 * plain file of its folder, so that nobody is asked. A real node has it nowhere on its disk: two of three custodians
 * bring their unlock shares (T12). A real node that finds a plain file does not start, or one careless copy would undo
 * what the shares are for.
 * @param shares paths of unlock shares; none on a sandbox
 * @throws {SetupFault} saying what is wrong with which file
 */
export async function loadNodeKey(data: string, shares: readonly string[] = []): Promise<Uint8Array> {
  const config = await loadConfig(data);
  return config.sandbox === true ? keyOfFile(data, shares) : keyOfShares(data, config, shares);
}

async function keyOfFile(data: string, shares: readonly string[]): Promise<Uint8Array> {
  if (shares.length > 0) throw new SetupFault("a sandbox's node takes no unlock shares");
  const path = join(data, FILE);
  const key = await readNodeKeyFile(path);
  const { mode } = await stat(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    throw new SetupFault("others may read the node key: chmod 600 it");
  return key;
}

async function keyOfShares(data: string, config: NodeConfig, shares: readonly string[]): Promise<Uint8Array> {
  if (await stat(join(data, FILE)).catch(() => null))
    throw new SetupFault(
      `a plain node key lies in ${data}: whoever reads this disk reads everything. Remove it; only a sandbox has one`,
    );
  const joined = await joinNodeKey(shares, data);
  if (joined.party !== config.party || joined.node !== config.node)
    throw new SetupFault(`these unlock shares are of ${joined.party}/${joined.node}, not of this node`);
  return joined.key;
}

/**
 * The node key of unlock shares, and whose it is.
 * @param data a folder the shares must not lie in; null where there is none yet
 * @throws {SetupFault} naming the file, and the fault as `nodeKeyOfShares` says it
 */
export async function joinNodeKey(
  shares: readonly string[],
  data: string | null,
): Promise<{ readonly party: string; readonly node: string; readonly key: Uint8Array }> {
  if (shares.length < SHARES_NEEDED)
    throw new SetupFault(
      `the node is locked: bring ${SHARES_NEEDED} of its ${SHARES} unlock shares (--unlock FILE --unlock FILE)`,
    );
  const files = await Promise.all(shares.map((path) => readShareFile(path, data)));
  const joined = await nodeKeyOfShares(files);
  if (joined.ok) return joined.value;
  const told = joined.faults.map(({ code, where }) => {
    const path = shares[Number(where.slice(1))];
    return where === "" || path === undefined ? code : `${basename(path)}: ${code}`;
  });
  throw new SetupFault(`the node stays locked: ${told.join(", ")}`);
}

async function readShareFile(path: string, data: string | null): Promise<Uint8Array> {
  const real = await realpath(path).catch(() => null);
  const size = real === null ? 0 : (await stat(real)).size;
  const bytes = real === null || size > MOST_SHARE_BYTES ? null : await readFile(real).catch(() => null);
  if (real === null || bytes === null) throw new SetupFault(`${basename(path)} cannot be read`);
  if (data !== null && real.startsWith((await realpath(data)) + sep))
    throw new SetupFault(
      `${basename(path)} lies in the node's own data folder, where it protects nothing: take it off this computer`,
    );
  return new Uint8Array(bytes);
}

/** Keeps a sandbox's node key. */
export async function saveNodeKey(data: string, key: Uint8Array): Promise<void> {
  await replaceFile(join(data, FILE), `${Buffer.from(key).toString("base64")}\n`, 0o600);
}

/** Reads a sandbox's node key: base64, one line. Throws SetupFault where it is none. */
export async function readNodeKeyFile(path: string): Promise<Uint8Array> {
  const text = await readFile(path, "utf8").catch(() => null);
  const key = text === null ? null : bytesOfBase64(text.trim());
  if (key?.length !== 32) throw new SetupFault("the node key file is missing or not 32 bytes");
  return key;
}
