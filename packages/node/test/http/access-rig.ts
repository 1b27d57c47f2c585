import { Agent, request as httpRequest } from "node:http";
import { done } from "@entente/contract";
import { openDesk } from "../../src/desk/door.ts";
import { type OpenDoor, userDoor } from "../../src/http/door.ts";
import { partsOf } from "../desk/parts.ts";
import { type TwoNodes, twoNodes, withHold } from "../exchange/two-nodes.ts";
import { makeThings, type Thing } from "./access-objects.ts";
import { dismiss, type Hired, hireAll } from "./access-officers.ts";
import { HEALTH, type Sent } from "./user-rig.ts";

export interface Answer {
  readonly status: number;
  /** status, every header but the date, and the body: what must not tell hidden from absent */
  readonly bytes: string;
  readonly body: string;
  readonly ms: number;
}

/** The real users' door over a real store, with one of every duty at every post and one of every dispatch. */
export interface AccessRig {
  readonly pair: TwoNodes;
  readonly port: number;
  readonly hired: readonly Hired[];
  /** the last of them was never there */
  readonly things: readonly Thing[];
  readonly absent: Thing;
  ask(sent: Sent): Promise<Answer>;
  close(): Promise<void>;
}

export async function accessRig(): Promise<AccessRig> {
  const pair = await twoNodes(withHold(3_600));
  const { ca } = pair;
  const hired = await hireAll(ca);
  const things = await makeThings(pair, (duty, post) => {
    const found = hired.find((one) => one.duty === duty && one.post === post);
    if (found === undefined) throw new Error("there is one of every duty at every post");
    return found;
  });
  await dismiss(ca, hired);
  const absent = things.at(-1);
  if (absent === undefined) throw new Error("there are things");
  const door = await doorOf(pair);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  return {
    pair,
    port: door.port,
    hired,
    things,
    absent,
    ask: (sent) => ask(agent, door.port, sent),
    async close() {
      agent.destroy();
      await door.close();
      await pair.close();
    },
  };
}

function doorOf(pair: TwoNodes): Promise<OpenDoor> {
  const { ca } = pair;
  const { commands } = ca.exchange;
  return userDoor({
    node: { party: "CA", node: "ca-1", realm: "live" },
    people: ca.people,
    exchange: commands,
    proofs: ca.ledger,
    relation: () => done({ exchange: commands, ledger: ca.ledger }),
    desk: openDesk(partsOf(pair, ca)),
    holdings: ca.holdings,
    health: async () => HEALTH,
    backups: { make: () => Promise.reject(new Error("none")), part: () => Promise.reject(new Error("none")) },
    version: "0.1.0",
    clock: () => pair.dials.now,
    rejections: async () => undefined,
    log: () => undefined,
    host: "localhost",
    port: 0,
  });
}

function ask(agent: Agent, port: number, { method, path, token, body }: Sent): Promise<Answer> {
  const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const headers = {
    authorization: `Bearer ${token ?? ""}`,
    ...(bytes === null ? {} : { "content-type": "application/json", "content-length": bytes.length }),
  };
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ agent, host: "localhost", port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const ms = performance.now() - began;
        const { date: _, ...rest } = response.headers;
        const [status, said] = [response.statusCode ?? 0, Buffer.concat(parts).toString("utf8")];
        resolve({ status, bytes: JSON.stringify([status, rest, said]), body: said, ms });
      });
    });
    sent.on("error", reject);
    sent.end(bytes ?? undefined);
  });
}
