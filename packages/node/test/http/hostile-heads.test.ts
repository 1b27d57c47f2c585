import { describe, expect, test } from "vitest";
import { KNOWN } from "./twins.ts";
import { ask, at, speak, type UserRig, userRig } from "./user-rig.ts";

const DRAFT = { kind: "request", draft: {} };

async function post(rig: UserRig, headers: Readonly<Record<string, string>>) {
  return ask(rig.door, { path: "/api/drafts", token: await rig.token("liaison"), body: DRAFT, headers });
}

describe("the Host header (DNS rebinding)", () => {
  test.each([
    "evil.example",
    "evil.example:PORT",
    "localhost",
    "localhost:1",
    "localhost.evil.example:PORT",
    "127.0.0.1:PORT",
    "[::1]:PORT",
    "localhost:PORT@evil.example",
    "localhost:PORT.evil.example",
  ])("%j is not ours", async (host) => {
    await using rig = await userRig();
    const reply = await post(rig, { host: host.replace("PORT", String(rig.door.port)) });
    expect(reply.status).toBe(400);
    expect(at(reply.json, "errors", 0)).toEqual({ pointer: "header/host", code: "foreign_host" });
    expect(rig.rejections).toMatchObject([{ door: "user", code: "foreign_host" }]);
    expect(rig.asked).toEqual([]);
  });

  test.each(["/health", "/openapi.json", "/api/nothing"])("guards %s too", async (path) => {
    await using rig = await userRig();
    expect((await ask(rig.door, { path, headers: { host: "evil.example" } })).status).toBe(400);
  });

  test("in capitals, and a configured name, are ours", async () => {
    await using rig = await userRig({ names: ["Liaison.Example:8443"] });
    const { port } = rig.door;
    expect((await post(rig, { host: `LOCALHOST:${port}` })).status).toBe(200);
    expect((await post(rig, { host: "liaison.example:8443" })).status).toBe(200);
  });
});

