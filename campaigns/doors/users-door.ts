import { Agent, request } from "node:http";

/** What a node answered to an officer: the status, and the problem's code where it refused. */
export interface Said {
  readonly status: number;
  readonly code: string | null;
  readonly json: unknown;
}

/** An officer's line to a node's users' door that sends whatever bytes it is given. */
export interface UsersDoor {
  /** `token` null = none is sent */
  post(path: string, token: string | null, bytes: Uint8Array, method?: "POST" | "PUT"): Promise<Said>;
  get(path: string, token: string): Promise<Said>;
  close(): void;
}

const TIMEOUT_MS = 30_000;

/** @param url `http://localhost:PORT` of a node */
export function usersDoor(url: string): UsersDoor {
  const agent = new Agent({ keepAlive: true });
  const { port } = new URL(url);
  const ask = (method: string, path: string, token: string | null, bytes: Uint8Array | null) =>
    new Promise<Said>((done, failed) => {
      const headers = {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(bytes === null ? {} : { "content-type": "application/json", "content-length": bytes.length }),
      };
      const sent = request(
        { agent, host: "localhost", port, method, path, headers, timeout: TIMEOUT_MS },
        (response) => {
          const parts: Uint8Array[] = [];
          response.on("data", (part: Uint8Array) => parts.push(part));
          response.on("end", () => done(readSaid(response.statusCode ?? 0, Buffer.concat(parts))));
          response.on("error", failed);
        },
      );
      sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
      sent.on("error", failed);
      sent.end(bytes ?? undefined);
    });
  return {
    post: (path, token, bytes, method = "POST") => ask(method, path, token, bytes),
    get: (path, token) => ask("GET", path, token, null),
    close: () => agent.destroy(),
  };
}

function readSaid(status: number, body: Uint8Array): Said {
  let json: unknown = null;
  try {
    json = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    // not JSON: the status alone says what it is
  }
  const code: unknown = Reflect.get(Object(json), "code");
  return { status, code: typeof code === "string" ? code : null, json };
}

/** A field of an answer's object. */
export function fieldOf(json: unknown, name: string): unknown {
  return Reflect.get(Object(json), name);
}

/** A text field of an answer's object; throws where it is none, since then nothing can go on. */
export function textOf(json: unknown, name: string): string {
  const value = fieldOf(json, name);
  if (typeof value !== "string") throw new Error(`the answer has no ${name}: ${JSON.stringify(json)}`);
  return value;
}

/** A value as the bytes a client sends. */
export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
