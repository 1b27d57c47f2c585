// Started and killed by crash.test.ts: commits without end and names each commit once it is durable.
import { writeSync } from "node:fs";
import { openSqliteStore } from "../../src/store/door.ts";
import { append, rejectionStep } from "./samples.ts";
import { NODE_KEY } from "./sqlite-engine.ts";

const [folder = "", first = "0"] = process.argv.slice(2);
const store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
let next = Number(first);

async function write(): Promise<never> {
  for (;;) {
    const n = next++;
    const appends = [append("exchange", n), append("domestic", n)];
    const done = await store.commit({ appends, steps: [rejectionStep(String(n), { leafOf: 0 })] });
    if (!done.committed) throw new Error("undone");
    writeSync(1, `${n} ${done.leaves.join(" ")}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, write));
