import { connect, createServer, type Socket } from "node:net";

/** A line between two nodes that can be cut while it is spoken on. */
export interface CutLine {
  readonly port: number;
  /** Ends every connection and takes no new one; `hang` = it goes silent instead, as a dead route does. */
  cut(hang: boolean): void;
  mend(): void;
  close(): Promise<void>;
}

/** A TCP proxy on a free port to a port of this machine. It reads nothing of what it carries. */
export async function cutLine(target: () => number): Promise<CutLine> {
  const sockets = new Set<Socket>();
  let state: "whole" | "cut" | "silent" = "whole";
  const server = createServer((from) => {
    if (state === "cut") return void from.destroy();
    sockets.add(from);
    from.on("error", () => undefined).on("close", () => sockets.delete(from));
    if (state === "silent") return;
    const to = connect(target(), "localhost");
    sockets.add(to);
    to.on("error", () => from.destroy()).on("close", () => {
      sockets.delete(to);
      from.destroy();
    });
    from.on("close", () => to.destroy());
    from.on("data", (part) => void (state === "whole" && to.write(part)));
    to.on("data", (part) => void (state === "whole" && from.write(part)));
  });
  await new Promise<void>((done) => server.listen(0, "localhost", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the line has no port");
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    cut(hang) {
      state = hang ? "silent" : "cut";
      if (!hang) drop();
    },
    mend() {
      // What hung through the silence is dead: a route that comes back carries new connections.
      if (state === "silent") drop();
      state = "whole";
    },
    async close() {
      drop();
      await new Promise((done) => server.close(done));
    },
  };
}
