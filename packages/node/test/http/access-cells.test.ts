import { Agent, request as httpRequest } from "node:http";
import { done } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDesk } from "../../src/desk/door.ts";
import { type OpenDoor, userDoor } from "../../src/http/door.ts";
import { partsOf } from "../desk/parts.ts";
import { numbersOf } from "../desk/rows.ts";
import { type TwoNodes, twoNodes, withHold } from "../exchange/two-nodes.ts";
import { makeThings, type Thing } from "./access-objects.ts";
import { dismiss, type Hired, hireAll } from "./access-officers.ts";
import { ASKED, type Asked, type Expected, expectedOf, sentOf } from "./access-routes.ts";
import { HEALTH, type Sent } from "./user-rig.ts";

// Routes × duties and posts × dispatches × areas, each asked of the real users' door over a real store and held against the
// table (T35). A seeded sample here; `ENTENTE_CELLS=all` asks every cell and prints the figures.

const ALL = process.env.ENTENTE_CELLS === "all";
const SAMPLE = 2_000;
const SEED = 20_261_128;
const LIMIT_MS = 1_800_000;

interface Cell {
  readonly asked: Asked;
  readonly hired: Hired;
  readonly thing: Thing;
}
interface Answer {
  readonly status: number;
  /** status, every header but the date, and the body: what must not tell hidden from absent */
  readonly bytes: string;
  readonly ms: number;
}

let pair: TwoNodes;
let door: OpenDoor;
let cells: readonly Cell[];
let absent: Thing;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

beforeAll(async () => {
  pair = await twoNodes(withHold(3_600));
  const { ca } = pair;
  const hired = await hireAll(ca);
  const things = await makeThings(pair, (duty, post) => {
    const found = hired.find((one) => one.duty === duty && one.post === post);
    if (found === undefined) throw new Error("there is one of every duty at every post");
    return found;
  });
  await dismiss(ca, hired);
  const last = things.at(-1);
  if (last === undefined) throw new Error("there are things");
  absent = last;
  cells = ASKED.flatMap((asked) =>
    hired.flatMap((one) => things.map((thing) => ({ asked, hired: one, thing }))),
  );
  const { commands } = ca.exchange;
  door = await userDoor({
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
}, LIMIT_MS);
afterAll(async () => {
  agent.destroy();
  await door.close();
  await pair.close();
});

function ask({ method, path, token, body }: Sent): Promise<Answer> {
  const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const headers = {
    authorization: `Bearer ${token ?? ""}`,
    ...(bytes === null ? {} : { "content-type": "application/json", "content-length": bytes.length }),
  };
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const options = { agent, host: "localhost", port: door.port, path, method, headers };
    const sent = httpRequest(options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const ms = performance.now() - began;
        const { date: _, ...rest } = response.headers;
        const status = response.statusCode ?? 0;
        resolve({ status, bytes: JSON.stringify([status, rest, Buffer.concat(parts).toString("utf8")]), ms });
      });
    });
    sent.on("error", reject);
    sent.end(bytes ?? undefined);
  });
}

const unknown = new Map<string, Promise<Answer>>();
/** What the same officer is answered at the same door about an id that nobody ever had. */
function aboutNothing({ asked, hired }: Cell): Promise<Answer> {
  const key = `${asked.name} ${hired.id}`;
  const answer = unknown.get(key) ?? ask(sentOf(asked, absent.id, hired));
  unknown.set(key, answer);
  return answer;
}

function seen(answer: Answer, nothing: Answer): Expected | "fault" {
  if (answer.status >= 500) return "fault";
  if (answer.status === 401) return "signed_out";
  if (answer.status === 403 && answer.bytes.includes('\\"right:')) return "no_right";
  return answer.bytes === nothing.bytes ? "hidden" : "answered";
}

/** The cells of a run in an order drawn by the seed, so that no cell is always asked first. */
function drawn(): readonly Cell[] {
  const next = numbersOf(SEED);
  const mixed = cells.map((cell) => ({ cell, at: next() })).toSorted((a, b) => a.at - b.at);
  return mixed.slice(0, ALL ? mixed.length : SAMPLE).map(({ cell }) => cell);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe("who is answered about what (users' page A4b, T35)", () => {
  it("there are more than 20,000 cells", () => {
    expect(cells.length).toBeGreaterThanOrEqual(20_000);
  });

  it("every cell asked is as the table says, and what is hidden is byte for byte what is absent", {
    timeout: LIMIT_MS,
  }, async () => {
    const differences: string[] = [];
    const times = { hidden: [] as number[], absent: [] as number[] };
    const met = new Map<Expected, number>();
    for (const cell of drawn()) {
      const { asked, hired, thing } = cell;
      const nothing = await aboutNothing(cell);
      const answer = await ask(sentOf(asked, thing.id, hired));
      const expected = expectedOf(asked, thing, hired);
      const said = seen(answer, nothing);
      met.set(expected, (met.get(expected) ?? 0) + 1);
      if (said !== expected)
        differences.push(`${asked.name}, ${hired.id}, ${thing.name}: ${said}, not ${expected}`);
      if (expected === "hidden") times[thing === absent ? "absent" : "hidden"].push(answer.ms);
    }
    if (ALL) {
      const figures = {
        cells: cells.length,
        differences: differences.length,
        met: Object.fromEntries(met),
        hidden: { n: times.hidden.length, median_ms: median(times.hidden) },
        absent: { n: times.absent.length, median_ms: median(times.absent) },
      };
      process.stderr.write(`${JSON.stringify(figures)}\n`);
    }
    expect(differences).toEqual([]);
    expect([...met.keys()].toSorted()).toEqual(["answered", "hidden", "no_right", "signed_out"]);
  });
});
