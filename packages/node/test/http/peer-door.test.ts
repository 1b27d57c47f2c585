import { createHash, X509Certificate } from "node:crypto";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { frame, LINE_SIZES, type PeerClient, peerClient } from "../../src/exchange/line/door.ts";
import {
  bytesAnswer,
  carried,
  http,
  identity,
  OCTETS,
  onLine,
  type PeerRig,
  peerRig,
  peerThat,
  saidIn,
  speakTls,
} from "./line-rig.ts";
import { speak } from "./user-rig.ts";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const LIMITS = { timeoutMs: 10_000 };

function clientOf(rig: PeerRig): PeerClient & Disposable {
  const partner = { party: "CA", url: rig.door.url, spkiSha256: rig.us.spkiSha256 };
  const client = peerClient({ tls: rig.partner, partner });
  return { ...client, [Symbol.dispose]: () => client.close() };
}

describe("what the partner may ask", () => {
  test.each([
    ["/peer/v1/dispatches", "takeDispatches"],
    ["/peer/v1/events", "takeEvents"],
    ["/peer/v1/witness/add-checkpoint", "addCheckpoint"],
    ["/peer/v1/attachments", "takeAttachment"],
  ] as const)(
    "POST %s reaches %s with the very bytes, and with whose key the line proved",
    async (path, method) => {
      await using rig = await peerRig();
      using client = clientOf(rig);
      const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => at & 255);
      const reply = await client.post(path, bytes, LIMITS);
      expect([reply.status, new TextDecoder().decode(reply.body)]).toEqual([200, method]);
      expect(rig.calls).toEqual([{ method, partner: "IN", given: bytes }]);
      expect(rig.rejections).toEqual([]);
    },
  );

  test.each(["checkpoint", "tile/0/000", "tile/1/x001/067.p/45", "tile/entries/x123/456.p/7"])(
    "GET of the log's %s reaches it",
    async (path) => {
      await using rig = await peerRig();
      using client = clientOf(rig);
      expect((await client.get(`/peer/v1/log/${path}`, LIMITS)).status).toBe(200);
      expect(rig.calls).toEqual([{ method: "readLog", partner: "IN", given: path }]);
    },
  );

  test("each of two partners is known by his own key", async () => {
    const third = await identity(3);
    const second = await identity(2);
    await using rig = await peerRig({
      partners: [
        { party: "IN", spkiSha256: second.spkiSha256 },
        { party: "XX", spkiSha256: third.spkiSha256 },
      ],
    });
    for (const shown of [third, second]) {
      await speakTls(rig.door.port, options(shown), onLine("POST", "/peer/v1/events", "abc"));
    }
    expect(rig.calls.map((call) => call.partner)).toEqual(["XX", "IN"]);
  });

  test("an answer's status, type and body go as they are", async () => {
    const refusal = {
      status: 409,
      type: "text/plain; charset=utf-8",
      body: new TextEncoder().encode("7\n"),
    } as const;
    await using rig = await peerRig({ peer: peerThat({ addCheckpoint: async () => refusal }) });
    const heard = await speakTls(
      rig.door.port,
      options(rig.partner),
      onLine("POST", "/peer/v1/witness/add-checkpoint", "abc"),
    );
    expect(heard.text).toMatch(/^HTTP\/1\.1 200 /);
    expect(heard.text).toContain("cache-control: no-store\r\n");
    expect(saidIn(heard.text)).toEqual({ status: 409, type: refusal.type, text: "7\n" });
  });

  test.each([
    ["GET", "/"],
    ["GET", "/health"],
    ["GET", "/openapi.json"],
    ["GET", "/api/me"],
    ["GET", "/peer/v1/dispatches"],
    ["PUT", "/peer/v1/dispatches"],
    ["GET", "/peer/v1/log/"],
    ["GET", "/peer/v1/log/../dispatches"],
    ["GET", "/peer/v1/log/tile/../../x"],
    ["GET", "/peer/v1/log/%2e%2e/x"],
    ["GET", "/peer/v1/log/tile//0"],
    ["GET", "/peer/v1/log/tile/0/000?x=1"],
    ["GET", `/peer/v1/log/${"a".repeat(200)}`],
    ["GET", `/peer/v1/log/${"a/".repeat(10)}b`],
    ["HEAD", "/peer/v1/log/checkpoint"],
    ["OPTIONS", "*"],
  ])("%s %s is nothing, in a frame or bare", async (method, path) => {
    await using rig = await peerRig();
    const bare = await speakTls(rig.door.port, options(rig.partner), http(method, path));
    expect(bare.text).toMatch(/^HTTP\/1\.1 404 /);
    const content = Buffer.from(`${method} ${path}\n`, "latin1");
    const framed = carried(frame(new Uint8Array(content), LINE_SIZES.line));
    const heard = await speakTls(rig.door.port, options(rig.partner), framed);
    expect(saidIn(heard.text)).toMatchObject({ status: 404, text: "not_found\n" });
    expect(rig.calls).toEqual([]);
  });

  test.each([
    ["POST", "/peer/v1/events"],
    ["POST", "/peer/v1/dispatches"],
    ["GET", "/peer/v1/log/checkpoint"],
    ["GET", "/peer/v1/line"],
    ["GET", "/peer/v1/cell"],
  ])("%s %s is nothing outside of a frame", async (method, path) => {
    await using rig = await peerRig();
    const body = method === "POST" ? "abc" : "";
    const heard = await speakTls(rig.door.port, options(rig.partner), http(method, path, [OCTETS], body));
    expect(heard.text).toMatch(/^HTTP\/1\.1 404 /);
    expect(rig.calls).toEqual([]);
  });
});

