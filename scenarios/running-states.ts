import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CLI_FILE,
  type Ended,
  entente,
  ententeHere,
  fieldOf,
  type Said,
  startProcess,
  storyFolder,
  until,
} from "./sandbox-process.ts";
import { freePort, sharesOf } from "./two-states.ts";

// Two states past their ceremony, each a real node in a process of its own, driven by the command line alone. Everything
// is invented.

export const SIDES = ["ca", "in"] as const;
export type Side = (typeof SIDES)[number];

/** Officers of a side: their duties and approval roles. */
const POSTS = {
  lo: [["liaison"], []],
  analyst: [["analyst"], []],
  authority: [["release_authority"], ["SUP"]],
  op1: [["operator"], []],
  op2: [["operator"], []],
} as const;
type Post = keyof typeof POSTS;

/** Two running nodes and the folder all of it lies in; the first agreement is `agreement.json` there. */
export interface RunningStates {
  readonly at: (...names: readonly string[]) => string;
  /** Calls the command line in the folder and wants exit code 0. */
  readonly done: (args: readonly string[]) => Promise<Said["json"]>;
  /** The same, whatever comes of it. */
  readonly tried: (args: readonly string[]) => Promise<Said>;
  /** The flags of an officer, with his device or without. */
  readonly as: (side: Side, post: Post, device?: "with device") => readonly string[];
  /** A document under one root more. */
  readonly signed: (file: string, side: Side, out: string) => Promise<void>;
  readonly start: (side: Side) => Promise<void>;
  readonly stop: (side: Side) => Promise<Ended>;
  readonly close: () => Promise<void>;
}

type Calls = Pick<RunningStates, "at" | "done"> & {
  /** The same in a process of its own, as what opens a stopped node's folder must be. */
  readonly apart: RunningStates["done"];
};

/**
 * Holds the ceremony and starts both nodes.
 * @param change of the example's terms, before both sign them
 */
export async function raiseStates(change: (terms: Said["json"]) => object): Promise<RunningStates> {
  const folder = storyFolder();
  const at = (...names: readonly string[]) => join(folder.path, ...names);
  const tried = (args: readonly string[]) => ententeHere(folder.path, args);
  const well = (args: readonly string[], said: Said) => {
    if (said.exit !== 0) throw new Error(`${args.slice(0, 2).join(" ")}: ${said.err}`);
    return said.json;
  };
  const done = async (args: readonly string[]) => well(args, await tried(args));
  const apart = async (args: readonly string[]) => well(args, await entente(folder.path, args));
  const calls = { at, done, apart };
  const ports = new Map<Side, { readonly user: number; readonly peer: number }>();
  for (const side of SIDES) ports.set(side, { user: await freePort(), peer: await freePort() });
  const userPort = (side: Side) => ports.get(side)?.user ?? 0;
  const tokens = await made(folder.path, calls);
  await agreed(folder.path, calls, change);
  for (const side of SIDES) {
    const partner = ports.get(side === "ca" ? "in" : "ca")?.peer;
    const doors = ["--user-port", `${userPort(side)}`, "--peer-port", `${ports.get(side)?.peer}`];
    const url = `https://localhost:${partner}`;
    await apart(["node", "address", "--data", side, "--partner-url", url, ...doors]);
  }
  const nodes = processes(folder.path, userPort);
  await Promise.all(SIDES.map(nodes.start));
  return {
    at,
    done,
    tried,
    ...nodes,
    as: (side, post, device) => [
      "--node",
      `http://localhost:${userPort(side)}`,
      "--token",
      tokens.get(`${side}-${post}`) ?? "",
      ...(device === undefined ? [] : ["--device", at(`${side}-${post}.device`)]),
    ],
    signed: (file, side, out) => signedBy(folder.path, calls, file, side, out),
    async close() {
      await Promise.all(SIDES.map(nodes.stop));
      folder.remove();
    },
  };
}

