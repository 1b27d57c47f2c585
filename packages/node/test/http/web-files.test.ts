import { request as httpRequest } from "node:http";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { WebFiles } from "../../src/http/door.ts";
import { ask, type UserRig, userRig } from "./user-rig.ts";

const SCRIPT = new TextEncoder().encode("export {};");
const WEB: WebFiles = {
  page: '<html lang="{{lang}}" data-theme="{{theme}}" data-node="{{node}}" data-sandbox="{{sandbox}}"><head></head></html>',
  assets: new Map([
    ["/assets/a-1.js", { type: "text/javascript; charset=utf-8", bytes: SCRIPT, gzip: null, brotli: null }],
    ["/assets/noto-sans-devanagari-1.woff2", { type: "font/woff2", bytes: SCRIPT, gzip: null, brotli: null }],
  ]),
};

const page = (rig: UserRig, headers: Record<string, string> = {}) =>
  ask(rig.door, { path: "/desk/all", headers });

describe("the page", () => {
  test("is served with a policy under which no text can become code", async () => {
    await using rig = await userRig({ web: WEB });
    const { status, headers } = await page(rig);
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-store",
    ]);
    const policy = String(headers["content-security-policy"]).split("; ");
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|https?:|\*|data:|blob:/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  test.each([
    [{}, 'lang="en" data-theme="light"'],
    [{ "accept-language": "fr-CA,fr;q=0.9" }, 'lang="fr" data-theme="light"'],
    [{ cookie: "entente_ca-node-1_lang=hi; entente_ca-node-1_theme=dark" }, 'lang="hi" data-theme="dark"'],
    [{ cookie: "entente_in-node-1_lang=hi" }, 'lang="en" data-theme="light"'],
    [
      { cookie: 'entente_ca-node-1_lang="><script>; entente_ca-node-1_theme=x' },
      'lang="en" data-theme="light"',
    ],
  ])("carries the reader's language and theme: %o", async (headers, words) => {
    await using rig = await userRig({ web: WEB });
    expect((await page(rig, headers)).text).toContain(words);
  });

  test("preloads the Devanagari font for Hindi only", async () => {
    await using rig = await userRig({ web: WEB });
    expect((await page(rig, { "accept-language": "hi" })).text).toContain("noto-sans-devanagari");
    expect((await page(rig)).text).not.toContain("noto-sans-devanagari");
  });
});

describe("the assets", () => {
  test("may be kept for a year, since their names change with them", async () => {
    await using rig = await userRig({ web: WEB });
    const reply = await ask(rig.door, { path: "/assets/a-1.js" });
    expect([reply.status, reply.text]).toEqual([200, "export {};"]);
    expect(reply.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  });

  test.each([
    "/assets/b-2.js",
    "/assets/",
    "/assets/../a-1.js",
    "/assets/%2e%2e/%2e%2e/node.json",
    "/assets//a-1.js",
    "/page.html",
    "/sources.sha256",
    "/node-key",
  ])("%s is nothing: only what was built is served, never a path of the disk", async (path) => {
    await using rig = await userRig({ web: WEB });
    expect((await ask(rig.door, { path })).status).toBe(404);
  });

  test("come in the smallest form the browser takes", async () => {
    const { gzipSync } = await import("node:zlib");
    const file = {
      type: "text/javascript; charset=utf-8",
      bytes: SCRIPT,
      gzip: gzipSync(SCRIPT),
      brotli: null,
    };
    await using rig = await userRig({ web: { page: "", assets: new Map([["/assets/a-1.js", file]]) } });
    const bytes = await new Promise<Buffer>((resolve) => {
      const { port } = rig.door;
      const headers = { host: `localhost:${port}`, "accept-encoding": "gzip, br" };
      httpRequest({ host: "localhost", port, path: "/assets/a-1.js", headers, agent: false }, (reply) => {
        const parts: Buffer[] = [];
        reply.on("data", (part: Buffer) => parts.push(part));
        reply.on("end", () => resolve(Buffer.concat(parts)));
      }).end();
    });
    expect(gunzipSync(bytes).toString()).toBe("export {};");
  });
});

test("a node without a built workspace serves its API and says so", async () => {
  await using rig = await userRig();
  const root = await ask(rig.door, { path: "/" });
  expect([root.status, root.headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
  expect(root.text).toContain("/openapi.json");
  expect((await ask(rig.door, { path: "/desk/all" })).status).toBe(404);
});
