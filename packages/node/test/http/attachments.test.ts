import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KNOWN, PAGE_OF_A_FILE, UNKNOWN } from "./twins.ts";
import { ask, type UserRig, userRig } from "./user-rig.ts";

const WHICH = { attachment: "ab".repeat(16), part: 0 };
let rig: UserRig;
beforeAll(async () => {
  rig = await userRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

async function part(body: unknown, id = KNOWN) {
  const token = await rig.token("analyst");
  return ask(rig.door, { path: `/api/dispatches/${id}/attachments/part`, token, body });
}

describe("a part of a file, which may be a page that its sender wrote", () => {
  test("comes as the very bytes, and never renders under our origin", async () => {
    const { status, headers, text } = await part(WHICH);
    expect([status, text]).toEqual([200, new TextDecoder().decode(PAGE_OF_A_FILE)]);
    expect(headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  test("that does not exist is told as anything else that does not", async () => {
    const { status, headers, json } = await part(WHICH, UNKNOWN);
    expect([status, headers["content-type"]]).toEqual([404, "application/problem+json"]);
    expect(headers["content-disposition"]).toBeUndefined();
    expect(json).toMatchObject({ code: "not_found" });
  });

  test.each([
    ["a name that is a path", { ...WHICH, attachment: "../../node.db" }],
    ["a part before the first", { ...WHICH, part: -1 }],
    ["no part", { attachment: WHICH.attachment }],
  ])("is refused for %s", async (_what, body) => {
    expect((await part(body)).status).toBe(400);
  });
});

test("eight full pieces fit through the door, nine do not", async () => {
  const token = await rig.token("analyst");
  const piece = Buffer.alloc(65_536, 7).toString("base64");
  const send = (count: number) => {
    const body = { attachment: WHICH.attachment, offset: 0, pieces_base64: Array(count).fill(piece) };
    return ask(rig.door, { path: `/api/drafts/${KNOWN}/attachments/part`, token, body });
  };
  expect((await send(8)).status).toBe(200);
  expect((await send(9)).json).toMatchObject({ code: "malformed", errors: [{ pointer: "/pieces_base64" }] });
});
