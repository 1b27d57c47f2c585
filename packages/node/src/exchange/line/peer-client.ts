import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import { LineFault } from "./faults.ts";
import {
  type Asked,
  encodeAsked,
  type FrameSize,
  frame,
  LINE_SIZES,
  type LineSizes,
  MOST_HEAD,
  readAnswered,
  unframe,
} from "./frame.ts";
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
    /** the pins of this moment, in the place of `spkiSha256`, where they may change */
    readonly pins?: () => readonly Uint8Array[];
  };
  /** most bytes of an answer's body; 2 MiB where absent */
  readonly maxAnswerBytes?: number;
  /** 10,000 where absent */
  readonly handshakeMs?: number;
  /** LINE_SIZES where absent; the partner's door must have the same */
  readonly sizes?: LineSizes;
}

/** An answer as it came, whatever its status. */
export interface PeerReply {
  readonly status: number;
  readonly body: Uint8Array;
}

/**
 * One partner's door, over kept connections. Every method rejects with LineFault and with nothing else. Whatever is
 * asked goes as POST of a padded frame: method, path, status and length are inside it (T26).
 */
export interface PeerClient {
  /** `path` starts with `/`; `timeoutMs` is for the whole exchange, handshake and body included. */
  post(path: string, bytes: Uint8Array, limits: { readonly timeoutMs: number }): Promise<PeerReply>;
  get(path: string, limits: { readonly timeoutMs: number }): Promise<PeerReply>;
  /**
   * One heartbeat cell: a frame of a fixed size, answered by one of a fixed size.
   * @throws {RangeError} for more bytes than a cell holds
   */
  cell(bytes: Uint8Array, limits: { readonly timeoutMs: number }): Promise<PeerReply>;
  /** Ends the kept connections; requests under way fail. The next request opens a new one. */
  close(): void;
}

const MAX_ANSWER = 2 * 1_048_576;
const MAX_SOCKETS = 8;
export const LINE_PATH = "/peer/v1/line";
export const COLLECT_PATH = "/peer/v1/collect";
export const CELL_PATH = "/peer/v1/cell";

/** @throws {RangeError} for an address that is no `https://host:port`, or a pin that is not 32 bytes */
export function peerClient(options: PeerClientOptions): PeerClient {
  const url = addressOf(options.partner.url);
  if (options.partner.spkiSha256.length !== 32) throw new RangeError("peerClient: a pin is 32 bytes");
  const line = {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 443 : Number(url.port),
    tls: options.tls,
    pins: options.partner.pins ?? (() => [options.partner.spkiSha256]),
    handshakeMs: options.handshakeMs ?? 10_000,
  };
  const agent = new PinnedAgent(line, { sockets: MAX_SOCKETS });
  const most = options.maxAnswerBytes ?? MAX_ANSWER;
  const { line: sizeOf, cellAsk, cellAnswer } = options.sizes ?? LINE_SIZES;
  const to = { agent, host: line.host, port: line.port };
  const onLine = (asked: Asked, timeoutMs: number) => {
    const sent = frame(encodeAsked(asked), sizeOf);
    return ask({ ...to, path: LINE_PATH }, sent, { timeoutMs, most, sizeOf });
  };
  return {
    post: (path, body, { timeoutMs }) => onLine({ method: "POST", path, body }, timeoutMs),
    get: (path, { timeoutMs }) => onLine({ method: "GET", path, body: new Uint8Array() }, timeoutMs),
    cell: (bytes, { timeoutMs }) =>
      ask({ ...to, path: CELL_PATH }, frame(bytes, cellAsk), { timeoutMs, most, sizeOf: cellAnswer }),
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
  readonly sizeOf: FrameSize;
}

async function ask(options: RequestOptions, body: Uint8Array, limits: Limits): Promise<PeerReply> {
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  const headers = { "content-type": "application/octet-stream", "content-length": body.length };
  try {
    const response = await answerTo({ ...options, method: "POST", headers, signal: deadline }, body);
    const bytes = await bodyOf(response, limits.sizeOf(4 + MOST_HEAD + limits.most));
    return inside(response, bytes, limits);
  } catch (error) {
    throw faultOf(error, deadline);
  }
}

/** A partner's door answers every frame with a frame; the status of HTTP is that of the carrier, never of the answer. */
function inside(response: IncomingMessage, bytes: Uint8Array, { sizeOf, most }: Limits): PeerReply {
  const content = response.statusCode === 200 ? unframe(bytes, sizeOf) : null;
  const answered = content?.ok === true ? readAnswered(content.value) : null;
  if (answered?.ok !== true) throw new LineFault("answer_malformed", "an answer is a frame");
  const { status, body } = answered.value;
  if (body.length > most) throw new LineFault("answer_too_large", `an answer has at most ${most} bytes`);
  return { status, body };
}

function answerTo(options: RequestOptions, body: Uint8Array): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(options, resolve);
    sent.on("error", reject);
    sent.end(body);
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