describe("what the door refuses of a partner", () => {
  test.each([
    [
      "a compressed body",
      [OCTETS, "Content-Encoding: gzip"],
      gzipSync("x").toString("latin1"),
      415,
      "content_encoding",
    ],
    ["identity as an encoding", [OCTETS, "Content-Encoding: identity"], "x", 415, "content_encoding"],
    ["JSON", ["Content-Type: application/json"], "{}", 415, "content_type"],
    ["no type", [], "x", 415, "content_type"],
    ["two types", [OCTETS, OCTETS], "x", 415, "content_type"],
    ["a type with parameters", [`${OCTETS}; x=y`], "x", 415, "content_type"],
    ["no body", [OCTETS], "", 400, "missing_body"],
  ])("%s", async (_, headers, body, status, code) => {
    await using rig = await peerRig();
    const heard = await speakTls(
      rig.door.port,
      options(rig.partner),
      http("POST", "/peer/v1/line", headers, body),
    );
    expect(saidIn(heard.text)).toMatchObject({ status, text: `${code}\n` });
    expect(rig.rejections).toMatchObject([{ door: "peer", code, place: "line" }]);
    expect(rig.calls).toEqual([]);
  });

  test("a body where there is none", async () => {
    await using rig = await peerRig();
    const asked = onLine("GET", "/peer/v1/log/checkpoint", "abc");
    const heard = await speakTls(rig.door.port, options(rig.partner), asked);
    expect(saidIn(heard.text)).toMatchObject({ status: 400, text: "unexpected_body\n" });
    expect(rig.rejections).toMatchObject([{ code: "unexpected_body", digest: sha256(Buffer.from("abc")) }]);
    expect(rig.calls).toEqual([]);
  });

  test.each([
    ["/peer/v1/dispatches", 2 * 1_048_576],
    ["/peer/v1/events", 1_048_576],
    ["/peer/v1/witness/add-checkpoint", 65_536],
    ["/peer/v1/attachments", 524_288 + 72],
  ])("more than %s takes: %i bytes pass, one more does not", async (path, most) => {
    await using rig = await peerRig();
    using client = clientOf(rig);
    expect((await client.post(path, new Uint8Array(most), LIMITS)).status).toBe(200);
    expect((await client.post(path, new Uint8Array(most + 1), LIMITS)).status).toBe(413);
    expect(rig.calls).toHaveLength(1);
    expect(rig.rejections).toMatchObject([{ code: "oversized" }]);
  });

  test("more than the route takes, as soon as it is announced", async () => {
    await using rig = await peerRig();
    const asked = http("POST", "/peer/v1/line", [OCTETS, "Content-Length: 5000000000"]);
    const heard = await speakTls(
      rig.door.port,
      options(rig.partner),
      asked + "a".repeat(70_000),
      "oversized",
    );
    expect(heard.text).toContain("413 text/plain; charset=utf-8\noversized\n");
    expect(rig.calls).toEqual([]);
  });

  test("more than the route takes, in chunks that announce nothing", async () => {
    await using rig = await peerRig();
    const chunk = `${(3_585).toString(16)}\r\n${"a".repeat(3_585)}\r\n0\r\n\r\n`;
    const head = http("POST", "/peer/v1/cell", [OCTETS, "Transfer-Encoding: chunked"]);
    const heard = await speakTls(rig.door.port, options(rig.partner), head + chunk);
    expect(saidIn(heard.text, LINE_SIZES.cellAnswer)).toMatchObject({ status: 413, text: "oversized\n" });
    expect(rig.rejections).toMatchObject([{ code: "oversized", digest: sha256(Buffer.alloc(3_584, "a")) }]);
    expect(rig.calls).toEqual([]);
  });

  test("bytes that are no HTTP, even behind a pinned key", async () => {
    await using rig = await peerRig();
    const heard = await speakTls(rig.door.port, options(rig.partner), "hello\r\n\r\n");
    expect(heard.text).toBe("");
    expect(rig.rejections).toMatchObject([
      { door: "peer", code: "not_http", digest: sha256(Buffer.from("hello\r\n\r\n")) },
    ]);
  });

  test("more requests at once than a partner may have: the next is told to wait, and later comes in", async () => {
    const gate = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    let running = 0;
    const takeEvents = async () => {
      running += 1;
      if (running === 3) full.resolve();
      await gate.promise;
      return bytesAnswer("done");
    };
    await using rig = await peerRig({ maxConcurrent: 3, peer: peerThat({ takeEvents }) });
    using client = clientOf(rig);
    const post = () => client.post("/peer/v1/events", new Uint8Array(1), LIMITS);
    const held = [post(), post(), post()];
    await full.promise;
    expect(await post()).toMatchObject({ status: 503, body: new TextEncoder().encode("busy\n") });
    gate.resolve();
    expect((await Promise.all(held)).map((reply) => reply.status)).toEqual([200, 200, 200]);
    expect((await post()).status).toBe(200);
  });

  test("nothing: broken machinery says only that it is broken, and frees its place", async () => {
    const takeEvents = () => Promise.reject(new Error("CANARY"));
    await using rig = await peerRig({ maxConcurrent: 1, peer: peerThat({ takeEvents }) });
    using client = clientOf(rig);
    for (let time = 0; time < 3; time += 1) {
      const reply = await client.post("/peer/v1/events", new Uint8Array(1), LIMITS);
      expect([reply.status, new TextDecoder().decode(reply.body)]).toEqual([503, "unavailable\n"]);
    }
    expect(rig.faults).toHaveLength(3);
  });
});

