// One act of one operator, at the door: everything the officer came with ends (T15).
import { connect } from "node:net";
import { type PeopleOrder, peopleText } from "@entente/contract";
import { describe, expect, test } from "vitest";
import { deviceMessageOf } from "../../src/people/door.ts";
import { deviceKey } from "../people/rig.ts";
import { ask, at, NOW, type UserRig, userRig } from "./user-rig.ts";

const EXPIRES = new Date(NOW + 60_000).toISOString();
const NODE = { realm: "live", party: "CA", node: "ca-node-1" } as const;

/** Officers of two operators and one liaison, enrolled in this order: their keys are 1, 2 and 3. */
async function staffed(rig: UserRig) {
  const [operator, liaison] = [await rig.token("operator"), await rig.token("liaison")];
  const { token: second } = await rig.people.enrol({
    id: "CA-operator-2",
    name: "Invented",
    agency: "RCMP",
    desks: ["ca-rcmp-liaison"],
    duties: ["operator"],
    approvalRoles: [],
    devicePublicKey: deviceKey(9).publicKey,
  });
  return { operator, liaison, second };
}

function signed(key: number, order: PeopleOrder) {
  const { id, sign } = deviceKey(key);
  const signature = Buffer.from(sign(deviceMessageOf(peopleText(order)))).toString("base64");
  return { device: id, signature };
}

const REVOKE: PeopleOrder = {
  act: "revoke",
  ...NODE,
  officer: "CA-liaison",
  reason: "Invented: bought.",
  since: null,
  expires_at: EXPIRES,
};

async function revoke(rig: UserRig, operator: string) {
  const body = { order: REVOKE, ...signed(1, REVOKE) };
  return ask(rig.door, { path: "/api/officers/orders", token: operator, body });
}

describe("a revocation by one operator", () => {
  test("ends token, session and device at once; a second operator confirms it afterwards", async () => {
    await using rig = await userRig();
    const { operator, liaison, second } = await staffed(rig);
    const opened = await ask(rig.door, { path: "/api/session", body: {}, token: liaison });
    const cookie = String(opened.headers["set-cookie"]).split(";", 1)[0] ?? "";
    const done = await revoke(rig, operator);
    expect(done).toMatchObject({ status: 200, json: { officer: "CA-liaison", state: "acting" } });
    expect((await ask(rig.door, { path: "/api/me", token: liaison })).status).toBe(401);
    expect((await ask(rig.door, { path: "/api/me", headers: { cookie } })).status).toBe(401);
    expect(await rig.people.device(deviceKey(2).id)).toBeNull();
    const path = `/api/officers/orders/${String(at(done.json, "id"))}/confirm`;
    const own = await ask(rig.door, { path, token: operator, body: signed(1, REVOKE) });
    expect(at(own.json, "code")).toBe("same_person");
    const confirmed = await ask(rig.door, { path, token: second, body: signed(9, REVOKE) });
    expect(confirmed).toMatchObject({ status: 200, json: { state: "done" } });
    const shown = await ask(rig.door, {
      path: "/api/officers/show",
      token: second,
      body: { officer: "CA-liaison" },
    });
    expect(at(shown.json, "officer", "state")).toBe("revoked");
  });

  test("is refused to a token without a device, and to whoever may not operate", async () => {
    await using rig = await userRig();
    const { operator, liaison } = await staffed(rig);
    const body = { order: REVOKE, ...signed(9, REVOKE) };
    const alone = await ask(rig.door, { path: "/api/officers/orders", token: operator, body });
    expect(at(alone.json, "code")).toBe("device_refused");
    expect((await revoke(rig, liaison)).status).toBe(403);
    expect((await ask(rig.door, { path: "/api/me", token: liaison })).status).toBe(200);
  });

  test("a request whose body is still coming does nothing any more", async () => {
    await using rig = await userRig();
    const { operator, liaison } = await staffed(rig);
    const body = JSON.stringify({ kind: "request", draft: { invented: true } });
    const head = [
      "POST /api/drafts HTTP/1.1",
      `host: localhost:${rig.door.port}`,
      `authorization: Bearer ${liaison}`,
      "content-type: application/json",
      `content-length: ${body.length}`,
      "connection: close",
    ];
    const socket = connect(rig.door.port, "localhost");
    const heard = new Promise<string>((resolve, reject) => {
      let text = "";
      socket.setEncoding("utf8");
      socket.on("data", (part: string) => {
        text += part;
      });
      socket.on("end", () => resolve(text));
      socket.on("error", reject);
    });
    const letIn = signedInTimes(rig);
    socket.write(`${head.join("\r\n")}\r\n\r\n${body.slice(0, 5)}`);
    await letIn;
    expect((await revoke(rig, operator)).status).toBe(200);
    socket.end(body.slice(5));
    expect(await heard).toMatch(/^HTTP\/1\.1 401 /);
    expect(rig.asked).toEqual([]);
  });
});

/** Resolves when the door has looked who comes with a token. */
function signedInTimes(rig: UserRig): Promise<void> {
  const { signIn } = rig.people;
  return new Promise((resolve) => {
    rig.people.signIn = async (token) => {
      const officer = await signIn(token);
      resolve();
      return officer;
    };
  });
}
