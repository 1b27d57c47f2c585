import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { done, type Health, no } from "@entente/contract";
import type { Duty } from "@entente/words";
import { openHoldings } from "../../src/graph/door.ts";
import {
  type OpenDoor,
  type Rejection,
  type RequestLine,
  type UserDoorOptions,
  userDoor,
} from "../../src/http/door.ts";
import { openPeople, type People } from "../../src/people/door.ts";
import { openSqliteStore, type Store } from "../../src/store/door.ts";
import { deviceKey } from "../people/rig.ts";
import { type Asked, deskTwin, exchangeTwin, ledgerTwin } from "./twins.ts";

export const NOW = Date.UTC(2026, 10, 22, 8);

export const HEALTH: Health = {
  status: "ready",
  party: "CA",
  node: "ca-node-1",
  realm: "live",
  version: "0.1.0",
  partners: [],
  alarms: [],
};

const BACKUP = {
  backup: "ab".repeat(16),
  bytes: 3,
  parts: 1,
  sha256: "cd".repeat(32),
  made_at: "2026-11-22T08:00:00.000Z",
  exchange_size: 1,
  domestic_size: 1,
};

/** An answer as it came over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** the body as JSON; null where it is none */
  readonly json: unknown;
}

export interface UserRig extends AsyncDisposable {
  readonly door: OpenDoor;
  readonly store: Store;
  readonly people: People;
  readonly asked: readonly Asked[];
  readonly rejections: readonly Rejection[];
  readonly lines: readonly RequestLine[];
  readonly faults: readonly unknown[];
  /** now, in Unix milliseconds; a test may move it */
  readonly clock: { now: number };
  /** the bearer token of an officer with this duty */
  token(duty: Duty): Promise<string>;
}

/** The users' door on a free port, over a real store, real people and holdings, and twins of the rest. */
export async function userRig(change: Partial<UserDoorOptions> = {}): Promise<UserRig> {
  const store = await openSqliteStore({ folder: null, nodeKey: new Uint8Array(32).fill(7) });
  const clock = { now: NOW };
  const context = {
    store,
    clock: () => clock.now,
    random: (length: number) => new Uint8Array(randomBytes(length)),
  };
  const people = openPeople(context);
  const asked: Asked[] = [];
  const rejections: Rejection[] = [];
  const lines: RequestLine[] = [];
  const faults: unknown[] = [];
  const exchange = exchangeTwin(asked);
  const ledger = ledgerTwin(asked);
  const door = await userDoor({
    node: { party: "CA", node: "ca-node-1", realm: "live" },
    people,
    exchange,
    proofs: ledger,
    relation: () => done({ exchange, ledger }),
    desk: deskTwin(asked),
    holdings: openHoldings(context),
    health: async () => HEALTH,
    backups: {
      make: async () => done(BACKUP),
      part: async (name) => (name === BACKUP.backup ? done({ data_base64: "AAAA" }) : no("not_found")),
    },
    version: "0.1.0",
    clock: () => clock.now,
    rejections: async (rejection) => void rejections.push(rejection),
    log: (line) => lines.push(line),
    fault: (error) => faults.push(error),
    host: "localhost",
    port: 0,
    ...change,
  });
  const seen = { asked, rejections, lines, faults };
  return {
    door,
    store,
    people,
    clock,
    ...seen,
    token: tokensOf(people, store),
    async [Symbol.asyncDispose]() {
      await door.close();
      await store.close();
    },
  };
}

/** One officer a duty, enrolled when first asked for. */
function tokensOf(people: People, store: Store): (duty: Duty) => Promise<string> {
  const tokens = new Map<Duty, Promise<string>>();
  const enrol = async (duty: Duty, byte: number) => {
    const enrolled = await people.enrol({
      id: duty === "guest" ? GUEST : `CA-${duty}`,
      name: `Invented ${duty}`,
      agency: "RCMP",
      desks: ["ca-rcmp-liaison"],
      duties: [duty],
      approvalRoles: duty === "release_authority" ? ["CA-SUP"] : [],
      devicePublicKey: deviceKey(byte).publicKey,
    });
    if (duty === "guest") await store.commit(guestPost("IN-CA-1", GUEST));
    return enrolled.token;
  };
  return (duty) => {
    const token = tokens.get(duty) ?? enrol(duty, tokens.size + 1);
    tokens.set(duty, token);
    return token;
  };
}

const GUEST = "guest-of-IN.invented";

/** What puts a guest to work: a post of his that stands, as two operators' order would have written it. */
export function guestPost(post: string, officer: string) {
  const [from, to] = [0, NOW + 1_000 * 86_400_000];
  const hours = JSON.stringify({ zone: "Asia/Kolkata", days: ["mon"], from: "09:00", to: "17:00" });
  return {
    steps: [
      {
        sql: `insert into post (id, sending, host, officer, agency, desks, from_at, to_at, reference, accredited_on, languages,
          hours, deputies, version) values (?, 'IN', 'CA', ?, 'RCMP', '["ca-rcmp-liaison"]', ?, ?, 'Invented note',
          '2026-01-01', '["en"]', ?, '[]', 1)`,
        params: [post, officer, from, to, hours],
        changes: 1,
      },
      { sql: "update officer set away_at = null where id = ?", params: [officer], changes: 1 },
    ],
  };
}

/** What a test sends; headers are sent as they stand, `host` included. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** a text or bytes go as they are, anything else as JSON */
  readonly body?: unknown;
}

/** Sends one request on a connection of its own. */
export function ask(door: OpenDoor, sent: Sent): Promise<Reply> {
  const body = bodyOf(sent.body);
  const headers = {
    host: `localhost:${door.port}`,
    ...(body === null ? {} : { "content-type": "application/json", "content-length": String(body.length) }),
    ...(sent.token === undefined ? {} : { authorization: `Bearer ${sent.token}` }),
    ...sent.headers,
  };
  const method = sent.method ?? (sent.body === undefined ? "GET" : "POST");
  return new Promise((resolve, reject) => {
    const options = { host: "localhost", port: door.port, path: sent.path, method, headers, agent: false };
    const request = httpRequest(options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: jsonOf(text) });
      });
    });
    request.on("error", reject);
    request.end(body ?? undefined);
  });
}

function bodyOf(body: unknown): Uint8Array | null {
  if (body === undefined) return null;
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Sends bytes as they are and gives what comes until the door hangs up, or until `enough` has come. */
export function speak(port: number, bytes: string | Uint8Array, enough?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "localhost", port }, () => socket.write(bytes));
    let heard = "";
    socket.setEncoding("latin1");
    socket.on("data", (part: string) => {
      heard += part;
      if (enough !== undefined && heard.includes(enough)) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(heard));
  });
}

/** The value at a path of members; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}
