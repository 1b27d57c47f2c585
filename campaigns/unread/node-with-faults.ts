// A node as `main.ts` runs one, by the node's own start, over an engine that fails on demand at the record of a read. The
// process that started it arms the fault, and has the node opened anew on its data afterwards. Nothing else differs.

import { parseArgs } from "node:util";
import { type RunningNode, startNode } from "../the-node.ts";
import { type Arms, ENGINE_FAULTS, faultyEngine } from "./faulty-engine.ts";

const { values } = parseArgs({ options: { data: { type: "string" } } });
const arms: Arms = { fault: null };
let node = await opened();
process.stdout.write(`${JSON.stringify({ event: "ready", url: node.url, peer: node.peerUrl })}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void node.close());

process.on("message", (message: unknown) => {
  const ticket: unknown = Reflect.get(Object(message), "ticket");
  answer(message).then(
    (said) => process.send?.({ ticket, answer: said }),
    (error: unknown) => process.send?.({ ticket, answer: String(error) }),
  );
});

async function answer(message: unknown): Promise<unknown> {
  const wanted: unknown = Reflect.get(Object(message), "fault");
  if (Reflect.get(Object(message), "question") === "arm") {
    arms.fault = ENGINE_FAULTS.find((fault) => fault === wanted) ?? null;
    return arms.fault;
  }
  arms.fault = null;
  await node.close();
  node = await opened();
  return "open";
}

function opened(): Promise<RunningNode> {
  const clock = { now: () => Date.now() };
  return startNode({
    data: values.data ?? "",
    clock,
    every,
    log: () => undefined,
    engine: faultyEngine(arms),
  });
}

/** As the node's own: the next run starts when the last one has ended and the time is over. */
function every(milliseconds: number, work: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    await work().catch(() => undefined);
    if (!stopped) timer = setTimeout(() => void run(), milliseconds);
  };
  timer = setTimeout(() => void run(), milliseconds);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
