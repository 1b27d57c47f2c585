import { describe, expect, test } from "vitest";
import { IDLE_MS, LONGEST_MS } from "../../src/people/sessions.ts";
import { ask, type Sent, type UserRig, userRig } from "./user-rig.ts";

/** Signs in and gives what the browser would send from then on. */
async function signIn(rig: UserRig): Promise<{ readonly cookie: string; readonly whole: string }> {
  const reply = await ask(rig.door, { path: "/api/session", body: {}, token: await rig.token("liaison") });
  const whole = String(reply.headers["set-cookie"]);
  return { cookie: whole.split(";", 1)[0] ?? "", whole };
}

const own = (rig: UserRig) => ({ origin: `http://localhost:${rig.door.port}` });
const me = (cookie: string, headers = {}): Sent => ({ path: "/api/me", headers: { cookie, ...headers } });

describe("a browser session", () => {
  test("is a cookie no script reads and no other site sends, named after the node", async () => {
    await using rig = await userRig();
    const { whole } = await signIn(rig);
    expect(whole).toMatch(
      /^entente_ca-node-1_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test("is marked Secure wherever the door is not plain localhost", async () => {
    await using rig = await userRig({ names: ["desk.example.invalid"] });
    const token = await rig.token("liaison");
    const headers = { host: "desk.example.invalid" };
    const reply = await ask(rig.door, { path: "/api/session", body: {}, token, headers });
    expect(String(reply.headers["set-cookie"])).toMatch(/; Secure$/);
  });

  test("lets its officer in, and is stored only as a digest", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    expect((await ask(rig.door, me(cookie))).status).toBe(200);
    const [row] = await rig.store.all("select digest from session limit 2");
    const secret = Buffer.from(cookie.split("=")[1] ?? "", "base64url");
    expect(row?.digest).toBeInstanceOf(Uint8Array);
    expect(Buffer.from(secret).equals(Buffer.from(Object(row).digest))).toBe(false);
  });

  test("locks after 30 idle minutes, and not before", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    rig.clock.now += IDLE_MS;
    expect((await ask(rig.door, me(cookie))).status).toBe(200);
    rig.clock.now += IDLE_MS;
    expect((await ask(rig.door, me(cookie))).status).toBe(200);
    rig.clock.now += IDLE_MS + 1;
    expect((await ask(rig.door, me(cookie))).status).toBe(401);
  });

  test("is not kept awake by what a page asks by itself", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    rig.clock.now += IDLE_MS;
    expect((await ask(rig.door, me(cookie, { "x-entente-away": "1" }))).status).toBe(200);
    rig.clock.now += 1;
    expect((await ask(rig.door, me(cookie))).status).toBe(401);
  });

  test("ends with the shift, however busy it was", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    const step = IDLE_MS / 2;
    for (let spent = 0; spent < LONGEST_MS; spent += step) {
      rig.clock.now += step;
      expect((await ask(rig.door, me(cookie))).status).toBe(200);
    }
    rig.clock.now += 1;
    expect((await ask(rig.door, me(cookie))).status).toBe(401);
  });

  test("ends when its officer says so, and the browser is told to forget it", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    const ended = await ask(rig.door, {
      path: "/api/session/end",
      body: {},
      headers: { cookie, ...own(rig) },
    });
    expect(String(ended.headers["set-cookie"])).toContain("Max-Age=0");
    expect((await ask(rig.door, me(cookie))).status).toBe(401);
  });

  test("dies with its officer", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    await rig.store.commit({ steps: [{ sql: "update officer set revoked_at = 1", params: [] }] });
    expect((await ask(rig.door, me(cookie))).status).toBe(401);
  });

  test.each([
    ["another site's page", { origin: "https://elsewhere.example.invalid" }],
    ["a page of another port", { origin: "http://localhost:1" }],
    ["a request that does not say where it comes from", {}],
    ["another port, by fetch metadata", { "sec-fetch-site": "same-site" }],
  ])("is not taken from %s", async (_, headers) => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    const asked = rig.asked.length;
    const sent = { path: "/api/inbox", body: {}, headers: { cookie, ...headers } };
    expect((await ask(rig.door, sent)).status).toBe(400);
    expect(rig.asked.length).toBe(asked);
    const good = await ask(rig.door, {
      ...sent,
      headers: { cookie, ...own(rig), "sec-fetch-site": "same-origin" },
    });
    expect(good.status).toBe(200);
  });

  test("is none where two cookies claim to be it", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    expect((await ask(rig.door, me(`${cookie}; ${cookie}`))).status).toBe(401);
  });

  test("a token that comes beside a cookie decides alone", async () => {
    await using rig = await userRig();
    const { cookie } = await signIn(rig);
    const reply = await ask(rig.door, {
      ...me(cookie),
      token: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
    });
    expect(reply.status).toBe(401);
  });
});
