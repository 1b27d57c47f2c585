import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SetupFault } from "./config.ts";
import { systemClock } from "./ports.ts";
import { type RunningNode, type Surroundings, startNode } from "./start.ts";

/** `main.ts --data DIR [--unlock FILE …]`: one node in the foreground until it is told to stop. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      unlock: { type: "string", multiple: true },
      quiet: { type: "boolean" },
    },
  });
  if (values.data === undefined) {
    process.stderr.write("usage: entente node --data DIR [--unlock FILE --unlock FILE]\n");
    process.exitCode = 2;
    return;
  }
  const log = values.quiet === true ? () => undefined : writeLine;
  const unlock = values.unlock?.map((path) => resolve(path)) ?? handedOver();
  const node = await startNode({ data: resolve(values.data), unlock, clock: systemClock, every, log });
  writeLine({ event: "ready", url: node.url, peer: node.peerUrl });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(node));
}

/**
 * The files `unlock-*` that the platform handed this service, and this service alone: systemd's `LoadCredential=`, or
 * `LoadCredentialEncrypted=` for shares sealed to this computer's security chip.
 */
function handedOver(): readonly string[] {
  const folder = process.env["CREDENTIALS_DIRECTORY"];
  if (folder === undefined || folder === "") return [];
  const names = readdirSync(folder).filter((name) => name.startsWith("unlock-"));
  return names.sort().map((name) => join(folder, name));
}

async function stop(node: RunningNode): Promise<void> {
  await node.close();
  process.exitCode = 0;
}

/** Runs follow each other: the next one starts when the last one ended and the time is over. */
function every(milliseconds: number, work: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (fault) {
      writeLine({ event: "work_failed", what: fault instanceof Error ? fault.name : "unknown" });
    }
    if (!stopped) timer = setTimeout(() => void run(), milliseconds);
  };
  timer = setTimeout(() => void run(), milliseconds);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function writeLine(line: Parameters<Surroundings["log"]>[0]): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

main().catch((fault: unknown) => {
  const known = fault instanceof SetupFault || fault instanceof Error;
  process.stderr.write(`the node did not start: ${known ? fault.message : "unknown fault"}\n`);
  process.exitCode = fault instanceof SetupFault ? 2 : 1;
});
