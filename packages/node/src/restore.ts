import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BackupHeader, unpackBackup } from "./backup-file.ts";
import { loadConfig, RELATIONS, SetupFault } from "./config.ts";
import { forgetForms } from "./desk/door.ts";
import { markRestored } from "./exchange/door.ts";
import { forgetHoldings } from "./graph/door.ts";
import { saveNodeKey } from "./node-key.ts";
import { forgetAllSessions } from "./people/door.ts";
import { systemClock } from "./ports.ts";
import { inspectBackup, openSqliteStore } from "./store/door.ts";

/**
 * Makes a node's data folder from a backup. The node that starts from it does nothing before it has met its partner:
 * it may have signed more than the backup knows (design §5). Nothing that was deleted since comes back (T25): dispatches
 * by the tombstones that the partner's copy of the log brings; holdings, forms that were not sent and sessions are not
 * taken over at all, because nobody else knows which of them were removed.
 * @param nodeKey 32 bytes, kept apart from every backup; `from` says whether custodians brought it or it lay in a file
 * @throws {SetupFault} where the folder holds anything, the backup is damaged or not of this key, or a real node's key
 *   came whole, from a file
 */
export async function restoreNode(input: {
  readonly file: string;
  readonly data: string;
  readonly nodeKey: Uint8Array;
  readonly from: "shares" | "file";
}): Promise<BackupHeader> {
  const { file, data, nodeKey, from } = input;
  const there = await readdir(data).catch(() => []);
  if (there.length > 0) throw new SetupFault("this data folder is not empty", true);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const header = await unpackBackup({ file, nodeKey, into: data });
  const further = header.relations?.map(({ name }) => join(data, RELATIONS, name)) ?? [];
  for (const folder of [data, ...further]) await inspectBackup(join(folder, "node.db"), nodeKey);
  await keepKey(data, nodeKey, from);
  for (const folder of [data, ...further]) await markFolder(folder, nodeKey, header.made_at);
  return header;
}

/** Each relation meets its own partner before it does anything: each of them may know more than the backup. */
async function markFolder(folder: string, nodeKey: Uint8Array, madeAt: number): Promise<void> {
  const store = await openSqliteStore({ folder, nodeKey });
  try {
    const beside = [...forgetHoldings(), ...forgetForms(), forgetAllSessions()];
    await markRestored(store, { madeAt, at: systemClock.now(), beside });
  } finally {
    await store.close();
  }
}

/** A sandbox finds its key in its folder again; a real node's is never written. */
async function keepKey(data: string, nodeKey: Uint8Array, from: "shares" | "file"): Promise<void> {
  const { sandbox } = await loadConfig(data);
  if (sandbox === true) return saveNodeKey(data, nodeKey);
  if (from === "shares") return;
  // All that lies there was unpacked just now.
  await rm(data, { recursive: true, force: true });
  throw new SetupFault("a real node's key comes from its custodians' shares (--unlock), never from one file");
}
