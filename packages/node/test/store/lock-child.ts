// Started by folder-lock.test.ts: tries to open a folder and says how that went.
import { openSqliteStore, StoreFault } from "../../src/store/door.ts";
import { NODE_KEY } from "./sqlite-engine.ts";

const [folder = ""] = process.argv.slice(2);
try {
  const store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
  await store.close();
  process.stdout.write("opened");
} catch (error) {
  process.stdout.write(error instanceof StoreFault ? `${error.code}: ${error.message}` : String(error));
}
