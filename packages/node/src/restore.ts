import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type BackupHeader, unpackBackup } from "./backup-file.ts";
import { RELATIONS, SetupFault } from "./config.ts";
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
 * @param nodeKey 32 bytes, kept apart from every backup
 * @throws {SetupFault} where the folder holds anything, or the backup is damaged or not of this key
 */
export async function restoreNode(input: {
  readonly file: string;
  readonly data: string;
  readonly nodeKey: Uint8Array;
}): Promise<BackupHeader> {
  const { file, data, nodeKey } = input;
  const there = await readdir(data).catch(() => []);
  if (there.length > 0) throw new SetupFault("this data folder is not empty");
  await mkdir(data, { recursive: true, mode: 0o700 });
  const header = await unpackBackup({ file, nodeKey, into: data });
  const further = header.relations?.map(({ name }) => join(data, RELATIONS, name)) ?? [];
  for (const folder of [data, ...further]) await inspectBackup(join(folder, "node.db"), nodeKey);
  await saveNodeKey(data, nodeKey);
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
