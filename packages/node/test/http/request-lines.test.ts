import { describe, expect, test } from "vitest";
import { KNOWN } from "./twins.ts";
import { ask, userRig } from "./user-rig.ts";

const CANARY = "CANARY-7f3a";

describe("what is written about a request (T41)", () => {
  test("is method, route, status and time", async () => {
    await using rig = await userRig();
    const token = await rig.token("liaison");
    await ask(rig.door, { path: "/health" });
    await ask(rig.door, { path: "/openapi.json" });
    await ask(rig.door, { path: `/api/dispatches/${KNOWN}`, token });
    await ask(rig.door, { path: "/api/drafts", token, body: "{" });
    await ask(rig.door, { path: "/nowhere" });
    expect(rig.lines).toEqual([
      { method: "GET", route: "health", status: 200, ms: 0 },
      { method: "GET", route: "openapi", status: 200, ms: 0 },
      { method: "GET", route: "showDispatch", status: 200, ms: 0 },
      { method: "POST", route: "draftDispatch", status: 400, ms: 0 },
      { method: "GET", route: "none", status: 404, ms: 0 },
    ]);
  });

  test("nothing a caller sends is in a line, in a rejection or in the answer to it, wherever he puts it", async () => {
    await using rig = await userRig();
    const token = await rig.token("liaison");
    const sent = [
      { path: `/${CANARY}` },
      { path: `/api/dispatches/${CANARY}`, token },
      { path: `/api/me?${CANARY}`, token },
      { path: "/api/me", token: CANARY },
      { path: "/api/me", token, headers: { "user-agent": CANARY, referer: CANARY, cookie: CANARY } },
      { path: "/api/me", headers: { host: CANARY } },
      { path: "/api/drafts", token, body: CANARY },
      { path: "/api/drafts", token, body: { kind: CANARY } },
      { path: "/api/drafts", token, body: { kind: "request", draft: {} }, headers: { origin: CANARY } },
      { path: "/api/drafts", token, body: `{"kind":"${CANARY}"`, headers: { "content-type": CANARY } },
      { path: `/api/dispatches/%${CANARY}`, token },
    ];
    for (const one of sent) expect((await ask(rig.door, one)).text).not.toContain(CANARY);
    expect(rig.lines.length).toBeGreaterThanOrEqual(sent.length - 1);
    expect(JSON.stringify(rig.lines)).not.toContain(CANARY);
    const written = rig.rejections.map(({ door, code, place }) => `${door} ${code} ${place}`).join("\n");
    expect(written).not.toContain(CANARY);
    expect(rig.rejections.length).toBeGreaterThan(4);
  });

  test("a line break in a path does not make a second line", async () => {
    await using rig = await userRig();
    await ask(rig.door, { path: "/api%0aGET%20/forged" });
    expect(rig.lines).toEqual([{ method: "GET", route: "none", status: 404, ms: 0 }]);
  });
});
