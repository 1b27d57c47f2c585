import { constants } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { PartyCode } from "@entente/words";
import type { PeerAnswer, PeerDoor } from "../exchange/door.ts";
import {
  LINE_SIZES,
  LINE_TLS,
  type LineSizes,
  pinName,
  spkiSha256Of,
  type TlsIdentity,
} from "../exchange/line/door.ts";
import { codeOf, rejectionOf } from "./broken-http.ts";
import { OUR_QUOTA, openQuota, type Quota, type QuotaLimits } from "./peer-quota.ts";
import {
  type Carrier,
  type Collect,
  carrierOf,
  framedAnswer,
  plain,
  type Refuse,
  served,
} from "./peer-request.ts";
import { forStrangers, type Rejections, sha256 } from "./rejections.ts";
import type { OpenDoor, Timeouts } from "./user-door.ts";

/** A partner and the SHA-256 of its SubjectPublicKeyInfo, 32 bytes, as its node card gives it. */
export interface PinnedPartner {
  readonly party: PartyCode;
  readonly spkiSha256: Uint8Array;
}

export interface PeerDoorOptions {
  readonly peer: PeerDoor;
  /** where the partner cannot be called and collects what we would ask him; null or absent = he can be called */
  readonly collect?: Collect | null;
  /** shown to who asks for none that is held; read at the opening, and again by `show` */
  readonly tls: { readonly keyPem: string; readonly certPem: string };
  /** the keys a partner may ask for by the pin he trusts; none but `tls` where absent */
  readonly held?: () => readonly TlsIdentity[];
  /** read anew for every connection and every request: a pin that is gone is let in no more */
  readonly partners: readonly PinnedPartner[];
  readonly host: string;
  /** 0 = a free one */
  readonly port: number;
  readonly rejections: Rejections;
  /** Unix milliseconds */
  readonly clock: () => number;
  /** what broke, for the operator; may hold content */
  readonly fault?: (error: unknown) => void;
  readonly timeouts?: Timeouts & { readonly handshakeMs: number };
  /** requests of one partner at once; 64 where absent */
  readonly maxConcurrent?: number;
  /** LINE_SIZES where absent; the partner's line must have the same */
  readonly sizes?: LineSizes;
  /** what a partner may ask in a minute; OUR_QUOTA where absent */
  readonly quota?: QuotaLimits;
  /** after so many milliseconds a cell is answered, whatever was in it; 250 where absent */
  readonly cellAnswerMs?: number;
}

/** The partner's door while it stands. */
export interface OpenPeerDoor extends OpenDoor {
  /** Shows the TLS key that the options now hold to whoever connects from here on. */
  show(): void;
}

const TIMEOUTS = { handshakeMs: 10_000, headersMs: 10_000, requestMs: 60_000, checkEveryMs: 5_000 };
const IDLE_MS = 60_000;
const MAX_CONNECTIONS = 256;
const MAX_CONCURRENT = 64;
const MAX_HEADER_BYTES = 8_192;
const STRANGERS_PER_MINUTE = 60;
/**
 * Longer than verifying, keeping and cosigning what a cell can hold: else the time of the answer would tell whoever
 * watches which cell was empty (T26).
 */
const CELL_ANSWER_MS = 250;

/** What the door knows while it stands. */
interface Standing {
  readonly options: PeerDoorOptions;
  readonly strangers: Rejections;
  readonly quota: Quota;
  /** whose key a connection has proved; a connection that is not here is answered nothing */
  readonly proved: WeakMap<Duplex, PinnedPartner>;
  readonly busy: Map<PartyCode, number>;
  /** every connection, those in the handshake too: closing must not wait for a stranger's patience */
  readonly sockets: Set<Socket>;
}

/**
 * Opens the partner's door: HTTPS with mutual TLS 1.3, hybrid key agreement preferred. A connection lives only
 * where the certificate's key is a pinned partner's; TLS has by then checked that the other end holds it
 * (RFC 8446 §4.4.3). Sessions are never resumed, so each connection shows its certificate.
 */
export async function peerDoor(options: PeerDoorOptions): Promise<OpenPeerDoor> {
  const standing: Standing = {
    options,
    strangers: forStrangers(options.rejections, options.clock, STRANGERS_PER_MINUTE),
    quota: openQuota(options.quota ?? OUR_QUOTA, options.clock, options.rejections),
    proved: new WeakMap(),
    busy: new Map(),
    sockets: new Set(),
  };
  const server = createServer(serverOptions(options), (request, response) => {
    answer(standing, request, response).catch((error: unknown) => {
      options.fault?.(error);
      response.destroy();
    });
  });
  watchConnections(server, standing);
  await listening(server, options);
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the door listens nowhere");
  return {
    url: `https://localhost:${address.port}`,
    port: address.port,
    show: () => server.setSecureContext(serverOptions(options)),
    close: () => closed(server, standing),
  };
}

