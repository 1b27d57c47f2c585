import { Agent } from "node:https";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import { LineFault } from "./faults.ts";
import { pinName } from "./pin-name.ts";
import { spkiSha256Of } from "./tls-identity.ts";

/** TLS 1.3 with the hybrid key agreement first (design §5). */
export const LINE_TLS = {
  minVersion: "TLSv1.3",
  ecdhCurve: "X25519MLKEM768:X25519",
  ALPNProtocols: ["http/1.1"],
} as const;

/** One partner's address, what we show there, and whom we want to meet. */
export interface PinnedLine {
  readonly host: string;
  readonly port: number;
  /** read anew for every connection */
  readonly tls: { readonly keyPem: string; readonly certPem: string };
  /** SHA-256 of the partner's SubjectPublicKeyInfo, 32 bytes each, the newest first: one must be met; read anew likewise */
  readonly pins: () => readonly Uint8Array[];
  /** how long connecting and the handshake may take, milliseconds */
  readonly handshakeMs: number;
}

type Created = (error: Error | null, stream: Duplex) => void;

/**
 * Hands a connection to a request only after the handshake and only where the certificate holds the pinned key,
 * so that whoever sits on the partner's address sees no byte of any request. Names, chains and dates in the
 * certificate count for nothing. Sessions are never resumed: each connection shows its certificate.
 */
export class PinnedAgent extends Agent {
  readonly #line: PinnedLine;

  constructor(line: PinnedLine, most: { readonly sockets: number }) {
    super({ keepAlive: true, maxSockets: most.sockets, maxFreeSockets: most.sockets, maxCachedSessions: 0 });
    this.#line = line;
  }

  override createConnection(_options: object, created?: Created): undefined {
    const socket = connect(optionsOf(this.#line));
    const settle = (error: Error | null) => {
      clearTimeout(overdue);
      socket.removeListener("error", failed);
      socket.removeListener("close", closed);
      // The agent listens for later errors; on a socket it never gets there must still be somebody.
      if (error !== null) socket.on("error", () => undefined).destroy();
      created?.(error, socket);
    };
    const failed = (error: Error) => settle(new LineFault("unreachable", "no connection", error));
    const closed = () => settle(new LineFault("unreachable", "the connection closed in the handshake"));
    const overdue = setTimeout(
      () => settle(new LineFault("timed_out", "the handshake took too long")),
      this.#line.handshakeMs,
    );
    socket.once("error", failed).once("close", closed);
    socket.once("secureConnect", () => settle(faultOfPeer(socket, this.#line.pins())));
    return undefined;
  }
}

function optionsOf(line: PinnedLine) {
  return {
    ...LINE_TLS,
    host: line.host,
    port: line.port,
    servername: pinName(line.pins()[0] ?? new Uint8Array()),
    key: line.tls.keyPem,
    cert: line.tls.certPem,
    // Not the web's trust: faultOfPeer decides, by the key that the agreement names.
    rejectUnauthorized: false,
  };
}

function faultOfPeer(socket: TLSSocket, pins: readonly Uint8Array[]): LineFault | null {
  const shown = socket.getPeerX509Certificate();
  const spki = shown === undefined ? null : spkiSha256Of(shown.publicKey);
  const pinned = spki !== null && pins.some((pin) => Buffer.compare(spki, pin) === 0);
  return pinned
    ? null
    : new LineFault("wrong_partner", "the key at the partner's address is not the pinned one");
}