const unlock = (folder: string, side: Side, which: readonly number[]) =>
  sharesOf(folder, side, "unlock", which).flatMap((path) => ["--unlock", path]);
const opened = (folder: string, side: Side) => ["--data", side, ...unlock(folder, side, [1, 3])];

async function signedBy(folder: string, { done }: Calls, file: string, side: Side, out: string) {
  const shares = sharesOf(folder, side, "root", [1, 2]).flatMap((path) => ["--share", path]);
  await done(["root", "sign", file, ...shares, "--out", out]);
}

/** Roots, nodes, officers with devices of their own; the officers' tokens by id. */
async function made(folder: string, { at, done, apart }: Calls): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  for (const side of SIDES) {
    const party = side.toUpperCase();
    await apart(["init", "--party", party, "--data", side, "--shares", `sticks-${side}`]);
    cpSync(at(side, "card.json"), at(`${side}.card`));
    const officers = [];
    for (const [post, [duties, roles]] of Object.entries(POSTS)) {
      const id = `${side}-${post}`;
      const { public_key } = await done(["device", "new", "--officer", id, "--out", `${id}.device`]);
      const approval_roles = roles.map((role) => `${party}-${role}`);
      const desks = [side === "ca" ? "ca-rcmp-liaison" : "in-ncb-liaison"];
      const agency = side === "ca" ? "RCMP" : "NCB";
      const name = `Invented ${post} of ${side}`;
      officers.push({ id, name, agency, desks, duties, approval_roles, device_public_key: public_key });
    }
    writeFileSync(at("officers.json"), JSON.stringify(officers));
    const { officers: handed } = await apart(["officer", "first", "officers.json", ...opened(folder, side)]);
    for (const one of Array.isArray(handed) ? handed : [])
      tokens.set(String(fieldOf(one, "id")), String(fieldOf(one, "token")));
  }
  return tokens;
}

/** Cards compared, the agreement drafted, signed by both roots and joined by both. */
async function agreed(folder: string, calls: Calls, change: (terms: Said["json"]) => object): Promise<void> {
  const { at, done, apart } = calls;
  for (const side of SIDES) {
    const card = `${side === "ca" ? "in" : "ca"}.card`;
    const { fingerprint } = await done(["card", "show", card]);
    const officers = ["--officer", `${side}-lo`, "--officer", `${side}-analyst`];
    const heard = ["--fingerprint", String(fingerprint), ...officers];
    await apart(["card", "confirm", card, ...heard, ...opened(folder, side)]);
  }
  const cards = ["--card", "ca.card", "--card", "in.card"];
  writeFileSync(at("terms.json"), JSON.stringify(change(await done(["agreement", "example", ...cards]))));
  await done(["agreement", "draft", "terms.json", ...cards, "--out", "draft"]);
  await signedBy(folder, calls, "draft", "ca", "half");
  await signedBy(folder, calls, "half", "in", "agreement.json");
  for (const side of SIDES) await apart(["agreement", "join", "agreement.json", ...opened(folder, side)]);
}

function processes(folder: string, userPort: (side: Side) => number): Pick<RunningStates, "start" | "stop"> {
  const running = new Map<Side, ReturnType<typeof startProcess>>();
  return {
    async start(side) {
      const args = ["node", "--data", side, ...unlock(folder, side, [2, 3])];
      const child = startProcess(CLI_FILE, args, { cwd: folder });
      running.set(side, child);
      const health = async () => {
        const answer = await fetch(`http://localhost:${userPort(side)}/health`).catch(() => null);
        const state: unknown = answer === null ? null : await answer.json();
        return fieldOf(state, "status");
      };
      const early = child.ended.then((end) => Promise.reject(new Error(`${side} ended: ${end.err}`)));
      await Promise.race([until(health, (status) => status === "ready"), early]);
    },
    async stop(side) {
      const child = running.get(side);
      if (child === undefined) throw new Error(`${side} does not run`);
      running.delete(side);
      child.child.kill("SIGTERM");
      return child.ended;
    },
  };
}
