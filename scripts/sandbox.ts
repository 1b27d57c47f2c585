import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { announce, writeReadyFile } from "./sandbox/announce.ts";
import { holdCeremony, openDoors } from "./sandbox/ceremony.ts";
import { desksOf } from "./sandbox/desk.ts";
import { chooseDoors, type Reach, reachOf } from "./sandbox/doors.ts";
import { SandboxFailure } from "./sandbox/failure.ts";
import { type Folder, openFolder } from "./sandbox/folder.ts";
import { playJourney } from "./sandbox/journey.ts";
import { type NodeProcess, startNode } from "./sandbox/node-process.ts";
import { loadOfficers, type Officers } from "./sandbox/officers.ts";
import { type Options, readOptions, USAGE } from "./sandbox/options.ts";
import { PARTIES, type Party } from "./sandbox/story.ts";
import { buildWeb } from "./web/build.ts";

// The front door: two sovereign nodes, Canada and India, as two real processes of this computer, with an invented
// story played through them. In the foreground until SIGINT or SIGTERM; then both nodes are ended, exit code 0.

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** Between finding a free port and opening a door on it, somebody else may take it. */
const ATTEMPTS = 3;

const tell = (line: string) => process.stdout.write(`${line}\n`);

/** What this start has made and must take away. */
interface Mine {
  readonly nodes: NodeProcess[];
  /** kept for its lock: a lock that nobody holds is collected, and then it is none */
  folder: Folder | null;
  readyFile: string | null;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), ROOT, process.cwd());
  if (typeof options === "string") {
    process.stderr.write(`${options}\nusage: ${USAGE}\n`);
    return 2;
  }
  const told = new Promise<"told">((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => done("told"));
  });
  const mine: Mine = { nodes: [], folder: null, readyFile: null };
  let exit = 0;
  try {
    const end = await Promise.race([raise(options, mine), told]);
    if (end === "ready") await Promise.race([told, ...mine.nodes.map((node) => node.lost)]);
  } catch (error) {
    exit = complain(error);
  }
  // Whoever waits for the file of the next start must not find the one of this.
  if (mine.readyFile !== null) rmSync(mine.readyFile, { force: true });
  const stopped = await Promise.allSettled(mine.nodes.map((node) => node.stop()));
  for (const one of stopped) if (one.status === "rejected") exit = complain(one.reason);
  return exit;
}

function complain(error: unknown): number {
  const text =
    error instanceof SandboxFailure ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`sandbox: ${text}\n`);
  return 1;
}

/** Everything up to the ready file. */
async function raise(options: Options, mine: Mine): Promise<"ready"> {
  const { nodes } = mine;
  const folder = openFolder(options.data, options.fresh);
  mine.folder = folder;
  mine.readyFile = options.readyFile;
  if (options.readyFile !== null) rmSync(options.readyFile, { force: true });
  if (!folder.has("ceremony")) {
    await holdCeremony(folder);
    folder.finish("ceremony");
    tell(
      "Two parties met (invented): each made its root and its node's card, and both roots signed one agreement",
    );
  }
  await buildWeb(tell);
  const reach = await startNodes(folder, options, nodes);
  const officers = loadOfficers(folder);
  await Promise.race([story(folder, reach, officers), ...nodes.map((node) => node.lost)]);
  if (options.readyFile !== null) {
    writeReadyFile(options.readyFile, folder.at("agreement.json"), reach, officers);
  }
  announce(folder, reach, officers, tell);
  return "ready";
}

/** Starts both nodes and waits until they answer; `nodes` holds whatever runs, also where this throws. */
async function startNodes(
  folder: Folder,
  options: Options,
  nodes: NodeProcess[],
): Promise<Record<Party, Reach>> {
  mkdirSync(folder.at("logs"), { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt += 1) {
    const doors = await chooseDoors(folder, options.ports);
    await openDoors(folder, doors);
    const reach = reachOf(doors);
    for (const party of PARTIES) {
      const log = folder.at("logs", `${party.toLowerCase()}.log`);
      nodes.push(startNode(party, folder.nodeData(party), log, reach[party].url));
    }
    try {
      await Promise.all(nodes.map((node) => node.ready()));
      return reach;
    } catch (error) {
      const taken = error instanceof SandboxFailure && error.message.includes("EADDRINUSE");
      if (!taken || attempt === ATTEMPTS) throw error;
      await Promise.all(nodes.splice(0).map((node) => node.stop()));
    }
  }
}

/** Once in the life of a data folder, and marked only when it was played to its end. */
async function story(folder: Folder, reach: Record<Party, Reach>, officers: Officers): Promise<void> {
  if (folder.has("story")) return;
  const desk = desksOf({ CA: reach.CA.url, IN: reach.IN.url }, officers, folder.path);
  await playJourney({ desk, anchor: folder.at("agreement.json"), proof: folder.at("story.proof"), tell });
  folder.finish("story");
}

// Not by the exit code alone: a start that a signal broke off must not go on behind the last line.
process.exit(await main());
