import { Agent, type IncomingMessage, request as requestPlain } from "node:http";

/** What came back: the answer's status, media type without parameters, and bytes. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A keep-alive connection to one node. */
export interface Transport {
  /** Throws where no whole answer comes: refused, cut, silent too long, too large. Redirects are not followed. */
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
    silenceMs?: number,
  ): Promise<Reply>;
  close(): void;
}

const SILENCE_MS = 60_000;
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/** Opens nothing yet; `base` is the node's URL, http or https. */
export async function openTransport(base: URL): Promise<Transport> {
  const { agent, start } = base.protocol === "https:" ? await secure() : plain();
  return {
    send: (method, path, headers, body, silenceMs = SILENCE_MS) =>
      new Promise((resolve, reject) => {
        const url = new URL(base.pathname.replace(/\/$/, "") + path, base);
        const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
        const request = start(url, { method, agent, headers: { ...headers, ...length } }, (reply) => {
          readReply(reply).then(resolve, reject);
        });
        request.setTimeout(silenceMs, () => request.destroy(new Error("the node is silent")));
        request.on("error", reject);
        request.end(body ?? undefined);
      }),
    close: () => agent.destroy(),
  };
}

function plain() {
  return { agent: new Agent({ keepAlive: true }), start: requestPlain };
}

/** Loaded only where it is needed: it takes a tenth of a second, which every call would pay. */
async function secure() {
  const { Agent: SecureAgent, request } = await import("node:https");
  return { agent: new SecureAgent({ keepAlive: true, minVersion: "TLSv1.3" }), start: request };
}

async function readReply(reply: IncomingMessage): Promise<Reply> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of reply) {
    if (!(part instanceof Uint8Array)) throw new TypeError("a reply comes as bytes");
    size += part.length;
    if (size > MAX_REPLY_BYTES) throw new Error("the node's answer is too large");
    parts.push(part);
  }
  const type = (reply.headers["content-type"] ?? "").split(";")[0] ?? "";
  return {
    status: reply.statusCode ?? 0,
    type: type.trim().toLowerCase(),
    bytes: new Uint8Array(Buffer.concat(parts)),
  };
}
