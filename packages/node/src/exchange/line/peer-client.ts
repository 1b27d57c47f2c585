import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import { LineFault } from "./faults.ts";
import { PinnedAgent } from "./pinned-agent.ts";

/** Where a partner's node listens and which key it must prove. */
export interface PeerClientOptions {
  readonly tls: { readonly keyPem: string; readonly certPem: string };
  readonly partner: {
    readonly party: string;
    /** `https://host:port`, nothing behind it */
    readonly url: string;
    /** SHA-256 of the partner's SubjectPublicKeyInfo, 32 bytes */
    readonly spkiSha256: Uint8Array;
  };
  /** most bytes of an answer's body; 2 MiB where absent */
  readonly maxAnswerBytes?: number;
  /** 10,000 where absent */
  readonly handshakeMs?: number;
}

/** An answer as it came, whatever its status. */
export interface PeerReply {
  readonly status: number;
  readonly body: Uint8Array;
}

/** One partner's door, over kept connections. Every method rejects with LineFault and with nothing else. */
export interface PeerClient {
  /** `path` starts with `/`; `timeoutMs` is for the whole exchange, handshake and body included. */
  post(path: string, bytes: Uint8Array, limits: { readonly timeoutMs: number }): Promise<PeerReply>;
  get(path: string, limits: { readonly timeoutMs: number }): Promise<PeerReply>;
  /** Ends the kept connections; requests under way fail. */
  close(): void;
}

const MAX_ANSWER = 2 * 1_048_576;
const MAX_SOCKETS = 8;

/** @throws {RangeError} for an address that is no `https://host:port`, or a pin that is not 32 bytes */
export function peerClient(options: PeerClientOptions): PeerClient {
  const url = addressOf(options.partner.url);
  if (options.partner.spkiSha256.length !== 32) throw new RangeError("peerClient: a pin is 32 bytes");
  const line = {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 443 : Number(url.port),
    ...options.tls,
    spkiSha256: options.partner.spkiSha256,
    handshakeMs: options.handshakeMs ?? 10_000,
  };
  const agent = new PinnedAgent(line, { sockets: MAX_SOCKETS });
  const most = options.maxAnswerBytes ?? MAX_ANSWER;
  const to = { agent, host: line.host, port: line.port };
  return {
    post: (path, bytes, { timeoutMs }) => {
      const headers = { "content-type": "application/octet-stream", "content-length": bytes.length };
      return ask({ ...to, path, method: "POST", headers }, bytes, { timeoutMs, most });
    },
    get: (path, { timeoutMs }) => ask({ ...to, path, method: "GET" }, null, { timeoutMs, most }),
    close: () => agent.destroy(),
  };
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "https:" || `${url.origin}/` !== url.href) {
    throw new RangeError("peerClient: a partner's address is https://host:port");
  }
  return url;
}

interface Limits {
  readonly timeoutMs: number;
  readonly most: number;
}

async function ask(options: RequestOptions, body: Uint8Array | null, limits: Limits): Promise<PeerReply> {
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await answerTo({ ...options, signal: deadline }, body);
    return { status: response.statusCode ?? 0, body: await bodyOf(response, limits.most) };
  } catch (error) {
    throw faultOf(error, deadline);
  }
}

function answerTo(options: RequestOptions, body: Uint8Array | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(options, resolve);
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

/** The partner's node decides how much comes: what is beyond `most` is not read. */
async function bodyOf(response: IncomingMessage, most: number): Promise<Uint8Array> {
  if (response.headers["content-encoding"] !== undefined) {
    response.destroy();
    throw new LineFault("answer_malformed", "an answer is never encoded");
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response) {
    if (!(part instanceof Uint8Array)) throw new TypeError("a stream of bytes gave something else");
    size += part.length;
    // Leaving the loop destroys the connection.
    if (size > most) throw new LineFault("answer_too_large", `an answer has at most ${most} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function faultOf(error: unknown, deadline: AbortSignal): LineFault {
  if (error instanceof LineFault) return error;
  if (deadline.aborted) return new LineFault("timed_out", "no answer in time", error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("HPE_")) return new LineFault("answer_malformed", "what came is no HTTP/1.1", error);
  return new LineFault("unreachable", "the connection broke", error);
}
