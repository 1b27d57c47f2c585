import { createServer } from "node:net";
import { SandboxFailure } from "./failure.ts";

/** `wanted`, if nobody listens there; else any free port of this computer. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await anyPort());
}

/** `wanted` or, for 0, any free port; throws SandboxFailure where somebody else has it. */
export async function exactPort(wanted: number): Promise<number> {
  const port = wanted === 0 ? await anyPort() : await tryPort(wanted);
  if (port === null) throw new SandboxFailure(`port ${wanted} is taken; choose others with --ports A,B`);
  return port;
}

async function anyPort(): Promise<number> {
  const port = await tryPort(0);
  if (port === null) throw new SandboxFailure("this computer has no free port");
  return port;
}

/** The port number once it was free; null where it is not. */
function tryPort(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise((done) => {
    server.on("error", () => done(null));
    server.listen(port, "localhost", () => {
      const address = server.address();
      const found = typeof address === "object" && address !== null ? address.port : null;
      server.close(() => done(found));
    });
  });
}
