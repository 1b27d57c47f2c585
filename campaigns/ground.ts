import { rm } from "node:fs/promises";
import type { Arena } from "./campaign.ts";
import { type PartnersDoor, partnersDoor } from "./doors/partners-door.ts";
import { type UsersDoor, usersDoor } from "./doors/users-door.ts";
import { type Founded, foundNodes } from "./nodes/found.ts";
import { type NodeProcess, startProcess } from "./nodes/process.ts";
import { type Hand, handOf } from "./partner/hand.ts";
import { type Watch, watchOver } from "./watch.ts";

/**
 * Two real nodes in processes of their own, and everything an attack on India's node needs. Canada's node is
 * honest at work; whoever attacks holds all of Canada's keys too.
 */
export interface Ground extends Arena {
  readonly founded: Founded;
  readonly hand: Hand;
  readonly peer: PartnersDoor;
  readonly users: UsersDoor;
  /** over India's node, the one that is attacked */
  readonly watch: Watch;
}

/** How the nodes of a ground are set up; what is left out is the usual. */
export interface Terms {
  /** seconds between approval and release; 0 */
  readonly hold?: number;
  /** how many proposals of one author are taken in an hour; without limit */
  readonly promptsPerHour?: number;
}

/** Makes and starts both nodes, and waits until each has witnessed the other: from then on nothing moves by itself. */
async function openGround({ hold = 0, promptsPerHour }: Terms): Promise<Ground> {
  const founded = await foundNodes(hold, promptsPerHour);
  const running: { ca: NodeProcess | null; india: NodeProcess | null } = { ca: null, india: null };
  const { ca, india } = founded;
  const end = async () => {
    await Promise.all([running.ca?.stop(), running.india?.stop()]);
    await rm(founded.folder, { recursive: true, force: true });
  };
  try {
    [running.ca, running.india] = await Promise.all([startProcess(ca), startProcess(india)]);
    const watch = watchOver(india);
    await until(() => witnessed(watch), "the nodes did not witness each other");
    const [peer, users] = [partnersDoor(ca, india), usersDoor(india.url)];
    return {
      founded,
      hand: handOf(ca, india),
      peer,
      users,
      watch,
      crash: () => crashOf(running.ca) ?? crashOf(running.india),
      complaints: () =>
        [running.ca, running.india]
          .map((one) => one?.complaints() ?? "")
          .join("\n")
          .trim(),
      async restart() {
        await running.india?.stop();
        running.india = await startProcess(india);
      },
      async close() {
        peer.close();
        users.close();
        watch.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Opens the ground and makes a stage on it; nothing is left running where that fails. */
export async function onGround<Stage>(
  prepare: (ground: Ground) => Promise<Stage>,
  terms: Terms = {},
): Promise<Stage> {
  const ground = await openGround(terms);
  try {
    return await prepare(ground);
  } catch (error) {
    await ground.close();
    throw error;
  }
}

function crashOf(process: NodeProcess | null): string | null {
  const ended = process?.ended() ?? null;
  return ended === null ? null : `${process?.node.party} ${ended}: ${process?.complaints()}`;
}

function witnessed(watch: Watch): boolean {
  const [row] = watch.rows(
    "select (select count(*) from partner_checkpoint) as theirs, (select count(*) from checkpoint where witnessed_at is not null) as ours",
  );
  return Number(row?.theirs) > 0 && Number(row?.ours) > 0;
}

/** Waits until something holds; looks every 20 ms. */
export async function until(holds: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await new Promise((done) => setTimeout(done, 20));
  }
}
