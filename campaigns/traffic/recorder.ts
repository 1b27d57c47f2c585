import { connect, createServer, type Socket } from "node:net";

/** One TLS record as somebody on the line sees it. */
export interface Seen {
  /** milliseconds, monotonic */
  readonly at: number;
  /** which way: `there` = away from who opened the connection */
  readonly way: "there" | "back";
  /** bytes with the record's own five */
  readonly bytes: number;
  /** of the connection, from 1 in the order they were opened */
  readonly connection: number;
}

/** A TCP proxy that notes the size, direction and time of every TLS record, and can read none of them. */
export interface Recorder {
  readonly port: number;
  /** what was seen since the last call */
  take(): readonly Seen[];
  /** how many records were seen in all */
  count(): number;
  close(): Promise<void>;
}

/**
 * Opens one on a free port, to a port of this machine.
 * @param delay how long a byte is on its way, milliseconds, each way
 */
export async function recorderTo(target: () => number, delay: () => number = () => 0): Promise<Recorder> {
  let seen: Seen[] = [];
  let connections = 0;
  let total = 0;
  const note = (one: Seen) => {
    total += 1;
    seen.push(one);
  };
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    connections += 1;
    const connection = connections;
    const to = connect(target(), "localhost");
    for (const socket of [from, to]) {
      // An observer's proxy must not add delays of its own.
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    pass(
      from,
      to,
      records((bytes) => note({ at: performance.now(), way: "there", bytes, connection })),
      delay,
    );
    pass(
      to,
      from,
      records((bytes) => note({ at: performance.now(), way: "back", bytes, connection })),
      delay,
    );
  });
  await new Promise<void>((done) => server.listen(0, "localhost", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the line has no port");
  return {
    port: address.port,
    count: () => total,
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function pass(from: Socket, to: Socket, note: (part: Uint8Array) => void, delay: () => number): void {
  from.on("data", (part: Uint8Array) => {
    note(part);
    // Timers of one length run in the order they were set. A length that changes under way finds a still line.
    if (delay() === 0) to.write(part);
    else setTimeout(() => to.write(part), delay());
  });
  from.on("close", () => to.destroy());
}

const HEAD = 5;

/** Cuts a stream into TLS records (RFC 8446 §5.1: type, version, u16 length) and tells the size of each. */
export function records(tell: (bytes: number) => void): (part: Uint8Array) => void {
  let held = Buffer.alloc(0);
  return (part) => {
    held = Buffer.concat([held, part]);
    while (held.length >= HEAD) {
      const size = HEAD + held.readUInt16BE(3);
      if (held.length < size) return;
      tell(size);
      held = held.subarray(size);
    }
  };
}
