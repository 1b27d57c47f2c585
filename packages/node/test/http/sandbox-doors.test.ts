import { ROUTES, SANDBOX_ROUTE_NAMES } from "@entente/contract";
import { describe, expect, test } from "vitest";
import type { SandboxDesk } from "../../src/http/door.ts";
import { ask, at, userRig } from "./user-rig.ts";

const CHALLENGE = {
  domain: "entente/approval/v1",
  realm: "live",
  dispatch: "019aa000-0000-7000-8000-000000000001",
  body_sha256: "ab".repeat(32),
  recipient_party: "IN",
  recipient_node: "in-1",
  recipient_desk: "in-ncb-liaison",
  agreement_sha256: "ab".repeat(32),
  packs_sha256: ["ab".repeat(32)],
  role: "CA-SUP",
  action: "release",
  expires_at: "2026-11-22T08:10:00.000Z",
};
const BODIES = {
  sandboxOfficers: undefined,
  sandboxSession: { officer: "CA-liaison" },
  sandboxSign: { challenge: CHALLENGE },
};

const SANDBOX: SandboxDesk = {
  officers: [
    { id: "CA-liaison", name: "Invented liaison", agency: "RCMP", duties: ["liaison"], approval_roles: [] },
  ],
  sign: (officer) => (officer.id === "CA-liaison" ? { device: "D-1", signature: "AA==" } : null),
  vouch: () => null,
};

describe("the sandbox's doors", () => {
  test.each(SANDBOX_ROUTE_NAMES)("%s is a path nobody knows on a real node", async (name) => {
    await using rig = await userRig();
    const token = await rig.token("liaison");
    const { method, path } = ROUTES[name];
    const body = BODIES[name];
    const sent = { method, path, token, ...(body === undefined ? {} : { body }) };
    const reply = await ask(rig.door, sent);
    const unknown = await ask(rig.door, { ...sent, path: "/api/nothing" });
    expect([reply.status, reply.text]).toEqual([404, unknown.text]);
  });

  test("no configuration of `entente init` opens them: the flag is not in it", async () => {
    await using rig = await userRig();
    const document = await ask(rig.door, { path: "/openapi.json" });
    expect(document.text).not.toContain("sandbox");
  });

  test("offer invented officers, a session for one of them, and the signature of his device", async () => {
    await using rig = await userRig({ sandbox: SANDBOX });
    await rig.token("liaison");
    const officers = await ask(rig.door, { path: "/api/sandbox/officers" });
    expect(at(officers.json, "officers", 0, "id")).toBe("CA-liaison");
    const entered = await ask(rig.door, { path: "/api/sandbox/session", body: BODIES.sandboxSession });
    expect(entered.status).toBe(200);
    const cookie = String(entered.headers["set-cookie"]).split(";", 1)[0] ?? "";
    const signed = await ask(rig.door, {
      path: "/api/sandbox/sign",
      body: BODIES.sandboxSign,
      headers: { cookie, origin: `http://localhost:${rig.door.port}` },
    });
    expect(signed.json).toEqual({ device: "D-1", signature: "AA==" });
  });

  test("give no session for an officer who is none of the invented ones", async () => {
    await using rig = await userRig({ sandbox: SANDBOX });
    await rig.token("operator");
    const reply = await ask(rig.door, { path: "/api/sandbox/session", body: { officer: "CA-operator" } });
    expect([reply.status, reply.headers["set-cookie"]]).toEqual([404, undefined]);
  });
});
