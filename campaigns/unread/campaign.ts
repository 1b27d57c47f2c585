import { renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { Listener, Report } from "../campaign.ts";
import { type Place, placeOf } from "../canaries/house.ts";
import { foundNodes } from "../nodes/found.ts";
import { type NodeProcess, startProcess } from "../nodes/process.ts";
import { Tallies } from "../tallies.ts";
import { ENGINE_FAULTS } from "./faulty-engine.ts";
import { type Overheard, overhear } from "./overheard.ts";
import { everyReading, type Reading } from "./reads.ts";

const PROGRAM = { main: fileURLToPath(new URL("node-with-faults.ts", import.meta.url)) };

/** What goes wrong from outside: somebody else holds the database, or it is taken away under the node. */
const OUTSIDE = ["held by another beyond the time", "data file moved away"] as const;
const FAULTS = [...ENGINE_FAULTS, ...OUTSIDE];
type Fault = (typeof FAULTS)[number];

/** A node whose record of reads fails on demand. */
interface Stage {
  readonly place: Place;
  process: NodeProcess;
}

/**
 * Every route that serves content × every fault of the commit that records the read, over a real node process and its real
 * door: no byte of the content comes back, and what comes is a definite refusal, or nothing where the process died (T11).
 * At the end, on a sound disk, each route serves what it kept back.
 */
export async function unread(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const tallies = new Tallies("unread", listener);
  const { folder, ca, india } = await foundNodes(0);
  const stage: Stage = { place: placeOf(india, ca), process: await startProcess(india, PROGRAM) };
  try {
    const readings = await everyReading(stage.place);
    for (let one = seed; one < seed + n; one += 1) {
      // Faults in turns, and with each round another route: in as many cases as there are pairs each pair comes once.
      const fault = FAULTS[one % FAULTS.length];
      const reading = readings[Math.floor(one / FAULTS.length) % readings.length];
      if (fault === undefined || reading === undefined) throw new Error("there are faults and readings");
      tallies.count(one, `${reading.route}, ${fault}`, await runCase(stage, reading, fault).catch(String));
      listener.progress?.(tallies.all.tried, n, tallies.all.broken);
    }
    for (const reading of readings)
      tallies.count(seed, `${reading.route}, sound`, servesAgain(await asked(stage, reading), reading));
  } finally {
    stage.place.door.close();
    stage.place.partner.line.close();
    await stage.process.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return tallies.report();
}

function asked({ place }: Stage, reading: Reading): Promise<Overheard> {
  return overhear(place.node.url, reading);
}

async function runCase(stage: Stage, reading: Reading, fault: Fault): Promise<string> {
  const answer = await meeting(stage, reading, fault);
  forgotten(stage);
  await recovered(stage);
  const { status, code, bytes } = answer;
  const served = bytes.includes(reading.word) ? `${reading.word} was served with ${status}` : "";
  const died = fault.startsWith("killed");
  const definite = died ? bytes.length === 0 : status >= 500 && code !== "";
  return served || (definite ? "" : `answered ${status} ${code}`);
}

/** One request that meets the fault. */
async function meeting(stage: Stage, reading: Reading, fault: Fault): Promise<Overheard> {
  const file = join(stage.place.node.data, "node.db");
  if (fault === "held by another beyond the time") {
    const other = new DatabaseSync(file);
    try {
      other.exec("begin immediate");
      return await asked(stage, reading);
    } finally {
      other.close();
    }
  }
  if (fault === "data file moved away") {
    renameSync(file, `${file}.away`);
    try {
      return await asked(stage, reading);
    } finally {
      renameSync(`${file}.away`, file);
    }
  }
  if ((await stage.process.ask({ question: "arm", fault })) !== fault)
    throw new Error("the fault is not armed");
  return asked(stage, reading);
}

/**
 * Some routes record one reader once. Where the process died after the commit his record stands, and he is rightly shown
 * the same again: so that each case asks for a record, whatever stands of reads is taken out behind the node's back.
 */
function forgotten({ place }: Stage): void {
  const db = new DatabaseSync(join(place.node.data, "node.db"), { timeout: 5_000 });
  try {
    db.exec("delete from read_mark");
  } finally {
    db.close();
  }
}

/** The same node again on its data and a sound disk; where its process died, in a new one. */
async function recovered(stage: Stage): Promise<void> {
  // A process that was just killed says so only with the next turn.
  await new Promise((done) => setTimeout(done, 20));
  if (stage.process.ended() !== null) {
    stage.process = await startProcess(stage.place.node, PROGRAM);
    return;
  }
  const said = await stage.process.ask({ question: "reopen" });
  if (said !== "open") throw new Error(`the node did not come back: ${String(said)}`);
}

/** Without this, a route that never served anything would hold in every case. */
function servesAgain({ status, bytes }: Overheard, { word }: Reading): string {
  return status === 200 && bytes.includes(word) ? "" : `a sound node answered ${status} without ${word}`;
}