describe("another site's page (T36)", () => {
  test.each([
    ["origin", "https://evil.example"],
    ["origin", "null"],
    ["origin", "http://localhost"],
    ["origin", "http://localhost:1"],
    ["origin", "http://127.0.0.1:PORT"],
    ["origin", "file://"],
    ["origin", ""],
    ["origin", "http://localhost:PORT.evil.example"],
    ["origin", "ftp://localhost:PORT"],
    ["sec-fetch-site", "cross-site"],
    ["sec-fetch-site", "same-site"],
    ["sec-fetch-site", "anything"],
  ])("with %s: %j posts nothing", async (name, value) => {
    await using rig = await userRig();
    const reply = await post(rig, { [name]: value.replace("PORT", String(rig.door.port)) });
    expect(reply.status).toBe(400);
    expect(at(reply.json, "errors", 0)).toEqual({ pointer: `header/${name}`, code: "foreign_origin" });
    expect(rig.rejections).toMatchObject([{ code: "foreign_origin" }]);
    expect(rig.asked).toEqual([]);
  });

  test("our own page does", async () => {
    await using rig = await userRig();
    const own = { origin: `http://localhost:${rig.door.port}`, "sec-fetch-site": "same-origin" };
    expect((await post(rig, own)).status).toBe(200);
  });

  test("is told nothing by CORS, not even before it asks", async () => {
    await using rig = await userRig();
    const asked = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const replies = [
      await ask(rig.door, { method: "OPTIONS", path: "/api/drafts", headers: asked }),
      await ask(rig.door, { path: "/health", headers: { origin: "https://evil.example" } }),
    ];
    for (const { headers } of replies) {
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });
});

describe("headers that say two things", () => {
  test.each(["Host", "Authorization", "Content-Type", "Content-Encoding", "Origin", "Sec-Fetch-Site"])(
    "%s twice is refused",
    async (name) => {
      await using rig = await userRig();
      const { port } = rig.door;
      const body = JSON.stringify(DRAFT);
      const lines = [
        "POST /api/drafts HTTP/1.1",
        `Host: localhost:${port}`,
        `Authorization: Bearer ${await rig.token("liaison")}`,
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        "Connection: close",
        `${name}: one`,
        `${name}: two`,
      ];
      const heard = await speak(port, `${lines.join("\r\n")}\r\n\r\n${body}`);
      expect(heard).toMatch(/^HTTP\/1\.1 400 /);
      expect(heard).toContain("duplicate_header");
      expect(rig.asked).toEqual([]);
    },
  );
});

describe("who is asking", () => {
  test.each([
    ["no scheme", (token: string) => token],
    ["another scheme", (token: string) => `Basic ${token}`],
    ["two tokens", (token: string) => `Bearer ${token} ${token}`],
    ["a comma", (token: string) => `Bearer ${token},`],
    ["quotes", (token: string) => `Bearer "${token}"`],
    ["two spaces", (token: string) => `Bearer  ${token}`],
    ["a very long token", (token: string) => `Bearer ${token.repeat(5)}`],
    ["nothing behind the scheme", () => "Bearer "],
  ])("%s is nobody", async (_, write) => {
    await using rig = await userRig();
    const authorization = write(await rig.token("liaison"));
    const reply = await ask(rig.door, { path: "/api/me", headers: { authorization } });
    expect(reply.status).toBe(401);
    expect(rig.rejections).toMatchObject([{ code: "unknown_token", place: "me" }]);
  });

  test("a token in a cookie or a query is nobody's", async () => {
    await using rig = await userRig();
    const token = await rig.token("liaison");
    const inCookie = await ask(rig.door, { path: "/api/me", headers: { cookie: `token=${token}` } });
    const inQuery = await ask(rig.door, { path: `/api/me?token=${token}` });
    expect([inCookie.status, inQuery.status]).toEqual([401, 401]);
  });

  test("the scheme's name has no case (RFC 9110 §11.1)", async () => {
    await using rig = await userRig();
    const authorization = `bEARER ${await rig.token("liaison")}`;
    expect((await ask(rig.door, { path: "/api/me", headers: { authorization } })).status).toBe(200);
  });

  test("a missing token is refused and not recorded: it is a browser, not an attack", async () => {
    await using rig = await userRig();
    expect((await ask(rig.door, { path: "/api/me" })).status).toBe(401);
    expect(rig.rejections).toEqual([]);
  });
});

describe("paths", () => {
  test.each([
    ["GET", "/api"],
    ["GET", "/api/"],
    ["GET", "/api/me/"],
    ["GET", "/API/me"],
    ["GET", "//api/me"],
    ["GET", "/api//me"],
    ["GET", "/api/./me"],
    ["GET", "/api/x/../me"],
    ["GET", "/api/%2e%2e/health"],
    ["GET", "/api/me;x=y"],
    ["GET", "/.env"],
    ["GET", "/peer/v1/log/checkpoint"],
    ["POST", "/peer/v1/dispatches"],
    ["GET", "/metrics"],
    ["GET", "/api/dispatches/%zz"],
    ["GET", "/api/dispatches/%ff"],
    ["GET", `/api/dispatches/${"a".repeat(65)}`],
    ["GET", `/api/dispatches/${KNOWN}/more`],
    ["TRACE", "/nothing"],
    ["PROPFIND", "/nothing"],
  ])("%s %s is nothing, with or without a token", async (method, path) => {
    await using rig = await userRig();
    for (const token of [undefined, await rig.token("liaison")]) {
      const reply = await ask(rig.door, { method, path, ...(token === undefined ? {} : { token }) });
      expect(reply.status).toBe(404);
      expect(reply.json).toEqual({
        type: "https://entente.invalid/problems/not_found",
        title: "Nothing here",
        status: 404,
        code: "not_found",
      });
      expect(reply.headers["cache-control"]).toBe("no-store");
    }
    expect(rig.asked).toEqual([]);
  });

  test.each([
    ["POST", "/api/me", "GET"],
    ["DELETE", "/api/drafts", "POST"],
    ["PATCH", `/api/drafts/${KNOWN}`, "PUT"],
    ["GET", "/api/drafts", "POST"],
    ["OPTIONS", "/api/inbox", "POST"],
    ["POST", "/openapi.json", "GET"],
    ["DELETE", "/health", "GET"],
  ])("%s %s is told which methods there are", async (method, path, allow) => {
    await using rig = await userRig();
    const reply = await ask(rig.door, { method, path });
    expect(reply.status).toBe(405);
    expect(reply.headers.allow).toBe(allow);
    expect(reply.json).toMatchObject({ status: 405, detail: `This path takes ${allow}.` });
  });

  test("HEAD is told so without a body", async () => {
    await using rig = await userRig();
    const reply = await ask(rig.door, { method: "HEAD", path: "/health" });
    expect([reply.status, reply.headers.allow, reply.text]).toEqual([405, "GET", ""]);
  });

  test.each(["?", "?x=1", "?limit=1&cursor=a"])(
    "arguments in the address (%s) are refused: addresses end up in logs",
    async (query) => {
      await using rig = await userRig();
      const reply = await ask(rig.door, { path: `/api/me${query}`, token: await rig.token("liaison") });
      expect(reply.status).toBe(400);
      expect(at(reply.json, "errors", 0, "code")).toBe("query_not_allowed");
    },
  );
});

describe("bytes that are no HTTP", () => {
  test.each([
    ["a TLS hello", Uint8Array.from([0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x03])],
    ["words", "hello there\r\n\r\n"],
    ["a header with a NUL", "GET /health HTTP/1.1\r\nHost: x\u0000y\r\n\r\n"],
    ["a folded header", "GET /health HTTP/1.1\r\nHost: x\r\n y: z\r\n\r\n"],
    [
      "two lengths",
      "POST /api/drafts HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
    [
      "a length and chunks (smuggling)",
      "POST /api/drafts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a negative length", "POST /api/drafts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"],
    ["20 KiB of header", `GET /health HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(20_000)}\r\n\r\n`],
    ["an unknown method", "STEAL /health HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["HTTP/2 in the clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ])("%s are answered once, hung up on and recorded by digest", async (_, bytes) => {
    await using rig = await userRig();
    const heard = await speak(rig.door.port, bytes);
    expect(heard).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(heard).toContain("cache-control: no-store");
    expect(heard).toContain("connection: close");
    expect(at(JSON.parse(heard.split("\r\n\r\n")[1] ?? ""), "errors", 0, "code")).toBe("not_http");
    expect(rig.rejections).toMatchObject([{ door: "user", code: "not_http", place: "http" }]);
    expect(rig.rejections[0]?.digest).toHaveLength(32);
  });

  test("HTTP/1.1 without Host is refused", async () => {
    await using rig = await userRig();
    expect(await speak(rig.door.port, "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test("an empty Host is not ours", async () => {
    await using rig = await userRig();
    const heard = await speak(rig.door.port, "GET /health HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n");
    expect(heard).toContain("foreign_host");
  });

  test("HTTP/1.0 without Host is refused by the door", async () => {
    await using rig = await userRig();
    const heard = await speak(rig.door.port, "GET /health HTTP/1.0\r\n\r\n");
    expect(heard).toContain("foreign_host");
  });
});

describe("callers who take their time (slow loris)", () => {
  const timeouts = { headersMs: 150, requestMs: 300, checkEveryMs: 20 };

  test("a head that never ends is cut off", async () => {
    await using rig = await userRig({ timeouts });
    const heard = await speak(rig.door.port, "GET /health HTTP/1.1\r\nHost: ");
    expect(heard).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(rig.rejections).toMatchObject([{ code: "too_slow" }]);
  });

  test("a body that never ends is cut off, and no room was asked", async () => {
    await using rig = await userRig({ timeouts });
    const head = [
      "POST /api/drafts HTTP/1.1",
      `Host: localhost:${rig.door.port}`,
      `Authorization: Bearer ${await rig.token("liaison")}`,
      "Content-Type: application/json",
      "Content-Length: 100",
    ];
    const heard = await speak(rig.door.port, `${head.join("\r\n")}\r\n\r\n{"kind":`);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(rig.asked).toEqual([]);
  });
});

test("a stranger's flood of tokens is refused each time, and recorded sixty times a minute", async () => {
  await using rig = await userRig();
  const knock = () =>
    ask(rig.door, { path: "/api/me", token: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE" });
  for (let time = 0; time < 65; time += 1) expect((await knock()).status).toBe(401);
  expect(rig.rejections).toHaveLength(60);
  rig.clock.now += 60_000;
  await knock();
  expect(rig.rejections).toHaveLength(61);
});