describe("who gets a line", () => {
  const asked = onLine("POST", "/peer/v1/events", "abc");

  test("a partner does, over TLS 1.3 with the hybrid group", async () => {
    await using rig = await peerRig();
    const heard = await speakTls(rig.door.port, options(rig.partner), asked);
    expect(heard.text).toMatch(/^HTTP\/1\.1 200 /);
    expect(heard.group).toMatchObject({ name: "X25519MLKEM768" });
  });

  test("a stranger's certificate does not, though its name is the partner's; its digest is recorded", async () => {
    await using rig = await peerRig();
    const stranger = await identity(9, "Invented node 2");
    const heard = await speakTls(rig.door.port, options(stranger), asked);
    expect(heard.text).toBe("");
    expect(rig.calls).toEqual([]);
    const digest = sha256(new X509Certificate(stranger.certPem).raw);
    expect(rig.rejections).toEqual([{ door: "peer", code: "unpinned_certificate", place: "tls", digest }]);
  });

  test("nobody without a certificate does", async () => {
    await using rig = await peerRig();
    expect((await speakTls(rig.door.port, {}, asked)).text).toBe("");
    expect(rig.calls).toEqual([]);
    expect(rig.rejections).toMatchObject([
      { code: "unpinned_certificate", digest: sha256(new Uint8Array()) },
    ]);
  });

  test("our own key does not: a mirror is no partner", async () => {
    await using rig = await peerRig();
    expect((await speakTls(rig.door.port, options(rig.us), asked)).text).toBe("");
    expect(rig.calls).toEqual([]);
  });

  test.each([
    ["TLS 1.2", { maxVersion: "TLSv1.2" }],
    ["a NIST curve only", { ecdhCurve: "P-256" }],
    ["P-384 only", { ecdhCurve: "P-384" }],
    ["HTTP/2 only", { ALPNProtocols: ["h2"] }],
  ] as const)("nobody with %s does, partner or not", async (_, change) => {
    await using rig = await peerRig();
    const heard = await speakTls(rig.door.port, { ...options(rig.partner), ...change }, asked);
    expect(heard.text).toBe("");
    expect(heard.error).not.toBeNull();
    expect(rig.calls).toEqual([]);
    expect(rig.rejections).toMatchObject([{ code: "tls_refused" }]);
  });

  test("X25519 alone is the fallback that the agreement allows", async () => {
    await using rig = await peerRig();
    const heard = await speakTls(rig.door.port, { ...options(rig.partner), ecdhCurve: "X25519" }, asked);
    expect(heard.text).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("plain HTTP does not", async () => {
    await using rig = await peerRig();
    expect(await speak(rig.door.port, asked)).not.toContain("200");
    expect(rig.calls).toEqual([]);
    expect(rig.rejections).toMatchObject([{ code: "tls_refused" }]);
  });

  test("a session is never resumed: a second connection shows its certificate again", async () => {
    await using rig = await peerRig();
    const first = await session(rig);
    expect(first.tickets.length).toBeGreaterThan(0);
    for (const ticket of first.tickets) {
      const second = await session(rig, ticket);
      expect(second.reused).toBe(false);
      expect(second.text).toMatch(/^HTTP\/1\.1 200 /);
    }
  });

  test("who starts no handshake is hung up on", async () => {
    const timeouts = { handshakeMs: 100, headersMs: 5_000, requestMs: 5_000, checkEveryMs: 20 };
    await using rig = await peerRig({ timeouts });
    const closed = new Promise((resolve) => {
      connectTcp({ host: "localhost", port: rig.door.port })
        .on("close", resolve)
        .on("error", () => undefined)
        .resume();
    });
    await closed;
    expect(rig.rejections).toMatchObject([{ code: "tls_refused" }]);
  });

  test.each([
    ["a head", "POST /peer/v1/events HTTP/1.1\r\nHost: "],
    ["a body", `POST /peer/v1/line HTTP/1.1\r\nHost: x\r\n${OCTETS}\r\nContent-Length: 9\r\n\r\nabc`],
  ])("a partner who never ends %s is cut off", async (_, bytes) => {
    const timeouts = { handshakeMs: 5_000, headersMs: 100, requestMs: 200, checkEveryMs: 20 };
    await using rig = await peerRig({ timeouts });
    expect((await speakTls(rig.door.port, options(rig.partner), bytes)).text).toBe("");
    expect(rig.rejections).toMatchObject([{ code: "too_slow" }]);
    expect(rig.calls).toEqual([]);
  });

  test("closing the door does not wait for who is in the middle of a handshake", async () => {
    const rig = await peerRig();
    const socket = connectTcp({ host: "localhost", port: rig.door.port });
    await new Promise((resolve) => socket.on("connect", resolve));
    const closed = new Promise((resolve) => socket.on("close", resolve).on("error", () => undefined));
    await rig.door.close();
    await closed;
  });
});

test("a stranger's flood is refused each time, and recorded sixty times a minute", async () => {
  await using rig = await peerRig();
  const stranger = await identity(9);
  for (let time = 0; time < 65; time += 1) {
    expect((await speakTls(rig.door.port, options(stranger), "x")).text).toBe("");
  }
  expect(rig.rejections).toHaveLength(60);
});

function options(shown: { readonly keyPem: string; readonly certPem: string }) {
  return { key: shown.keyPem, cert: shown.certPem };
}

/** One connection that keeps the tickets it is given, and may offer an old one. */
function session(rig: PeerRig, ticket?: Buffer) {
  return new Promise<{ tickets: readonly Buffer[]; reused: boolean; text: string }>((resolve, reject) => {
    const tickets: Buffer[] = [];
    let text = "";
    let reused = false;
    const socket = connect({
      host: "localhost",
      port: rig.door.port,
      rejectUnauthorized: false,
      ...options(rig.partner),
      ...(ticket === undefined ? {} : { session: ticket }),
    });
    socket.setEncoding("latin1");
    socket.on("session", (given: Buffer) => tickets.push(given));
    socket.on("secureConnect", () => {
      reused = socket.isSessionReused();
      socket.write(onLine("POST", "/peer/v1/events", "abc"));
    });
    socket.on("data", (part: string) => {
      text += part;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve({ tickets, reused, text }));
  });
}
