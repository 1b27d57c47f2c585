import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Listener, Report } from "../campaign.ts";
import { Tallies } from "../tallies.ts";
import { MOST_CANARIES, spelledOut } from "./canary.ts";
import { type House, openHouse } from "./house.ts";
import { journey } from "./journey.ts";
import { ordersAndAudit } from "./people.ts";
import { READABLE } from "./readable.ts";
import { type Findings, search } from "./search.ts";
import { type Sown, sownFrom } from "./sown.ts";
import { refusedTexts, strangeDispatches } from "./strangers.ts";

const MOST_PLACES = 4;
/** How often each node is sent what it puts into quarantine. */
const STRANGE = 4;

/**
 * At least `n` canaries in every text that an officer or a partner gives, on two real node processes; then every byte that
 * is left is searched: data folders with their write-ahead files, working and temporary folders, what the processes said,
 * backups, proofs, ledgers and bags that were handed out. Once while both run, once after they died as by a power cut, once
 * after they died as by a fault that leaves a picture of the memory, where the machine is set to leave one (T12, T41).
 */
export async function canaries(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const tallies = new Tallies("canaries", listener);
  const sown = sownFrom(seed % MOST_CANARIES);
  const house = await openHouse();
  try {
    const findings: Findings = new Map();
    await walked(house, sown, n, listener);
    await searched(house, findings);
    const blind = await blindness(house);
    for (const [id, field] of sown.fields) tallies.count(id, field, verdict(field, findings.get(id)));
    if (blind !== "") tallies.count(seed, "the search sees", blind);
  } finally {
    await house.close();
  }
  return tallies.report();
}

/** Both nodes' officers in turns, until so many canaries are sown. */
async function walked(house: House, sown: Sown, n: number, { progress }: Listener): Promise<void> {
  for (let nth = 0; sown.fields.size < n; nth += 1) {
    const [ca, india] = house.places;
    const [from, to] = nth % 2 === 0 ? [ca, india] : [india, ca];
    const { question } = await journey(house, from, to, sown);
    await refusedTexts(to, sown);
    await ordersAndAudit(house, to, question, sown);
    progress?.(sown.fields.size, n, 0);
  }
  for (const place of house.places) await strangeDispatches(place, STRANGE, sown);
}

async function searched(house: House, findings: Findings): Promise<void> {
  const { folder } = house.founded;
  await search(folder, house.said(), findings);
  await house.fall("SIGKILL");
  await search(folder, house.said(), findings);
  await house.start();
  await house.fall("SIGABRT");
  await search(folder, house.said(), findings);
}

function verdict(field: string, places: ReadonlySet<string> | undefined): string {
  if (places === undefined || field in READABLE) return "";
  return `${field} is readable in ${[...places].slice(0, MOST_PLACES).join(", ")}`;
}

/** A search that finds nothing where something is would prove nothing: every spelling, laid down as a file. */
async function blindness(house: House): Promise<string> {
  const unseen: string[] = [];
  for (const { spelling, bytes } of spelledOut(MOST_CANARIES - 1)) {
    await writeFile(join(house.founded.folder, "control"), bytes);
    const seen: Findings = new Map();
    await search(house.founded.folder, Buffer.alloc(0), seen);
    const places = [...(seen.get(MOST_CANARIES - 1) ?? [])];
    if (!places.includes(`control (${spelling})`)) unseen.push(spelling);
  }
  return unseen.join(", ");
}
