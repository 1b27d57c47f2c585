// A node as `main.ts` runs one, by the node's own start, with two things more: the process that started it can move its
// clock, so that a hold ends for a thousand dispatches at once, and can take a profile. Nothing else differs.

import { Session } from "node:inspector/promises";
import { parseArgs } from "node:util";
import { startNode } from "../../campaigns/door.ts";
import { spentDeciding } from "./timed-policy.ts";

const SAMPLE_MICROSECONDS = 400;

const { values } = parseArgs({ options: { data: { type: "string" }, quiet: { type: "boolean" } } });
let moved = 0;
const node = await startNode({
  data: values.data ?? "",
  clock: { now: () => Date.now() + moved },
  every,
  log: () => undefined,
});
process.stdout.write(`${JSON.stringify({ event: "ready", url: node.url, peer: node.peerUrl })}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void node.close());

const profiler = new Session();
process.on("message", (message: unknown) => {
  answer(message).then(
    (said) => {
      const ticket: unknown = Reflect.get(Object(message), "ticket");
      if (said !== undefined) process.send?.({ ticket, answer: said });
    },
    (error: unknown) => process.stderr.write(`${String(error)}\n`),
  );
});

async function answer(message: unknown): Promise<unknown> {
  switch (Reflect.get(Object(message), "question")) {
    case "advance":
      moved += Number(Reflect.get(Object(message), "milliseconds"));
      return true;
    case "deciding":
      return spentDeciding();
    case "profile":
      profiler.connect();
      await profiler.post("Profiler.enable");
      await profiler.post("Profiler.setSamplingInterval", { interval: SAMPLE_MICROSECONDS });
      await profiler.post("Profiler.start");
      return true;
    case "profiled":
      return (await profiler.post("Profiler.stop")).profile;
    default:
      return undefined;
  }
}

/** As the node's own: the next run starts when the last one has ended and the time is over. */
function every(milliseconds: number, work: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    await work().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    if (!stopped) timer = setTimeout(() => void run(), milliseconds);
  };
  timer = setTimeout(() => void run(), milliseconds);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