function serverOptions(options: PeerDoorOptions) {
  const timeouts = options.timeouts ?? TIMEOUTS;
  return {
    ...LINE_TLS,
    key: options.tls.keyPem,
    cert: options.tls.certPem,
    SNICallback: (name: string, told: (fault: null, context?: SecureContext) => void) =>
      told(null, askedFor(options, name)),
    requestCert: true,
    // Not the web's trust: `prove` decides, by the keys that the agreement names.
    rejectUnauthorized: false,
    // Without tickets, and with no session cache in Node, there is nothing to resume.
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: timeouts.handshakeMs,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: timeouts.checkEveryMs,
    keepAliveTimeout: IDLE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
}

/** The key he trusts, where we hold it: after a change of ours only he knows which one that is. */
function askedFor({ held }: PeerDoorOptions, name: string): SecureContext | undefined {
  const found = held?.().find(({ spkiSha256 }) => pinName(spkiSha256) === name);
  if (found === undefined) return undefined;
  return createSecureContext({ ...LINE_TLS, key: found.keyPem, cert: found.certPem });
}

function watchConnections(server: Server, standing: Standing): void {
  const { strangers, options } = standing;
  const record = (kept: Promise<void>) => void kept.catch((error: unknown) => options.fault?.(error));
  server.maxConnections = MAX_CONNECTIONS;
  server.on("connection", (socket: Socket) => {
    standing.sockets.add(socket);
    socket.once("close", () => standing.sockets.delete(socket));
  });
  // Before Node's own listener, which starts to read requests.
  server.prependListener("secureConnection", (socket) => {
    if (prove(standing, socket)) return;
    const digest = sha256(socket.getPeerX509Certificate()?.raw ?? new Uint8Array());
    socket.destroy();
    record(strangers({ door: "peer", code: "unpinned_certificate", place: "tls", digest }));
  });
  server.on("tlsClientError", (_error, socket) => {
    socket.destroy();
    record(strangers({ door: "peer", code: "tls_refused", place: "tls", digest: sha256(new Uint8Array()) }));
  });
  server.on("clientError", (error, socket) => {
    const spoke = standing.proved.has(socket) && codeOf(error) !== "ECONNRESET";
    socket.destroy();
    if (spoke) record(options.rejections(rejectionOf("peer", error)));
  });
}

function prove({ options, proved }: Standing, socket: TLSSocket): boolean {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined || socket.isSessionReused()) return false;
  const spki = spkiSha256Of(shown.publicKey);
  const partner = pinnedAs(options, spki);
  if (partner === undefined) return false;
  proved.set(socket, partner);
  return true;
}

function pinnedAs(options: PeerDoorOptions, spki: Uint8Array): PinnedPartner | undefined {
  return options.partners.find((pinned) => Buffer.compare(pinned.spkiSha256, spki) === 0);
}

async function answer(standing: Standing, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { options, busy } = standing;
  const proved = standing.proved.get(request.socket);
  // A key that was revoked since the handshake opens nothing any more; the request that said so was still answered.
  const partner = proved === undefined ? undefined : pinnedAs(options, proved.spkiSha256)?.party;
  if (partner === undefined) return void request.socket.destroy();
  const carrier = carrierOf(request, options.sizes ?? LINE_SIZES);
  if (carrier === null) return write(response, plain(404, "not_found"));
  const running = busy.get(partner) ?? 0;
  if (running >= (options.maxConcurrent ?? MAX_CONCURRENT))
    return write(response, framedAnswer(carrier, plain(503, "busy")));
  busy.set(partner, running + 1);
  try {
    write(response, await answerIn(standing, carrier, partner, request));
  } finally {
    busy.set(partner, (busy.get(partner) ?? 1) - 1);
  }
}

/** The answer as it goes on the wire; a cell's not before its time. */
async function answerIn(
  { options, quota }: Standing,
  carrier: Carrier,
  partner: PartyCode,
  request: IncomingMessage,
): Promise<PeerAnswer> {
  const pause = carrier.name === "cell" ? (options.cellAnswerMs ?? CELL_ANSWER_MS) : 0;
  const refuse: Refuse = (code, place, digest) => options.rejections({ door: "peer", code, place, digest });
  const made = served(
    { peer: options.peer, collect: options.collect ?? null, carrier, partner, refuse, quota },
    request,
  ).catch((error: unknown) => {
    options.fault?.(error);
    return framedAnswer(carrier, plain(503, "unavailable"));
  });
  const [answered] = await Promise.all([made, after(pause)]);
  return answered;
}

function after(milliseconds: number): Promise<void> {
  if (milliseconds === 0) return Promise.resolve();
  return new Promise((done) => setTimeout(done, milliseconds));
}

function write(response: ServerResponse, answered: PeerAnswer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(answered.status, {
    "content-type": answered.type,
    "content-length": answered.body.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(answered.body);
}

function listening(server: Server, { host, port }: PeerDoorOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server, { sockets }: Standing): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
