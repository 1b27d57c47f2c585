import { connect } from "node:net";

/** Everything that came back on a connection, whether or not it was an answer. */
export interface Overheard {
  /** 0 = the connection ended before there was one */
  readonly status: number;
  /** the code of a refusal; "" where there is none */
  readonly code: string;
  readonly bytes: Buffer;
}

const MOST_MS = 20_000;

/** Asks by hand and keeps every byte until the other side hangs up: a library would throw away a half answer. */
export function overhear(url: string, ask: { method: string; path: string; token: string; body: unknown }) {
  const { port, host } = new URL(url);
  const body = ask.body === null ? "" : JSON.stringify(ask.body);
  const head = [
    `${ask.method} ${ask.path} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${ask.token}`,
    "connection: close",
    ...(body === "" ? [] : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return new Promise<Overheard>((done, failed) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), "localhost", () =>
      socket.write(`${head.join("\r\n")}\r\n\r\n${body}`),
    );
    const late = setTimeout(() => {
      socket.destroy();
      failed(new Error("no answer at all"));
    }, MOST_MS);
    socket.on("data", (part: Buffer) => parts.push(part));
    // A reset is an end like any other: what had come before it counts.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(late);
      done(heard(Buffer.concat(parts)));
    });
  });
}

function heard(bytes: Buffer): Overheard {
  const text = bytes.toString("latin1");
  return {
    status: Number(/^HTTP\/1\.1 ([0-9]{3}) /.exec(text)?.[1] ?? 0),
    code: /"code":"([a-z0-9_]+)"/.exec(text)?.[1] ?? "",
    bytes,
  };
}
