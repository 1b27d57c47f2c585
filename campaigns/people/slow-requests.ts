import { request } from "node:http";
import { connect } from "node:net";

/** A stream of changes that is open; `ended` resolves with the moment at which the node ended it. */
export interface OpenStream {
  readonly ended: Promise<number>;
}

/** Opens an officer's stream of changes; resolves when the node has begun to tell. */
export function endOfStream(url: string, token: string): Promise<OpenStream> {
  const { port } = new URL(url);
  return new Promise((opened, failed) => {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request(
      { host: "localhost", port, path: "/api/events", headers, agent: false },
      (reply) => {
        const ended = new Promise<number>((done) => reply.on("close", () => done(Date.now())));
        reply.once("data", () => opened({ ended }));
        reply.resume();
      },
    );
    asked.on("error", failed);
    asked.end();
  });
}

/** A request whose head was let in and whose body is still coming. */
export interface Trickled {
  /** sends the rest; the status of the answer */
  finish(): Promise<number>;
}

/** How long a node takes at most to let a head in; it says nothing when it has. */
const LET_IN_MS = 100;

/** Sends a request up to a byte of its body and stops there. */
export async function trickled(
  url: string,
  token: string,
  path: string,
  body: Uint8Array,
  upTo: number,
): Promise<Trickled> {
  const { port, host } = new URL(url);
  const socket = connect(Number(port), "localhost");
  const heard = new Promise<string>((done, failed) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (part: string) => {
      text += part;
    });
    socket.on("close", () => done(text));
    socket.on("error", failed);
  });
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
    "connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  socket.write(body.subarray(0, upTo));
  await new Promise((done) => setTimeout(done, LET_IN_MS));
  return {
    async finish() {
      socket.write(body.subarray(upTo));
      return Number(/^HTTP\/1\.1 ([0-9]{3}) /.exec(await heard)?.[1]);
    },
  };
}
