import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  type Founded,
  foundNodes,
  type NodeProcess,
  type Officer,
  officerAt,
  startProcess,
  type UsersDoor,
  until,
  usersDoor,
  type Watch,
  watchOver,
} from "../../campaigns/door.ts";

/** Two nodes at work in processes of their own, over mutual TLS, and Canada's officers at their door. */
export interface Traffic {
  readonly founded: Founded;
  readonly ca: NodeProcess;
  readonly india: NodeProcess;
  readonly watch: Watch;
  readonly lo: Officer;
  readonly authority: Officer;
  readonly draft: unknown;
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("./node-under-test.ts", import.meta.url));
const HOOK = new URL("./policy-hook.ts", import.meta.url).href;
const AT_ONCE = 8;

/** @param hold seconds between approval and release */
export async function openTraffic(hold: number): Promise<Traffic> {
  const founded = await foundNodes(hold);
  const program = { main: MAIN, flags: ["--import", HOOK] };
  const running: NodeProcess[] = [];
  const users: UsersDoor = usersDoor(founded.ca.url);
  const close = async (watch: Watch | null) => {
    users.close();
    watch?.close();
    await Promise.all(running.map((node) => node.stop()));
    await rm(founded.folder, { recursive: true, force: true });
  };
  try {
    running.push(
      ...(await Promise.all([startProcess(founded.ca, program), startProcess(founded.india, program)])),
    );
    const [ca, india] = running;
    if (ca === undefined || india === undefined) throw new Error("both nodes were started");
    const lo = officerAt(users, founded.ca, "lo");
    const watch = watchOver(founded.ca);
    return {
      founded,
      ca,
      india,
      watch,
      lo,
      authority: officerAt(users, founded.ca, "authority"),
      draft: await lo.example("request"),
      close: () => close(watch),
    };
  } catch (error) {
    await close(null);
    throw error;
  }
}

/** Drafts, submits and approves through the door; they wait for the end of their hold. */
export async function approveMany({ lo, authority, draft }: Traffic, count: number): Promise<void> {
  let left = count;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const id = await lo.draft("request", draft);
      await lo.submit(id);
      await authority.approve(id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** How many of Canada's dispatches have their receipt, durable, and how many stand durable in India. */
export function storedIn({ watch }: Traffic): number {
  return Number(watch.rows("select count(*) as n from dispatch where stored_at is not null")[0]?.n);
}

/** Waits for so many receipts, looking every few milliseconds. */
export async function allStored(traffic: Traffic, count: number): Promise<void> {
  const stored = () => storedIn(traffic) >= count;
  await until(stored, `of ${count} dispatches ${storedIn(traffic)} got a receipt`);
}

/** CPU-seconds a process has used since it started. */
export async function cpuOf(node: NodeProcess): Promise<number> {
  const usage = await node.ask({ question: "usage" });
  return Number(Reflect.get(Object(usage), "cpuMicroseconds")) / 1e6;
}

/** Decisions a node has made since it started, and the CPU-seconds they took. */
export async function decidingOf(node: NodeProcess): Promise<{ decisions: number; cpuSeconds: number }> {
  const spent = await node.ask({ question: "deciding" });
  const number = (name: string) => Number(Reflect.get(Object(spent), name));
  return { decisions: number("decisions"), cpuSeconds: number("cpuMicroseconds") / 1e6 };
}
