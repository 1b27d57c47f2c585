import { createServer, type Server as HttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server } from "node:net";
import {
  type ConnectionOptions,
  connect,
  createServer as createTlsServer,
  type TLSSocket,
  type TlsOptions,
  type Server as TlsServer,
} from "node:tls";
import type { PeerAnswer, PeerDoor } from "../../src/exchange/door.ts";
import {
  encodeAsked,
  frame,
  LINE_PATH,
  LINE_SIZES,
  makeTlsIdentity,
  readAnswered,
  type TlsIdentity,
  unframe,
} from "../../src/exchange/line/door.ts";
import { type OpenDoor, type PeerDoorOptions, peerDoor, type Rejection } from "../../src/http/door.ts";

/** An invented node's TLS identity, from one byte. */
export function identity(byte: number, commonName = `Invented node ${byte}`): Promise<TlsIdentity> {
  return makeTlsIdentity({ seed: new Uint8Array(32).fill(byte), commonName });
}

/** What the twin of the exchange's partner door was asked. */
export interface PeerCall {
  readonly method: keyof PeerDoor;
  readonly partner: string;
  readonly given: string | Uint8Array;
}

export interface PeerRig extends AsyncDisposable {
  readonly door: OpenDoor;
  /** the twin of the exchange behind it */
  readonly peer: PeerDoor;
  /** the door's own identity */
  readonly us: TlsIdentity;
  /** the pinned partner's identity, party IN */
  readonly partner: TlsIdentity;
  readonly calls: readonly PeerCall[];
  readonly rejections: readonly Rejection[];
  readonly faults: readonly unknown[];
}

export function bytesAnswer(text: string): PeerAnswer {
  return { status: 200, type: "application/octet-stream", body: new TextEncoder().encode(text) };
}

/** A partner door whose every way is broken, but for those that a test gives. */
export function peerThat(change: Partial<PeerDoor>): PeerDoor {
  const unused = () => Promise.reject(new Error("not asked for in this test"));
  return {
    takeDispatches: unused,
    takeEvents: unused,
    takeCell: unused,
    addCheckpoint: unused,
    readLog: unused,
    tellHeld: unused,
    takeStream: unused,
    readMirror: unused,
    answerGaps: unused,
    takeAttachment: unused,
    takeKeys: unused,
    takeAgreement: unused,
    readAgreement: unused,
    takeState: unused,
    takeEnding: unused,
    ...change,
  };
}

/** The partner's door on a free port over a twin of the exchange; IN is pinned. */
export async function peerRig(change: Partial<PeerDoorOptions> = {}): Promise<PeerRig> {
  const [us, partner] = await Promise.all([identity(1), identity(2)]);
  const calls: PeerCall[] = [];
  const rejections: Rejection[] = [];
  const faults: unknown[] = [];
  const note = (method: keyof PeerDoor) => async (by: string, given: string | Uint8Array) => {
    calls.push({ method, partner: by, given });
    return bytesAnswer(method);
  };
  const peer: PeerDoor = {
    takeDispatches: note("takeDispatches"),
    takeEvents: note("takeEvents"),
    takeCell: note("takeCell"),
    addCheckpoint: note("addCheckpoint"),
    readLog: note("readLog"),
    tellHeld: note("tellHeld"),
    takeStream: note("takeStream"),
    readMirror: note("readMirror"),
    answerGaps: note("answerGaps"),
    takeAttachment: note("takeAttachment"),
    takeKeys: note("takeKeys"),
    takeAgreement: note("takeAgreement"),
    readAgreement: note("readAgreement"),
    takeState: note("takeState"),
    takeEnding: note("takeEnding"),
  };
  const door = await peerDoor({
    peer,
    tls: us,
    partners: [{ party: "IN", spkiSha256: partner.spkiSha256 }],
    host: "localhost",
    port: 0,
    rejections: async (rejection) => void rejections.push(rejection),
    clock: () => 0,
    fault: (error) => faults.push(error),
    ...change,
  });
  const seen = { calls, rejections, faults };
  return { door, peer, us, partner, ...seen, [Symbol.asyncDispose]: () => door.close() };
}

