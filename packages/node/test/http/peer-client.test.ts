import type { IncomingMessage, RequestListener } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { describe, expect, test } from "vitest";
import {
  type Asked,
  CELL_HOLDS,
  encodeAnswered,
  frame,
  LINE_SIZES,
  type PeerClient,
  type PeerClientOptions,
  peerClient,
  readAsked,
  type TlsIdentity,
  unframe,
} from "../../src/exchange/line/door.ts";
import { http, identity, impostor, listen, peerRig, speakTls, stage } from "./line-rig.ts";

const LIMITS = { timeoutMs: 10_000 };
const BODY = new Uint8Array(2_000).fill(7);

function clientTo(
  url: string,
  us: TlsIdentity,
  pinned: TlsIdentity,
  change: Partial<PeerClientOptions> = {},
): PeerClient & Disposable {
  const client = peerClient({
    tls: us,
    partner: { party: "IN", url, spkiSha256: pinned.spkiSha256 },
    ...change,
  });
  return { ...client, [Symbol.dispose]: () => client.close() };
}

/** A frame as a partner's door answers it. */
function framed(status: number, body: Uint8Array): Uint8Array {
  return frame(encodeAnswered({ status, type: "application/octet-stream", body }), LINE_SIZES.line);
}

/** What came in a request's frame. */
async function askedOf(request: IncomingMessage): Promise<Asked> {
  const content = unframe(new Uint8Array(Buffer.concat(await request.toArray())), LINE_SIZES.line);
  const asked = content.ok ? readAsked(content.value) : content;
  if (!asked.ok) throw new Error("no frame came");
  return asked.value;
}

/** Answers each request with 409 and its own body. */
const mirror: RequestListener = (request, response) =>
  void askedOf(request).then(({ body }) => response.end(framed(409, body)));

async function partnerStage(answer: RequestListener) {
  const [us, partner] = await Promise.all([identity(1), identity(2)]);
  const on = await stage({ key: partner.keyPem, cert: partner.certPem });
  on.server.on("request", answer);
  return { us, partner, on };
}

