// What a program may ask with a token of its own: its scope, and never what is for the officer himself.
import { ROUTES, type Route, type RouteName, tokenText } from "@entente/contract";
import { RIGHTS, type Right } from "@entente/words";
import { describe, expect, test } from "vitest";
import { ROUTE_NAMES } from "../../src/http/paths.ts";
import { deviceMessageOf } from "../../src/people/door.ts";
import { deviceKey } from "../people/rig.ts";
import { KNOWN } from "./twins.ts";
import { ask, at, NOW, type UserRig, userRig } from "./user-rig.ts";

/** The routes that a program must not have, by hand: what approves, takes back, destroys, or makes other ways in. */
const IN_PERSON: readonly RouteName[] = [
  "approveRelease",
  "approveBatch",
  "liftBlock",
  "refuseRelease",
  "recallRelease",
  "eraseDispatch",
  "auditDispatch",
  "openSession",
  "endSession",
  "listPasskeys",
  "passkeyOptions",
  "registerPasskey",
  "vouchPasskey",
  "sandboxSign",
  "proposeOrder",
  "confirmOrder",
  "dropOrder",
  "listTokens",
  "makeToken",
  "endToken",
  "nameGuest",
  "acknowledge",
  "setLeave",
  "endLeave",
  "writeHandover",
  "readHandover",
];

async function programOf(rig: UserRig, rights: readonly Right[]): Promise<string> {
  const token = await rig.token("liaison");
  const wish = { name: "Invented", rights: [...rights], expires_at: new Date(NOW + 60_000).toISOString() };
  const { id: device, sign } = deviceKey(1);
  const text = tokenText({ ...wish, officer: "CA-liaison" });
  const signature = Buffer.from(sign(deviceMessageOf(text))).toString("base64");
  const made = await ask(rig.door, { path: "/api/tokens", token, body: { ...wish, device, signature } });
  expect(made.status).toBe(200);
  return String(at(made.json, "token"));
}

function sentTo(name: RouteName, token: string) {
  const { method, path, body }: Route = ROUTES[name];
  return { method, path: path.replace(":id", KNOWN), token, ...(body === null ? {} : { body: {} }) };
}

describe("a program's token at the door", () => {
  test("the routes that are for the officer himself are these", () => {
    const marked = ROUTE_NAMES.filter((name) => "inPerson" in ROUTES[name]);
    expect(marked.toSorted()).toEqual(IN_PERSON.toSorted());
  });

  test("with every right its officer has, it is refused all of them and nothing is asked", async () => {
    await using rig = await userRig();
    const token = await programOf(rig, ["read", "contribute", "assign", "carry"]);
    for (const name of IN_PERSON.filter((one) => one !== "sandboxSign")) {
      const reply = await ask(rig.door, sentTo(name, token));
      expect([name, reply.status, at(reply.json, "policy", "reasons", 0, "rule")]).toEqual([
        name,
        403,
        "in_person",
      ]);
    }
    expect(rig.asked).toEqual([]);
  });

  test("of the others it has those in its scope, and its officer has the rest", async () => {
    await using rig = await userRig();
    const program = await programOf(rig, ["read"]);
    const officer = await rig.token("liaison");
    const held: readonly Right[] = ["read", "contribute", "assign", "carry"];
    for (const right of RIGHTS.filter((one) => held.includes(one))) {
      const name = ROUTE_NAMES.find((one) => ROUTES[one].right === right && !IN_PERSON.includes(one));
      if (name === undefined) throw new Error(`no route asks for ${right}`);
      const refused = (await ask(rig.door, sentTo(name, program))).status === 403;
      expect([right, refused]).toEqual([right, right !== "read"]);
      expect([right, (await ask(rig.door, sentTo(name, officer))).status]).not.toEqual([right, 403]);
    }
  });

  test("ended, it is nobody's from the next request on", async () => {
    await using rig = await userRig();
    const program = await programOf(rig, ["read"]);
    const officer = await rig.token("liaison");
    expect((await ask(rig.door, { path: "/api/me", token: program })).status).toBe(200);
    const listed = await ask(rig.door, { path: "/api/tokens", token: officer });
    const path = `/api/tokens/${String(at(listed.json, "items", 0, "id"))}/end`;
    expect((await ask(rig.door, { path, token: officer, body: {} })).status).toBe(200);
    expect((await ask(rig.door, { path: "/api/me", token: program })).status).toBe(401);
  });
});