/** A TLS client that believes everybody: what it was told until the other end hung up. */
export interface Heard {
  readonly text: string;
  /** the code of the error the handshake or the connection ended with; null where it ended in order */
  readonly error: string | null;
  /** the group of the handshake; null where there was none */
  readonly group: unknown;
}

/** Opens a TLS connection, writes `bytes` after the handshake, listens to the end or until `enough` has come. */
export function speakTls(
  port: number,
  options: ConnectionOptions,
  bytes: string | Uint8Array,
  enough?: string,
): Promise<Heard> {
  return new Promise((resolve) => {
    let text = "";
    let error: string | null = null;
    let group: unknown = null;
    const socket = connect({ host: "localhost", port, rejectUnauthorized: false, ...options });
    socket.setEncoding("latin1");
    socket.once("secureConnect", () => {
      group = socket.getEphemeralKeyInfo();
      socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    });
    socket.on("data", (part: string) => {
      text += part;
      if (enough !== undefined && text.includes(enough)) socket.destroy();
    });
    socket.on("error", (broken: Error & { readonly code?: string }) => {
      error = broken.code ?? broken.message;
    });
    socket.on("close", () => resolve({ text, error, group }));
  });
}

/** One whole HTTP request that asks for the connection's end. */
export function http(method: string, path: string, headers: readonly string[] = [], body = ""): string {
  const length = body === "" ? [] : [`Content-Length: ${body.length}`];
  const lines = [`${method} ${path} HTTP/1.1`, "Host: x", "Connection: close", ...headers, ...length];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The same for what a partner's frame asks, in a frame of the right size. */
export function onLine(method: "GET" | "POST", path: string, body: string | Uint8Array = ""): string {
  const bytes = typeof body === "string" ? new Uint8Array(Buffer.from(body, "latin1")) : body;
  return carried(frame(encodeAsked({ method, path, body: bytes }), LINE_SIZES.line));
}

/** Any bytes where a frame belongs. */
export function carried(bytes: Uint8Array, path: string = LINE_PATH): string {
  return http("POST", path, [OCTETS], Buffer.from(bytes).toString("latin1"));
}

/** What the frame in an HTTP answer says; null where there is none. */
export function saidIn(
  text: string,
  sizeOf = LINE_SIZES.line,
): { status: number; type: string; text: string } | null {
  const body = new Uint8Array(Buffer.from(text.slice(text.indexOf("\r\n\r\n") + 4), "latin1"));
  const content = unframe(body, sizeOf);
  const said = content.ok ? readAnswered(content.value) : null;
  if (said?.ok !== true) return null;
  const { status, type } = said.value;
  return { status, type, text: new TextDecoder().decode(said.value.body) };
}

export const OCTETS = "Content-Type: application/octet-stream";

/** A server of a test that plays the partner, or somebody in his place. */
export interface Stage extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** what came behind the handshake, over all connections */
  readonly heard: { bytes: number; connections: number };
}

const STAGE_TLS = { minVersion: "TLSv1.3", requestCert: true, rejectUnauthorized: false } as const;

/** A partner who speaks HTTP; `heard` counts connections only. */
export async function stage(options: ServerOptions): Promise<Stage & { readonly server: HttpsServer }> {
  const server = createServer({ ...STAGE_TLS, ...options });
  return { ...(await open(server)), server };
}

const WELCOME = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 7\r\n\r\nwelcome";

/** Somebody who takes any connection, says "welcome" to whatever comes and counts its bytes. */
export async function impostor(options: TlsOptions): Promise<Stage> {
  const server = createTlsServer({ ...STAGE_TLS, ...options });
  const opened = await open(server);
  server.on("secureConnection", (socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (part: Uint8Array) => {
      opened.heard.bytes += part.length;
      socket.end(WELCOME);
    });
  });
  return opened;
}

async function open(server: TlsServer): Promise<Stage> {
  const heard = { bytes: 0, connections: 0 };
  const sockets = new Set<TLSSocket>();
  server.prependListener("secureConnection", (socket) => {
    heard.connections += 1;
    sockets.add(socket);
  });
  const port = await listen(server);
  return {
    port,
    heard,
    url: `https://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "localhost", () => resolve(portOf(server.address())));
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return address.port;
}