describe("speaking to the partner", () => {
  test("sends the bytes and gives back status and body, whatever the status", async () => {
    const { us, partner, on } = await partnerStage(mirror);
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    expect(await client.post("/x", BODY, LIMITS)).toEqual({ status: 409, body: BODY });
    expect(await client.post("/x", new Uint8Array(), LIMITS)).toEqual({
      status: 409,
      body: new Uint8Array(),
    });
    expect((await client.get("/x", LIMITS)).status).toBe(409);
  });

  test("asks everything in the same words on the wire: one path, one size for all that fits the bucket", async () => {
    const heads: string[] = [];
    const { us, partner, on } = await partnerStage((request, response) => {
      heads.push(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)}`);
      mirror(request, response);
    });
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    await client.post("/peer/v1/dispatches", new Uint8Array(6_000), LIMITS);
    await client.post("/peer/v1/stream", new Uint8Array(1), LIMITS);
    await client.get("/peer/v1/log/tile/entries/x123/456.p/7", LIMITS);
    expect(new Set(heads).size).toBe(1);
    await client.post("/peer/v1/dispatches", new Uint8Array(13_000), LIMITS);
    expect(new Set(heads).size).toBe(2);
  });

  test("carries a cell in a size of its own, and takes no answer of another", async () => {
    const sizes: string[] = [];
    let answer = LINE_SIZES.cellAnswer;
    const { us, partner, on } = await partnerStage((request, response) => {
      sizes.push(`${request.url} ${request.headers["content-length"]}`);
      const said = { status: 200, type: "application/json", body: new Uint8Array(2) } as const;
      request.resume().on("end", () => response.end(frame(encodeAnswered(said), answer)));
    });
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    for (const size of [0, 1, CELL_HOLDS])
      expect((await client.cell(new Uint8Array(size), LIMITS)).status).toBe(200);
    expect(new Set(sizes)).toEqual(new Set(["/peer/v1/cell 3584"]));
    expect(() => client.cell(new Uint8Array(CELL_HOLDS + 1), LIMITS)).toThrow(RangeError);
    answer = () => 200;
    await expect(client.cell(new Uint8Array(1), LIMITS)).rejects.toMatchObject({ code: "answer_malformed" });
  });

  test.each([
    ["bare words", () => new TextEncoder().encode("not_found\n")],
    ["nothing", () => new Uint8Array()],
    ["a frame of another size", () => framed(200, BODY).slice(0, -1)],
    ["a frame with something in its padding", () => Uint8Array.from(framed(200, BODY)).fill(1, -1)],
    ["a frame without a head", () => frame(new Uint8Array(7), LINE_SIZES.line)],
  ])("takes no answer that is %s", async (_, made) => {
    const { us, partner, on } = await partnerStage((request, response) => {
      request.resume().on("end", () => response.end(made()));
    });
    await using _on = on;
    using client = clientTo(on.url, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "answer_malformed" });
  });

  test("keeps one connection for many requests", async () => {
    const { us, partner, on } = await partnerStage(mirror);
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    for (let time = 0; time < 10; time += 1) await client.post("/x", BODY, LIMITS);
    expect(on.heard.connections).toBe(1);
  });

  test("follows nobody elsewhere", async () => {
    const { us, partner, on } = await partnerStage((_, response) => {
      response.writeHead(307, { location: "https://evil.example/" }).end();
    });
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "answer_malformed" });
    expect(on.heard.connections).toBe(1);
  });
});

describe("whoever else answers at the partner's address", () => {
  test.each([
    ["another key under the partner's name", 9, "Invented node 2"],
    ["our own key", 1, "Invented node 1"],
  ])("(%s) hears not one byte of any request", async (_, byte, name) => {
    const [us, partner, other] = await Promise.all([identity(1), identity(2), identity(byte, name)]);
    await using on = await impostor({ key: other.keyPem, cert: other.certPem });
    using client = clientTo(on.url, us, partner);
    const sent = await Promise.allSettled([
      client.post("/secret", BODY, LIMITS),
      client.get("/secret", LIMITS),
    ]);
    const refused = { status: "rejected", reason: { name: "LineFault", code: "wrong_partner" } };
    expect(sent).toMatchObject([refused, refused]);
    // Whoever believes everybody is heard at once; of the client's requests nothing came before or beside him.
    const believing = http("GET", "/probe");
    expect((await speakTls(on.port, {}, believing)).text).toContain("welcome");
    expect(on.heard.bytes).toBe(believing.length);
  });

  test("is not trusted on a second try either", async () => {
    const [us, partner, other] = await Promise.all([identity(1), identity(2), identity(9)]);
    await using on = await impostor({ key: other.keyPem, cert: other.certPem });
    using client = clientTo(on.url, us, partner);
    for (let time = 0; time < 3; time += 1) {
      await expect(client.post("/x", BODY, LIMITS)).rejects.toMatchObject({ code: "wrong_partner" });
    }
    expect(on.heard.bytes).toBe(0);
  });

  test.each([
    ["TLS 1.2 only", { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" }],
    ["a NIST curve only", { ecdhCurve: "P-256" }],
  ] as const)("with %s gets no connection, even with the right key", async (_, change) => {
    const [us, partner] = await Promise.all([identity(1), identity(2)]);
    await using on = await impostor({ key: partner.keyPem, cert: partner.certPem, ...change });
    using client = clientTo(on.url, us, partner);
    await expect(client.post("/x", BODY, LIMITS)).rejects.toMatchObject({ code: "unreachable" });
    expect(on.heard).toEqual({ bytes: 0, connections: 0 });
  });

  test("in plain words gets no connection", async () => {
    const [us, partner] = await Promise.all([identity(1), identity(2)]);
    const plain = createTcpServer((socket) =>
      socket.end("HTTP/1.1 200 OK\r\n\r\n").on("error", () => undefined),
    );
    const port = await listen(plain);
    using client = clientTo(`https://localhost:${port}`, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "unreachable" });
    plain.close();
  });
});

describe("a line that fails", () => {
  test("is unreachable where nobody listens", async () => {
    const [us, partner] = await Promise.all([identity(1), identity(2)]);
    const free = createTcpServer();
    const port = await listen(free);
    await new Promise((resolve) => free.close(resolve));
    using client = clientTo(`https://localhost:${port}`, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "unreachable" });
  });

  test("is unreachable where the partner refuses our key", async () => {
    await using rig = await peerRig();
    const stranger = await identity(9);
    using client = clientTo(rig.door.url, stranger, rig.us);
    await expect(client.post("/peer/v1/events", BODY, LIMITS)).rejects.toMatchObject({ code: "unreachable" });
    expect(rig.calls).toEqual([]);
  });

  test("has timed out where the handshake never ends", async () => {
    const [us, partner] = await Promise.all([identity(1), identity(2)]);
    const silent = createTcpServer((socket) => void socket.on("error", () => undefined));
    const port = await listen(silent);
    using client = clientTo(`https://localhost:${port}`, us, partner, { handshakeMs: 100 });
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "timed_out" });
    using patient = clientTo(`https://localhost:${port}`, us, partner, { handshakeMs: 300 });
    await expect(patient.get("/x", { timeoutMs: 100 })).rejects.toMatchObject({ code: "timed_out" });
    silent.close();
  });

  test("has timed out where no answer comes, or none that ends", async () => {
    const { us, partner, on } = await partnerStage((request, response) => {
      void askedOf(request).then(({ path }) => {
        if (path === "/half") response.writeHead(200, { "content-length": "10" }).write("half");
      });
    });
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    for (const path of ["/none", "/half"]) {
      await expect(client.get(path, { timeoutMs: 200 })).rejects.toMatchObject({ code: "timed_out" });
    }
  });

  test("is unreachable where it breaks in the middle of an answer", async () => {
    const { us, partner, on } = await partnerStage((request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => request.socket.destroy());
    });
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "unreachable" });
  });

  test.each([
    ["announced", true],
    ["in chunks", false],
  ])("gives no answer that is too large (%s), and all of one that just fits", async (_, announced) => {
    const { us, partner, on } = await partnerStage((request, response) => {
      void askedOf(request).then(({ path }) => {
        const bytes = framed(200, new Uint8Array(Number(path.slice(1))));
        response.writeHead(200, announced ? { "content-length": bytes.length } : {}).end(bytes);
      });
    });
    await using _on = on;
    using client = clientTo(on.url, us, partner, { maxAnswerBytes: 100_000 });
    expect((await client.get("/100000", LIMITS)).body).toHaveLength(100_000);
    await expect(client.get("/100001", LIMITS)).rejects.toMatchObject({ code: "answer_too_large" });
    await expect(client.get("/50000000", LIMITS)).rejects.toMatchObject({ code: "answer_too_large" });
  });

  test("gives no encoded answer: nobody asked for one", async () => {
    const { us, partner, on } = await partnerStage((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    });
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "answer_malformed" });
  });

  test("gives no answer that is no HTTP", async () => {
    const { us, partner, on } = await partnerStage(() => undefined);
    await using _ = on;
    on.server.removeAllListeners("request");
    on.server.prependListener("secureConnection", (socket) =>
      socket.end("hello there, this is not HTTP\r\n\r\n"),
    );
    using client = clientTo(on.url, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "answer_malformed" });
  });

  test("is unreachable after it was closed in the middle of a request", async () => {
    const { us, partner, on } = await partnerStage(() => client.close());
    await using _ = on;
    using client = clientTo(on.url, us, partner);
    await expect(client.get("/x", LIMITS)).rejects.toMatchObject({ code: "unreachable" });
  });
});

describe("an address that is none", () => {
  test.each([
    "http://localhost:1",
    "localhost:1",
    "https://localhost:1/path",
    "https://localhost:1?x",
    "https://user:word@localhost:1",
    "https://localhost:99999",
    "",
  ])("%j is refused before anything is tried", async (url) => {
    const [us, partner] = await Promise.all([identity(1), identity(2)]);
    expect(() => clientTo(url, us, partner)).toThrow(RangeError);
  });

  test("so is a pin that is not 32 bytes", async () => {
    const us = await identity(1);
    const partner = { party: "IN", url: "https://localhost:1", spkiSha256: new Uint8Array(31) };
    expect(() => peerClient({ tls: us, partner })).toThrow(RangeError);
  });
});
