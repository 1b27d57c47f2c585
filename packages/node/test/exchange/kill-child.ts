// Started by sweep.test.ts: takes a file off a draft and is killed between the commit and the removal of its bytes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openTreaty } from "../../src/agreement/door.ts";
import { assembleRooms } from "../../src/assemble.ts";
import { loadNodeKeys } from "../../src/exchange/door.ts";
import { loadNodeKey } from "../../src/node-key.ts";
import { systemClock, systemRandom } from "../../src/ports.ts";
import { namesOf } from "../../src/setup.ts";
import { openSqliteStore } from "../../src/store/door.ts";
import { shippedPacks } from "./two-nodes.ts";

const [folder = "", officerId = "", draft = "", attachment = ""] = process.argv.slice(2);
const opened = await openSqliteStore({ folder, nodeKey: await loadNodeKey(folder) });
const store = {
  ...opened,
  blobs: {
    ...opened.blobs,
    async remove() {
      process.kill(process.pid, "SIGKILL");
    },
  },
};
const treaty = await openTreaty(new Uint8Array(await readFile(join(folder, "agreement.json"))), {
  party: "CA",
  node: "ca-1",
});
if (!treaty.ok) throw new Error("no agreement");
const away = () => Promise.reject(new Error("away"));
const { parts, exchange } = assembleRooms(
  {
    treaty: treaty.value,
    keys: await loadNodeKeys(store.vault, namesOf("CA", "ca-1", "live")),
    packs: await shippedPacks(),
  },
  { store, clock: systemClock, random: systemRandom, line: { post: away, get: away, cell: away } },
);
const officer = await parts.people.officer(officerId);
if (officer === null) throw new Error("no officer");
await exchange.commands.removeAttachment(officer, draft, attachment);
