import { createHash } from "node:crypto";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ask, at, speak, type UserRig, userRig } from "./user-rig.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const draft = (inner: string) => `{"kind":"request","draft":${inner}}`;
const manyKeys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join(",")}}`;

/** Sent to POST /api/drafts by an officer who may draft; each with the code it must be refused with. */
const MALFORMED: readonly (readonly [string, Uint8Array | string, string])[] = [
  ["no byte at all", "", "missing_body"],
  ["white space", " ", "not_json"],
  ["a bare word", "draft", "not_json"],
  ["a bare address (CVE-2026-94401)", "http://127.0.0.1:1/x", "not_json"],
  ["XML", '<?xml version="1.0"?><a/>', "not_json"],
  ["a form", "kind=request&draft=1", "not_json"],
  ["an open brace", '{"kind":"request"', "not_json"],
  ["a text behind the object", '{"kind":"request","draft":1} {}', "not_json"],
  ["a trailing comma", '{"kind":"request","draft":1,}', "not_json"],
  ["a comment", '{"kind":"request",/* */"draft":1}', "not_json"],
  ["single quotes", "{'kind':'request'}", "not_json"],
  ["NaN", draft("NaN"), "not_json"],
  ["Infinity", draft("Infinity"), "not_json"],
  ["a hexadecimal number", draft("0x10"), "not_json"],
  ["a leading zero", draft("01"), "not_json"],
  ["a plus sign", draft("+1"), "not_json"],
  ["a control character in a text", draft('"a\u0001b"'), "not_json"],
  ["an unknown escape", draft('"\\x41"'), "not_json"],
  ["a byte order mark", "\ufeff{}", "not_json"],
  ["a fraction", draft("1.5"), "bad_number"],
  ["minus zero", draft("-0"), "bad_number"],
  ["an exponent", draft("1e3"), "bad_number"],
  ["a number no double keeps", draft("9007199254740993"), "bad_number"],
  ["the same key twice", '{"kind":"request","draft":1,"draft":2}', "duplicate_key"],
  ["the same key twice, once escaped", '{"kind":"request","draft":1,"dr\\u0061ft":2}', "duplicate_key"],
  ["the same key twice, deep inside", draft('{"a":{"b":1,"b":2}}'), "duplicate_key"],
  ["__proto__", draft('{"__proto__":{"admin":true}}'), "forbidden_key"],
  ["half a letter", draft('"\\ud800"'), "bad_character"],
  ["a noncharacter", draft('"\\uffff"'), "bad_character"],
  ["65 levels", draft(nested(64)), "too_deep"],
  ["100,000 levels", "[".repeat(100_000), "too_deep"],
  ["10,001 members", draft(manyKeys(9_999)), "too_many_keys"],
  ["a text above 256 KiB", draft(`"${"a".repeat(262_145)}"`), "string_too_long"],
  ["Latin-1", Uint8Array.from([0x22, 0xe9, 0x22]), "not_utf8"],
  ["UTF-16", Uint8Array.from(Buffer.from('{"kind":1}', "utf16le")), "not_json"],
  ["an overlong spelling", Uint8Array.from([0x22, 0xc0, 0xaf, 0x22]), "not_utf8"],
  ["NUL bytes", new Uint8Array(16), "not_json"],
  ["gzip without saying so", new Uint8Array(gzipSync("{}")), "not_utf8"],
  ["a list", "[]", "wrong_type"],
  ["null", "null", "wrong_type"],
  ["a text", '"request"', "wrong_type"],
  ["an empty object", "{}", "missing_field"],
  ["no draft", '{"kind":"request"}', "missing_field"],
  ["a kind that is a number", '{"kind":1,"draft":{}}', "wrong_type"],
  ["a kind of 41 letters", `{"kind":"${"k".repeat(41)}","draft":{}}`, "out_of_bounds"],
  ["a reply to no id", '{"kind":"request","draft":{},"reply_to":"x"}', "out_of_bounds"],
  ["an unknown field", '{"kind":"request","draft":{},"approved":true}', "unknown_field"],
  ["constructor as a field", '{"kind":"request","draft":{},"constructor":{"prototype":{}}}', "unknown_field"],
  ["what a room finds malformed", '{"kind":"faulty","draft":{}}', "missing_field"],
];

async function sendDraft(rig: UserRig, body: Uint8Array | string, headers: Record<string, string> = {}) {
  const token = await rig.token("liaison");
  return ask(rig.door, { method: "POST", path: "/api/drafts", token, body, headers });
}

describe("a malformed body", () => {
  test.each(MALFORMED)(
    "of %s is refused with its code and place, recorded, and reaches no room",
    async (_, body, code) => {
      await using rig = await userRig();
      const reply = await sendDraft(rig, body);
      expect(reply.status).toBe(400);
      expect(reply.json).toMatchObject({ code: "malformed", status: 400 });
      expect(at(reply.json, "errors", 0, "code")).toBe(code);
      expect(typeof at(reply.json, "errors", 0, "pointer")).toBe("string");
      const bytes = typeof body === "string" ? utf8(body) : body;
      expect(rig.rejections).toEqual([{ door: "user", code, place: "draftDispatch", digest: sha256(bytes) }]);
      expect(rig.asked.filter((call) => call.args[0] !== "faulty")).toEqual([]);
      expect(Reflect.get({}, "admin")).toBeUndefined();
    },
  );

  test("(and the table is not empty by accident)", () => {
    expect(MALFORMED.length).toBeGreaterThanOrEqual(40);
    expect(new Set(MALFORMED.map(([name]) => name)).size).toBe(MALFORMED.length);
  });

  test("the good body beside them passes and is not recorded", async () => {
    await using rig = await userRig();
    expect((await sendDraft(rig, draft(nested(61)))).status).toBe(200);
    expect((await sendDraft(rig, ` ${draft("-1")}\n`)).status).toBe(200);
    expect(rig.rejections).toEqual([]);
    expect(rig.asked).toHaveLength(2);
  });

  test("every fault is named at once", async () => {
    await using rig = await userRig();
    const reply = await sendDraft(rig, '{"kind":1,"reply_to":"x","more":1}');
    const errors = at(reply.json, "errors");
    expect(errors).toEqual(
      expect.arrayContaining([
        { pointer: "/draft", code: "missing_field" },
        expect.objectContaining({ pointer: "/kind", code: "wrong_type" }),
        expect.objectContaining({ pointer: "/reply_to", code: "out_of_bounds" }),
        { pointer: "/more", code: "unknown_field" },
      ]),
    );
  });

  test.each([
    ["gzip", gzipSync(draft("{}"))],
    ["deflate", deflateSync(draft("{}"))],
    ["br", brotliCompressSync(draft("{}"))],
    ["identity", Buffer.from(draft("{}"))],
    ["gzip, gzip", gzipSync(gzipSync(draft("{}")))],
    ["", Buffer.from(draft("{}"))],
  ])("with the content encoding %j is refused, whatever is inside", async (encoding, body) => {
    await using rig = await userRig();
    const reply = await sendDraft(rig, new Uint8Array(body), { "content-encoding": encoding });
    expect(reply.status).toBe(400);
    expect(at(reply.json, "errors", 0)).toEqual({
      pointer: "header/content-encoding",
      code: "content_encoding",
    });
    expect(rig.rejections).toMatchObject([{ code: "content_encoding", digest: sha256(body) }]);
    expect(rig.asked).toEqual([]);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "application/json; charset=utf-16",
    "application/json; charset=utf-8; x=y",
    "application/json, text/plain",
    "application/vnd.api+json",
    "text/json",
    "a",
    "/",
    "application/json;",
  ])("as %s is refused: no other parser exists", async (type) => {
    await using rig = await userRig();
    const reply = await sendDraft(rig, draft("{}"), { "content-type": type });
    expect(reply.status).toBe(400);
    expect(at(reply.json, "errors", 0)).toEqual({ pointer: "header/content-type", code: "content_type" });
    expect(rig.asked).toEqual([]);
  });

  test.each(["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])(
    "as %s passes",
    async (type) => {
      await using rig = await userRig();
      expect((await sendDraft(rig, draft("{}"), { "content-type": type })).status).toBe(200);
    },
  );
});

describe("the size of a body", () => {
  const filled = (bytes: number) => {
    const [before, after] = ['{"kind":"request","draft":[', '""]}'];
    const fill = `"${"a".repeat(997)}",`;
    const count = Math.floor((bytes - before.length - after.length) / fill.length);
    const text = before + fill.repeat(count) + after;
    return text + " ".repeat(bytes - text.length);
  };

  test("of exactly 1 MiB passes, one byte more is refused and recorded", async () => {
    await using rig = await userRig();
    expect((await sendDraft(rig, filled(1_048_576))).status).toBe(200);
    const reply = await sendDraft(rig, filled(1_048_577));
    expect(reply.status).toBe(413);
    expect(reply.json).toMatchObject({ code: "too_large", errors: [{ code: "oversized" }] });
    expect(rig.rejections).toMatchObject([{ code: "oversized", place: "draftDispatch" }]);
    expect(rig.asked).toHaveLength(1);
  });

  test("is believed where it is announced: what is too large is refused before it is there", async () => {
    await using rig = await userRig();
    const head = [
      "POST /api/drafts HTTP/1.1",
      `Host: localhost:${rig.door.port}`,
      `Authorization: Bearer ${await rig.token("liaison")}`,
      "Content-Type: application/json",
      "Content-Length: 5000000000",
    ];
    const heard = await speak(
      rig.door.port,
      `${head.join("\r\n")}\r\n\r\n${" ".repeat(70_000)}`,
      "oversized",
    );
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("is counted as it comes where nothing was announced", async () => {
    await using rig = await userRig();
    const chunked = { "transfer-encoding": "chunked" };
    const token = await rig.token("liaison");
    const send = (bytes: number) => {
      const headers = { ...chunked, "content-type": "application/json" };
      return askChunked(rig, token, headers, filled(bytes));
    };
    expect((await send(1_048_576)).status).toBe(200);
    const reply = await send(1_048_577);
    expect(reply.status).toBe(413);
    expect(rig.rejections).toMatchObject([
      { code: "oversized", digest: sha256(utf8(filled(1_048_577).slice(0, 1_048_576))) },
    ]);
    expect(rig.asked).toHaveLength(1);
  });

  test("may be 4 MiB for an import of holdings, and not one byte more", async () => {
    await using rig = await userRig();
    const token = await rig.token("analyst");
    const body = (bytes: number) => {
      const text = '{"records":[null]}';
      return text + " ".repeat(bytes - text.length);
    };
    const send = (bytes: number) => ask(rig.door, { path: "/api/holdings/import", token, body: body(bytes) });
    expect(await send(4 * 1_048_576)).toMatchObject({ status: 200, json: { imported: 0 } });
    expect((await send(4 * 1_048_576 + 1)).status).toBe(413);
  });

  test("a stranger's megabytes are not kept: he is refused and his first 64 KiB are digested", async () => {
    await using rig = await userRig();
    const token = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    const body = filled(1_000_000);
    const reply = await ask(rig.door, { path: "/api/drafts", token, body });
    expect(reply.status).toBe(401);
    expect(rig.rejections).toEqual([
      {
        door: "user",
        code: "unknown_token",
        place: "draftDispatch",
        digest: sha256(utf8(body.slice(0, 65_536))),
      },
    ]);
  });
});

describe("a route without a body", () => {
  test.each([
    ["GET", "/api/me"],
    ["GET", "/health"],
    ["GET", "/openapi.json"],
    ["POST", "/api/drafts/019aa000-0000-7000-8000-000000000001/submit"],
  ])("%s %s is not sent one", async (method, path) => {
    await using rig = await userRig();
    const token = await rig.token("liaison");
    const reply = await ask(rig.door, { method, path, token, body: "{}" });
    expect(reply.status).toBe(400);
    expect(at(reply.json, "errors", 0, "code")).toBe("unexpected_body");
    expect(rig.rejections).toMatchObject([{ code: "unexpected_body", digest: sha256(utf8("{}")) }]);
    expect(rig.asked).toEqual([]);
  });
});

async function askChunked(rig: UserRig, token: string, headers: Record<string, string>, body: string) {
  const { request } = await import("node:http");
  return new Promise<{ status: number }>((resolve, reject) => {
    const sent = request(
      {
        host: "localhost",
        port: rig.door.port,
        path: "/api/drafts",
        method: "POST",
        agent: false,
        headers: { host: `localhost:${rig.door.port}`, authorization: `Bearer ${token}`, ...headers },
      },
      (response) => response.resume().on("end", () => resolve({ status: response.statusCode ?? 0 })),
    );
    sent.on("error", reject);
    for (let from = 0; from < body.length; from += 60_000) sent.write(body.slice(from, from + 60_000));
    sent.end();
  });
}
