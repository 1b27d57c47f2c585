import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { problemAnswer, SECURITY_HEADERS } from "./answers.ts";
import { problemOf } from "./problem.ts";
import { type DoorCode, type Rejection, type Rejections, sha256 } from "./rejections.ts";

/**
 * Answers bytes that never became a request, ends the connection and records the digest of what came. Nothing is
 * recorded for a caller who only hung up.
 */
export function refuseBrokenHttp(
  error: Error,
  socket: Socket,
  rejections: Rejections,
  fault: ((error: unknown) => void) | undefined,
): void {
  if (codeOf(error) === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const rejection = rejectionOf("user", error);
  socket.end(rawAnswer(rejection.code === "too_slow" ? 408 : 400, rejection.code));
  rejections(rejection).catch((broken: unknown) => fault?.(broken));
}

/** The record of bytes that Node's parser refused; the error carries the packet that it stumbled over. */
export function rejectionOf(door: Rejection["door"], error: Error): Rejection {
  const code: DoorCode = codeOf(error) === "ERR_HTTP_REQUEST_TIMEOUT" ? "too_slow" : "not_http";
  const packet = "rawPacket" in error && error.rawPacket instanceof Uint8Array ? error.rawPacket : null;
  return { door, code, place: "http", digest: sha256(packet ?? new Uint8Array()) };
}

/** Node's word for what happened; "" where it has none. */
export function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function rawAnswer(status: 400 | 408, code: string): string {
  const problem = problemOf({ problem: "malformed", faults: [{ code, where: "http" }] });
  const { type, body } = problemAnswer({ ...problem, status });
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": type,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body.toString()}`;
}
